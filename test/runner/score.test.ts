/** From journal to numbers: three statuses, slices, means, the same bytes whatever the order. */

import { describe, expect, it } from "vitest";
import { scoreBenchmark } from "../../runner/score.ts";
import { select } from "../../runner/select.ts";
import { canonicalJson } from "../../src/core/canonical-json.ts";
import type { JournalLine, Status } from "../../src/core/records.ts";
import { echoBenchmark, numbered } from "../fixtures/scripted.ts";

function line(id: string, status: Status, text?: string): [string, JournalLine] {
  return [id, { v: 1, id, attempt: 1, status, ...(text === undefined ? {} : { text }), latencyMs: 1, request: "", cache: "miss" }];
}

function score(lines: readonly [string, JournalLine][], count = 4): ReturnType<typeof scoreBenchmark> {
  return scoreBenchmark({ benchmark: echoBenchmark(count), samples: select(numbered(count), {}, "echo"), replies: new Map(lines), spoolPlace: "pairs.tmp", whole: true, expected: count, seed: 1, warnings: () => [] });
}

const lines = [line("s0", "answered", "0"), line("s1", "answered", "wrong"), line("s2", "unreadable", "?"), line("s3", "failed")];

describe("scoreBenchmark", () => {
  it("keeps answered, unreadable and failed apart: unreadable is wrong, failed is not scored", async () => {
    const { scores } = await score(lines);
    expect(scores.counts).toEqual({ total: 4, answered: 2, unreadable: 1, failed: 1 });
    expect(scores.scores[0]).toMatchObject({ value: 1 / 3, n: 3, interval: { method: "Wilson" } });
  });

  it("measures slices and unweighted means", async () => {
    const { scores } = await score(lines);
    expect(scores.scores.map(({ part, value }) => [part, value])).toEqual([[undefined, 1 / 3], ["even", 0.5], ["mean", 0.25]]);
  });

  it("counts a sample without a line as failed", async () => {
    expect((await score(lines.slice(0, 2))).scores.counts.failed).toBe(2);
  });

  it("gives the same bytes in whatever order replies came", async () => {
    const one = canonicalJson((await score(lines)).scores);
    expect(canonicalJson((await score([...lines].reverse())).scores)).toBe(one);
  });

  it("leaves out numbers of which nothing is known, instead of calling them 0", async () => {
    const { scores } = await score([line("s0", "failed"), line("s1", "answered", "1"), line("s2", "failed"), line("s3", "failed")]);
    expect(scores.scores.map(({ part }) => part)).toEqual([undefined, "mean"]);
  });
});

describe("select", () => {
  const ids = async (count: number, selection: Parameters<typeof select>[1]): Promise<string[]> => {
    const found: string[] = [];
    for await (const { id } of select(numbered(count), selection, "echo")) found.push(id);
    return found;
  };

  it("takes the first N or named samples", async () => {
    expect(await ids(5, { limit: 2 })).toEqual(["s0", "s1"]);
    expect(await ids(5, { sampleIds: ["s4", "s1"] })).toEqual(["s1", "s4"]);
  });

  it("refuses unknown ids, repeated ids and an empty split", async () => {
    await expect(ids(3, { sampleIds: ["s9"] })).rejects.toThrow(/no sample "s9"/);
    await expect(ids(0, {})).rejects.toThrow(/no sample/);
    const twice = async function* () { yield* numbered(2); yield* numbered(1); };
    await expect((async () => { for await (const _ of select(twice(), {}, "echo")); })()).rejects.toThrow(/"s0" occurs twice/);
  });
});
