/** Every reasoning benchmark through the command line, from a small official folder and recorded replies to the scores. */

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { BenchmarkScores } from "../../src/core/records.ts";
import { folderOf, lines, readAll } from "../fixtures/official-folder.ts";
import { layouts } from "../fixtures/official-layouts.ts";
import { reasoningLayouts } from "../fixtures/official-layouts-reasoning.ts";
import { smallPng } from "../fixtures/pictures.ts";
import { cardeval, emptyFolder } from "./program.ts";

type Name = keyof typeof reasoningLayouts;
const names = Object.keys(reasoningLayouts) as Name[];

/** Replies to all samples, right or made of the right one, and what the program makes of them. */
async function scoresOf(name: Name, reply: (right: string, place: number) => string): Promise<{ scores: BenchmarkScores; out: string; run: string }> {
  const root = folderOf({ ...layouts[name].files, "ai2d/images/7.png": smallPng(40, 30) });
  const { benchmark, samples } = await readAll(name, root);
  const run = path.join(emptyFolder(), "run");
  writeFileSync(path.join(root, "replies.jsonl"), lines(...samples.map(({ id, target }, i) => ({ id, text: reply(benchmark.task.show(target)[0] ?? "", i) }))));
  const { code, out, err } = await cardeval(["run", "--benchmark", name, "--data", root, "--backend", `replay:${path.join(root, "replies.jsonl")}`, "--out", run], root);
  expect(err).not.toMatch(/of no sample/);
  expect(code, err).toBe(0);
  return { scores: JSON.parse(readFileSync(path.join(run, name, "scores.json"), "utf8")) as BenchmarkScores, out, run };
}

describe("right replies", () => {
  it.each(names)("to %s are worth 1 in every part", async (name) => {
    const { scores, out, run } = await scoresOf(name, (right) => right);
    expect(scores.counts.answered).toBe(scores.counts.total);
    expect(scores.scores.length).toBeGreaterThan(0);
    for (const { value } of scores.scores) expect(value).toBe(1);
    expect(out).toMatch(/pt-224 +\d+\.\d\d +100\.00 .* partial/);
    expect(existsSync(path.join(run, "report.html"))).toBe(true);
  });
});

describe("replies of which one in two is right", () => {
  const partsOf = ({ scores }: BenchmarkScores): Record<string, number> => Object.fromEntries(scores.map(({ part = "", value }) => [part, value]));

  it("make no pair of MMVP and no statement of NLVR2", async () => {
    const half = (right: string, place: number): string => (place === 0 ? right : "what?");
    expect(partsOf((await scoresOf("mmvp", half)).scores)).toEqual({ "": 0, single: 0.5 });
    expect(partsOf((await scoresOf("nlvr2", half)).scores)).toEqual({ "": 0.5, consistency: 0 });
  });

  it("are half of RSVQA's mean where the other half is of one type", async () => {
    const { scores } = await scoresOf("rsvqa-lr", (right, place) => (place === 0 ? right.toUpperCase() : ""));
    expect(partsOf(scores)).toEqual({ "": 0.5, "avg-2": 1, comp: 1, rural_urban: 0 });
  });

  it("are unreadable where a letter was to be said", async () => {
    const { scores } = await scoresOf("scienceqa", (right, place) => (place === 0 ? right : "A dog."));
    expect([scores.counts, partsOf(scores)]).toEqual([{ total: 2, answered: 1, unreadable: 1, failed: 0 }, { "": 0.5, "natural-science": 0.5 }]);
  });
});
