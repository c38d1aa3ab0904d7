/**
 * The contract against a real server that was loaded with the embedded checkpoint (docs/backends.md), `npm run test:servers`:
 *
 *   CARDEVAL_TEST_SERVER=openai:http://127.0.0.1:8000/v1   the backend
 *   CARDEVAL_TEST_RECORD="vLLM 0.32.0 (CPU)"               also writes test/golden/servers/<this name>.json
 */

import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openBackend } from "../../src/backends/index.ts";
import { readQuestions } from "../../src/cli/probe/questions.ts";
import { runProbe } from "../../src/cli/probe/run-probe.ts";
import type { Backend } from "../../src/core/types.ts";
import { startRecorder, type Exchange, type LocalServer, type RecordedCase, type Recording } from "../fixtures/recorded-server.ts";
import { askCases, askForAnother } from "../fixtures/server-cases.ts";

const spec = process.env["CARDEVAL_TEST_SERVER"] ?? "";
const [, kind, origin, api] = /^(\w+):(https?:\/\/[^/]+)(.*)$/.exec(spec) ?? [];
if (origin === undefined) throw new Error("say which server: CARDEVAL_TEST_SERVER=openai:http://127.0.0.1:8000/v1 npm run test:servers (docs/backends.md says how to start one)");

const exchanges: Exchange[] = [];
let recorder: LocalServer;
let backend: Backend;
let cases: RecordedCase[];

beforeAll(async () => {
  recorder = await startRecorder(origin, exchanges);
  const proxied = `${kind}:${recorder.url}${api}`;
  backend = await openBackend(proxied, {});
  cases = [...(await askCases(backend)), await askForAnother(proxied, {})];
});

afterAll(async () => {
  await backend.close();
  await recorder.close();
});

function outcome(name: string): Record<string, unknown> | undefined {
  return cases.find((each) => each.name === name)?.outcome;
}

describe(`the server at ${spec}`, () => {
  it("answers about pictures and says why it ended", () => {
    for (const name of ["greedy", "a JPEG"]) expect(outcome(name)).toMatchObject({ text: expect.any(String), finish: "stop" });
  });

  it("refuses for good what it cannot read", () => {
    for (const name of ["a picture that is cut short", "bytes that are no picture"]) expect(outcome(name)).toMatchObject({ retryable: false });
  });

  it("has not the model that it has not", () => expect(outcome("another model")).toMatchObject({ error: "USAGE" }));

  it("is what a probe of finished pictures says: every wrong answer is explained", async () => {
    const direct = await openBackend(spec, { pictures: "finished" });
    const { questions } = await readQuestions();
    const result = await runProbe({ backend: direct, questions, resolution: 84, concurrency: direct.features.concurrency, signal: new AbortController().signal, onProgress: () => undefined });
    await direct.close();
    console.log(`${result.equal} of ${result.asked} equal; ${result.findings.map(({ cause, evidence }) => `${cause}: ${evidence}`).join("; ") || "nothing found"}`);
    expect(result.unexplained).toBe(0);
  }, 600_000);

  it.skipIf(process.env["CARDEVAL_TEST_RECORD"] === undefined)("is recorded", () => {
    const server = process.env["CARDEVAL_TEST_RECORD"] ?? "";
    const anonymous = <T>(value: T): T => JSON.parse(JSON.stringify(value).replaceAll(recorder.url, "http://127.0.0.1")) as T;
    const recording: Recording = {
      server, command: "CARDEVAL_TEST_SERVER=… CARDEVAL_TEST_RECORD=… npm run test:servers", backend: `${kind}:${api}`,
      identity: anonymous(backend.identity), features: backend.features, cases, exchanges,
    };
    const name = server.toLowerCase().replaceAll(/[^a-z0-9.]+/g, "-").replace(/-$/, "");
    writeFileSync(path.resolve(import.meta.dirname, `../golden/servers/${name}.json`), `${JSON.stringify(recording, null, 1)}\n`);
  });
});
