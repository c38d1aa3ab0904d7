/** How single samples scored: all of a benchmark's samples, not only those a report shows. */

import type { Counts, ScoredSample } from "../src/core/records.ts";
import { mean } from "../src/stats/pairwise-sum.ts";

const BINS = 20;

export interface Overview {
  /** Samples with a score of their own; none when the headline is no mean. */
  readonly scored: number;
  readonly bins: readonly Bin[];
  /** Slices in order of first appearance. */
  readonly slices: readonly SliceOverview[];
}

export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

export interface SliceOverview {
  readonly group: string;
  readonly value: string;
  readonly counts: Counts;
  /** Mean of the single samples' scores; not the score of a corpus. Absent when no sample has one. */
  readonly mean?: number;
}

export interface OverviewBuilder {
  add(sample: ScoredSample): void;
  finish(): Overview;
}

interface Slice {
  readonly group: string;
  readonly value: string;
  readonly counts: { total: number; answered: number; unreadable: number; failed: number };
  readonly scores: number[];
}

export function createOverview(): OverviewBuilder {
  const scores: number[] = [];
  const slices = new Map<string, Slice>();
  return {
    add({ status, score, groups }) {
      if (score !== undefined) scores.push(score);
      for (const [group, value] of Object.entries(groups ?? {})) {
        const key = JSON.stringify([group, value]);
        const slice = slices.get(key) ?? { group, value, counts: { total: 0, answered: 0, unreadable: 0, failed: 0 }, scores: [] };
        slices.set(key, slice);
        slice.counts.total++;
        slice.counts[status]++;
        if (score !== undefined) slice.scores.push(score);
      }
    },
    finish: () => ({ scored: scores.length, bins: binsOf(scores), slices: [...slices.values()].map(summary) }),
  };
}

export function overviewOf(samples: readonly ScoredSample[]): Overview {
  const overview = createOverview();
  for (const sample of samples) overview.add(sample);
  return overview.finish();
}

function summary({ scores, ...slice }: Slice): SliceOverview {
  const value = mean(scores);
  return { ...slice, ...(value === undefined ? {} : { mean: value }) };
}

/** Equal bins that hold all scores, and all of 0 to 1. */
function binsOf(scores: readonly number[]): Bin[] {
  if (scores.length === 0) return [];
  const [least, most] = scores.reduce(([low, high], score) => [Math.min(low, score), Math.max(high, score)], [0, 1]);
  const width = (most - least) / BINS;
  const counts = Array.from({ length: BINS }, () => 0);
  for (const score of scores) {
    const bin = Math.min(BINS - 1, Math.floor((score - least) / width));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts.map((count, i) => ({ from: least + i * width, to: least + (i + 1) * width, count }));
}
