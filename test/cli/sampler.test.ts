/** What a clean clone shows of the card: the packaged sampler and the embedded model. */

import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { BenchmarkScores, RunRecord } from "../../src/core/records.ts";
import { cardeval, emptyFolder } from "./program.ts";

const fromJson = (folder: string, name: string): unknown => JSON.parse(readFileSync(path.join(folder, "run", name), "utf8"));

describe("cardeval run, from the sampler with the embedded model", () => {
  it("--suite card gives all 82 cells a verdict, and those without a number a reason", async () => {
    const folder = emptyFolder();
    const { code, out } = await cardeval(["run", "--suite", "card", "--limit", "2", "--out", "run"], folder);
    const { missing = [], benchmarks } = fromJson(folder, "run.json") as RunRecord;
    expect(code).toBe(missing.length === 0 ? 0 : 2);
    expect(benchmarks.map(({ name }) => name)).toEqual(expect.arrayContaining(["vqav2", "mmvp", "pope", "okvqa", "aokvqa-mc", "aokvqa-da", "gqa", "xgqa", "nlvr2", "marvl", "rsvqa-lr", "rsvqa-hr", "tallyqa", "vizwiz-vqa"]));
    const verdicts = [...out.matchAll(/ {2}(sampler|not run)$/gm)].map(([, verdict]) => verdict);
    const filled = verdicts.filter((verdict) => verdict === "sampler").length;
    const statistics = out.match(/ card \d\.\d\d(?= |$)/gm) ?? [];
    expect([verdicts.length, statistics.length]).toEqual([52, 30]);
    expect(out).toContain(`82 cells: ${filled + 30} sampler, ${52 - filled} not run`);
    expect(out).toMatch(/^not run \(no sample of this part was asked\): POPE \(popular\), POPE \(adversarial\)/m);
  });

  it("answers questions about colours, numbers, and what is there or not far better than by chance", async () => {
    const folder = emptyFolder();
    const { code } = await cardeval(["run", "--benchmark", "vqav2,mmvp,pope,aokvqa-mc,tallyqa", "--out", "run", "--quiet"], folder);
    const scoreOf = (name: string, part?: string): number | undefined => (fromJson(folder, `${name}/scores.json`) as BenchmarkScores).scores.find((score) => score.part === part)?.value;
    expect(code).toBe(0);
    for (const part of ["yes-no", "number", "other"]) expect(scoreOf("vqav2", part)).toBeGreaterThan(0.8);
    expect(scoreOf("mmvp")).toBeGreaterThan(0.7);
    expect(scoreOf("pope", "avg")).toBeGreaterThan(0.8);
    expect(scoreOf("aokvqa-mc")).toBeGreaterThan(0.7);
    expect(scoreOf("tallyqa", "simple")).toBeGreaterThan(0.8);
  });
});
