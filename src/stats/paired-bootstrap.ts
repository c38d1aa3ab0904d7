/** Two runs under the same resamples: for numbers that are no mean of samples, such as BLEU. */

import { bootstrapTInterval, standardDeviation, type Clusters } from "./interval.ts";
import { mean } from "./pairwise-sum.ts";
import type { PairedDifference } from "./paired-difference.ts";
import { observed, resample, type ResampleOptions, type Statistic } from "./resampling.ts";

export interface PairedBootstrap extends PairedDifference {
  /** p by sacreBLEU's rule: (#{t_b > |A − B|} + 1) / (B + 1), where t_b = |A_b − B_b| less its own mean. */
  readonly pSacrebleu: number;
}

/**
 * Paired bootstrap of the difference candidate − baseline.
 *
 * Both numbers are computed on the same draws of clusters. The standard error is the standard deviation of the differences, the
 * interval Student's t with it, p = 2 · min(share of differences ≤ 0, share ≥ 0), at most 1. `worst` is the number's worst value.
 * Undefined below two clusters.
 * Source: Efron and Tibshirani 1993; Koehn 2004; mjpost/sacrebleu significance.py@2.6.0 (`_paired_bs_test`).
 * Quirk: sacreBLEU shifts absolute differences, not signed ones, and counts no ties: a run against itself has its smallest p.
 */
export function pairedBootstrap(
  baseline: Statistic, candidate: Statistic, clusters: Clusters, options: ResampleOptions, worst = 0,
): PairedBootstrap | undefined {
  const [baselines, candidates] = resample([baseline, candidate], clusters.count, options) as [Float64Array, Float64Array];
  const differences = candidates.map((value, b) => value - (baselines[b] as number));
  const before = observed(baseline, clusters.count);
  const value = observed(candidate, clusters.count) - before;
  const interval = bootstrapTInterval(value, differences, clusters, options.seed, [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
  if (interval === undefined) return undefined;
  return {
    value, standardError: standardDeviation(differences), degrees: clusters.count - 1, samples: clusters.of.length,
    interval, p: twoSidedP(differences), pSacrebleu: sacrebleuP(differences, value), stake: Math.abs(before - worst) / clusters.count,
  };
}

function sacrebleuP(differences: Float64Array, observedDifference: number): number {
  const sizes = differences.map(Math.abs);
  const shift = mean(sizes) ?? 0;
  const beyond = sizes.reduce((count, size) => (size - shift > Math.abs(observedDifference) ? count + 1 : count), 0);
  return (beyond + 1) / (differences.length + 1);
}

function twoSidedP(differences: Float64Array): number {
  const [below, above] = differences.reduce(([low, high], each) => [low + (each <= 0 ? 1 : 0), high + (each >= 0 ? 1 : 0)], [0, 0]);
  return Math.min(1, (2 * Math.min(below, above)) / differences.length);
}
