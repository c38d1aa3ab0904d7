/** Recorded replies in every shape they come in. */

import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { openReplay } from "../../src/backends/replay.ts";
import { backendContract, requestFor } from "../contracts/backend.ts";

const folder = mkdtempSync(path.join(tmpdir(), "cardeval-replay-"));
let count = 0;

function file(content: string): string {
  const place = path.join(folder, `${++count}.json`);
  writeFileSync(place, content);
  return place;
}

const request = (id: string): ReturnType<typeof requestFor> => requestFor(id, "caption en", new Uint8Array());
const { signal } = new AbortController();

describe("replay", () => {
  backendContract({ open: () => openReplay(file('{"id":"1","text":"a cat"}')), request: request("1"), refused: { request: request("2"), kind: "not-recorded" } });

  it.each([
    ["JSON lines", '{"id": "7", "text": "a cat"}\n{"id": 8, "prediction": ""}', "7", "a cat"],
    ["an empty prediction", '{"id": "7", "text": "a cat"}\n{"id": 8, "prediction": ""}', "8", ""],
    ["a COCO result file", '[{"image_id": 0, "caption": "a dog"},{"image_id":12,"caption":"x"}]', "0", "a dog"],
    ["a VQA result file", '\ufeff [\n {"question_id": 262148000, "answer": "yes"}]', "262148000", "yes"],
    ["ids named like object properties", '{"id":"__proto__","text":"x"}\n{"id":"constructor","text":"y"}', "__proto__", "x"],
    ["a lone surrogate", '{"id":"1","text":"a \\ud83d cat"}', "1", "a \ud83d cat"],
  ])("reads %s", async (_, content, id, text) => {
    const backend = await openReplay(file(content));
    expect((await backend.generate(request(id), signal)).text).toBe(text);
  });

  it("reads a run's journal: the last line of an id counts, failed lines are no reply", async () => {
    const line = (id: string, status: string, text?: string): string => JSON.stringify({ v: 1, id, attempt: 1, status, text, latencyMs: 1, request: "", cache: "miss", finish: "length" });
    const backend = await openReplay(file([line("a", "answered", "first"), line("a", "answered", "second"), line("b", "failed")].join("\n")));
    expect(await backend.generate(request("a"), signal)).toEqual({ text: "second", finish: "length" });
    await expect(backend.generate(request("b"), signal)).rejects.toMatchObject({ kind: "not-recorded", retryable: false });
  });

  it("names replies that belong to no sample", async () => {
    const backend = await openReplay(file('{"id":"1","text":"a"}\n{"id":"2","text":"b"}'));
    expect(backend.leftovers?.((id) => id === "1")).toEqual(["2"]);
  });

  it.each([
    ["no row", "\n", /no reply/], ["nothing in it", "", /the file is empty/],
    ["a row without an id", '{"text":"a"}', /row 1: expected an id/],
    ["a row without a text", '{"id":"1","text":"a"}\n{"id":"2","score":1}', /row 2: expected a text/],
    ["a cut array", '[{"id":1,"text":"a"},{"id":2,', /truncated/],
  ])("refuses a file with %s", async (_, content, message) => {
    await expect(openReplay(file(content))).rejects.toThrow(message);
  });
});
