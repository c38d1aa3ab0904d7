/** Two measured runs to one comparison: loads the benchmarks that records only name. */

import type { Comparison } from "../core/comparison.ts";
import { createBenchmark, scoredBy } from "../core/define.ts";
import { UsageError } from "../core/errors.ts";
import type { Measured } from "../../runner/baseline.ts";
import { compareNumbers, flipsOf, type ComparedNumber, type Sides } from "../../runner/compare.ts";
import { loadBenchmark } from "../../datasets/index.ts";

export interface Compared {
  readonly numbers: readonly ComparedNumber[];
  readonly comparison: Comparison;
}

/** @throws {UsageError} when the two share no benchmark, or not the same samples and metrics. */
export async function compareMeasured(baseline: Measured, candidate: Measured, seed: number): Promise<Compared> {
  const shared: Sides[] = [];
  for (const after of candidate.benchmarks) {
    const before = baseline.benchmarks.find(({ head }) => head.benchmark === after.head.benchmark);
    if (before === undefined) continue;
    const benchmark = createBenchmark(await loadBenchmark(after.head.benchmark), after.head.options);
    shared.push({ benchmark: scoredBy(benchmark, after.head.scorer), baseline: before, candidate: after, seed });
  }
  if (shared.length === 0) throw new UsageError(`${baseline.side.name} and ${candidate.side.name} have no benchmark in common`);
  const numbers = shared.flatMap(compareNumbers);
  const flips = shared.flatMap(flipsOf).sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
  return { numbers, comparison: { baseline: baseline.side, candidate: candidate.side, numbers: numbers.map(publicPart), flips, notes: notesOf(shared, baseline) } };
}

function publicPart({ part: _part, paired: _paired, ...number }: ComparedNumber): Comparison["numbers"][number] {
  return number;
}

/** A baseline older than this says so. */
const OLD_DAYS = 60;
const DAY_MS = 86_400_000;

function notesOf(shared: readonly Sides[], { blessedOn, side }: Measured): string[] {
  const notes: string[] = [];
  const days = blessedOn === undefined ? 0 : Math.floor((Date.now() - Date.parse(blessedOn)) / DAY_MS);
  if (days > OLD_DAYS) notes.push(`the baseline "${side.name}" was blessed ${days} days ago: does it still say what is expected?`);
  for (const { baseline, candidate } of shared) {
    const { benchmark } = candidate.head;
    for (const what of ["version", "options"] as const) {
      const [before, after] = [JSON.stringify(baseline.head[what]), JSON.stringify(candidate.head[what])];
      if (before !== after) notes.push(`${benchmark}: another ${what === "version" ? "version of the benchmark" : "set of options"}: ${before} before, ${after} now`);
    }
    if (baseline.head.questions !== candidate.head.questions) notes.push(`${benchmark}: the two were asked with different prompts`);
    const unpaired = candidate.samples.filter(({ of }, i) => JSON.stringify(Object.keys(of)) !== JSON.stringify(Object.keys(baseline.samples[i]?.of ?? {}))).length;
    if (unpaired > 0) notes.push(`${benchmark}: ${unpaired} samples were scored on one side only and are left out of the differences`);
  }
  return notes;
}
