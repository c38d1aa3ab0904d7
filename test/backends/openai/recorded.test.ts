/** The contract with real servers, from their recorded answers: the very requests that are sent today were answered so. */

import { readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { openBackend } from "../../../src/backends/index.ts";
import { dialects } from "../../../src/backends/openai/dialects.ts";
import { readRecording, startReplay } from "../../fixtures/recorded-server.ts";
import { askCases, askForAnother } from "../../fixtures/server-cases.ts";

const FOLDER = path.resolve(import.meta.dirname, "../../golden/servers");

describe.each(readdirSync(FOLDER))("%s", (file) => {
  const recording = readRecording(path.join(FOLDER, file));

  it("is known again, and every case comes out as it was recorded", async () => {
    const server = await startReplay(recording);
    const [kind, api] = recording.backend.split(":");
    const spec = `${kind}:${server.url}${api}`;
    const backend = await openBackend(spec, {});
    const cases = [...(await askCases(backend)), await askForAnother(spec, {})];
    await backend.close();
    await server.close();
    const anonymous = (value: unknown): unknown => JSON.parse(JSON.stringify(value).replaceAll(server.url, "http://127.0.0.1").replaceAll(/127\.0\.0\.1:\d+/g, "127.0.0.1"));
    expect(anonymous(backend.identity)).toEqual(recording.identity);
    expect(anonymous(cases)).toEqual(recording.cases);
  });
});

const outcomeOf = (file: string, name: string): unknown => readRecording(path.join(FOLDER, file)).cases.find((each) => each.name === name)?.outcome;

/** What was read in the recordings by eye. */
describe("recorded", () => {
  it.each([
    ["vllm-0.32.0-cpu.json", "no picture", { text: expect.any(String) }],
    ["vllm-0.32.0-cpu.json", "a picture that is cut short", { error: "bad-image", retryable: false }],
    ["vllm-0.32.0-cpu.json", "two pictures", { error: "rejected", retryable: false, message: expect.stringContaining("At most 1 image") }],
    ["vllm-0.32.0-cpu.json", "a prompt that is too long", { error: "rejected", retryable: false, message: expect.stringContaining("maximum context length is 512 tokens") }],
    ["transformers-serve-5.24.0-cpu.json", "greedy", { text: "a bar chart of blue, purple and black, black is the highest", tokens: { prompt: 40 } }],
    ["transformers-serve-5.24.0-cpu.json", "beams", { text: "1 grün kreuz", finish: "stop" }],
    ["transformers-serve-5.24.0-cpu.json", "two pictures", { tokens: { prompt: 76 } }],
    ["transformers-serve-5.24.0-cpu.json", "no picture", { error: "rejected", retryable: false, message: "HTTP 500: Internal Server Error" }],
  ])("%s: %s", (file, name, expected) => {
    expect(outcomeOf(file, name)).toMatchObject(expected);
  });

  it("are the servers whose dialects say that they were run", () => {
    const named = dialects.filter(({ ranWith }) => ranWith.length > 0).map(({ name }) => name).sort();
    const recorded = readdirSync(FOLDER).map((file) => (readRecording(path.join(FOLDER, file)).identity as { details: { dialect: string } }).details.dialect).sort();
    expect(recorded).toEqual(named);
  });
});
