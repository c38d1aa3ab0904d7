/** Confidence intervals of 95 % for every kind of number that a benchmark prints. */

import type { Interval } from "../core/records.ts";
import { mean } from "./pairwise-sum.ts";
import { scoreBounds } from "./score-bounds.ts";
import { studentQuantile } from "./student-t.ts";

export const LEVEL = 0.95;
export const RESAMPLES = 1_000;
/** Smaller differences come of float64 sums. */
const ROUNDING = 1e-12;

/** Cluster numbers 0 .. count − 1 of samples named by what repeats in them. */
export interface Clusters {
  readonly of: Int32Array;
  readonly count: number;
}

export function clustersOf(names: readonly string[]): Clusters {
  const numbers = new Map<string, number>();
  const of = Int32Array.from(names, (name) => {
    const number = numbers.get(name) ?? numbers.size;
    numbers.set(name, number);
    return number;
  });
  return { of, count: numbers.size };
}

/** Of samples in which nothing repeats. */
export function clustersOfOne(count: number): Clusters {
  return { of: new Int32Array(count).map((_, i) => i), count };
}

/**
 * Standard error of a mean whose samples repeat in clusters.
 *
 * √(SE² + Σ_c Σ_{i≠j ∈ c} (s_i − m)(s_j − m) / n²), SE² = Σ (s − m)² / (n − 1) / n; a negative sum is clamped at 0.
 * Source: Miller 2024, arXiv 2411.00640.
 */
export function clusteredStandardError(values: ArrayLike<number>, clusters: Clusters): number {
  const n = values.length;
  const m = mean(values) ?? 0;
  const sums = new Float64Array(clusters.count);
  let squares = 0;
  for (let i = 0; i < n; i++) {
    const deviation = (values[i] as number) - m;
    squares += deviation * deviation;
    const cluster = clusters.of[i] as number;
    sums[cluster] = (sums[cluster] as number) + deviation;
  }
  const cross = sums.reduce((sum, value) => sum + value * value, 0) - squares;
  return Math.sqrt(Math.max(0, squares / (n - 1) / n + cross / (n * n)));
}

/** A number with its standard error; the degrees of freedom are Student's. */
export interface Estimate {
  readonly value: number;
  readonly standardError: number;
  readonly degrees: number;
}

/** Mean of samples that repeat in clusters. Undefined below two clusters. */
export function meanEstimate(values: ArrayLike<number>, clusters: Clusters): Estimate | undefined {
  if (clusters.count < 2) return undefined;
  return { value: mean(values) ?? 0, standardError: clusteredStandardError(values, clusters), degrees: clusters.count - 1 };
}

/**
 * value ± t · standard error, cut to the range of the number.
 *
 * Where everything or nothing is right, a share's error is 0, which says nothing of the next sample: Wilson's bounds of as many trials as
 * there are clusters then, with Student's t.
 */
export function studentInterval({ value, standardError, degrees }: Estimate, method: string, range: readonly [number, number]): Interval {
  const quantile = studentQuantile((1 + LEVEL) / 2, degrees);
  const end = [0, 1].find((bound) => Math.abs(value - bound) < ROUNDING);
  if (end !== undefined && range[0] === 0 && range[1] === 1 && standardError < ROUNDING) {
    return { level: LEVEL, ...scoreBounds(end, degrees + 1, quantile), method: `Wilson, ${degrees + 1} clusters` };
  }
  const half = quantile * standardError;
  return { level: LEVEL, low: Math.max(range[0], value - half), high: Math.min(range[1], value + half), method };
}

/** Student-t interval of a mean; clustered when fewer clusters than samples. Undefined below two clusters. */
export function meanInterval(values: ArrayLike<number>, clusters: Clusters, range: readonly [number, number]): Interval | undefined {
  const estimate = meanEstimate(values, clusters);
  return estimate && studentInterval(estimate, clusters.count === values.length ? "Student t" : `Student t, ${clusters.count} clusters`, range);
}

/** A group of samples behind an unweighted mean of means, with cluster numbers shared by all groups. */
export interface MeanGroup {
  readonly values: ArrayLike<number>;
  readonly clusters: Int32Array;
}

/**
 * Unweighted mean of group means, where groups share clusters (a photo captioned in 35 languages).
 *
 * Every cluster moves the mean by u_c = Σ_g Σ_{i ∈ c ∩ g} (s_i − m_g) / (n_g G); variance C / (C − 1) Σ u_c², C − 1 degrees of freedom.
 * Undefined below two clusters.
 */
export function meanOfMeansEstimate(groups: readonly MeanGroup[], clusterCount: number): Estimate | undefined {
  if (clusterCount < 2) return undefined;
  const influence = new Float64Array(clusterCount);
  let value = 0;
  for (const { values, clusters } of groups) {
    const m = mean(values) ?? 0;
    value += m / groups.length;
    for (let i = 0; i < values.length; i++) {
      const cluster = clusters[i] as number;
      influence[cluster] = (influence[cluster] as number) + ((values[i] as number) - m) / (values.length * groups.length);
    }
  }
  const variance = influence.reduce((sum, u) => sum + u * u, 0) * (clusterCount / (clusterCount - 1));
  return { value, standardError: Math.sqrt(variance), degrees: clusterCount - 1 };
}

/** Student-t interval of the unweighted mean of group means. Undefined below two clusters. */
export function meanOfMeansInterval(groups: readonly MeanGroup[], clusterCount: number, range: readonly [number, number]): Interval | undefined {
  const estimate = meanOfMeansEstimate(groups, clusterCount);
  return estimate && studentInterval(estimate, `Student t over ${clusterCount} clusters, ${groups.length} groups`, range);
}

/**
 * Student-t interval of a number of the whole corpus, with the standard deviation of its resamples as the error.
 *
 * Percentiles of resamples are too narrow for small corpora: they lack the n − 1 and the t. Undefined below two clusters.
 * Source: Efron and Tibshirani 1993, § 12.5; coverage in docs/statistics.md.
 */
export function bootstrapTInterval(value: number, resampled: Float64Array, clusters: Clusters, seed: number, range: readonly [number, number]): Interval | undefined {
  if (clusters.count < 2) return undefined;
  const method = `Student t, error by bootstrap, ${resampled.length} resamples, seed ${seed}`;
  return studentInterval({ value, standardError: standardDeviation(resampled), degrees: clusters.count - 1 }, method, range);
}

export function standardDeviation(values: Float64Array): number {
  const m = mean(values) ?? 0;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - m) ** 2, 0) / (values.length - 1));
}

/** Percentile interval of a number over bootstrap draws, by linear interpolation. Undefined below two clusters. */
export function bootstrapInterval(values: Iterable<number>, clusters: Clusters, seed: number): Interval | undefined {
  if (clusters.count < 2) return undefined;
  const sorted = Float64Array.from(values).sort();
  return {
    level: LEVEL,
    low: percentile(sorted, (1 - LEVEL) / 2),
    high: percentile(sorted, (1 + LEVEL) / 2),
    method: `bootstrap, ${sorted.length} resamples, seed ${seed}`,
  };
}

/** Quantile q of sorted values at h = (n − 1) q, by linear interpolation as numpy does it. */
export function percentile(sorted: ArrayLike<number>, q: number): number {
  const h = (sorted.length - 1) * q;
  const low = sorted[Math.floor(h)] as number;
  const high = sorted[Math.ceil(h)] as number;
  return low + (high - low) * (h - Math.floor(h));
}
