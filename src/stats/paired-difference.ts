/** The difference of two runs on the same samples. */

import type { Interval } from "../core/records.ts";
import { meanEstimate, meanOfMeansEstimate, studentInterval, type Clusters, type Estimate } from "./interval.ts";
import { studentTwoSidedP } from "./student-t.ts";

/** Candidate − baseline, in the score's own unit. */
export interface PairedDifference extends Estimate {
  readonly samples: number;
  readonly interval: Interval;
  /** Two-sided, of no difference. */
  readonly p: number;
  /** What one more cluster that fails altogether would take from the score; a gate's guard against changes too rare to be seen. */
  readonly stake: number;
}

/**
 * Paired difference of means: the mean of the samples' differences, with the clustered standard error and Student's t.
 *
 * `worst` is the lowest value that a sample can have, or the highest where lower is better. Undefined below two clusters.
 * Source: Miller 2024, arXiv 2411.00640, § 4.
 */
export function pairedDifference(baseline: ArrayLike<number>, candidate: ArrayLike<number>, clusters: Clusters, worst = 0): PairedDifference | undefined {
  const estimate = meanEstimate(differences(baseline, candidate), clusters);
  return estimate && tested(estimate, baseline.length, stakeOf([{ baseline, clusters: clusters.of }], clusters.count, worst));
}

/** A group of samples behind an unweighted mean of means, in both runs; cluster numbers are shared by all groups. */
export interface PairedGroup {
  readonly baseline: ArrayLike<number>;
  readonly candidate: ArrayLike<number>;
  readonly clusters: Int32Array;
}

/** Paired difference of unweighted means of group means. Undefined below two clusters. */
export function pairedMeanOfMeans(groups: readonly PairedGroup[], clusterCount: number, worst = 0): PairedDifference | undefined {
  const changes = groups.map(({ baseline, candidate, clusters }) => ({ values: differences(baseline, candidate), clusters }));
  const estimate = meanOfMeansEstimate(changes, clusterCount);
  const samples = groups.reduce((sum, { baseline }) => sum + baseline.length, 0);
  return estimate && tested(estimate, samples, stakeOf(groups, clusterCount, worst));
}

function differences(baseline: ArrayLike<number>, candidate: ArrayLike<number>): Float64Array {
  return Float64Array.from(candidate, (value, i) => value - (baseline[i] as number));
}

function tested(estimate: Estimate, samples: number, stake: number): PairedDifference {
  const { value, standardError, degrees } = estimate;
  const t = value === 0 ? 0 : Math.abs(value) / standardError;
  const interval = studentInterval(estimate, `paired Student t, ${degrees + 1} clusters`, [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
  return { ...estimate, samples, interval, p: studentTwoSidedP(t, degrees), stake };
}

/** Σ a_c² / Σ a_c of what the clusters add to the score above its worst: their mean, where each counts by what it has to lose. */
function stakeOf(groups: readonly Pick<PairedGroup, "baseline" | "clusters">[], clusterCount: number, worst: number): number {
  const added = new Float64Array(clusterCount);
  for (const { baseline, clusters } of groups) {
    for (let i = 0; i < baseline.length; i++) {
      const cluster = clusters[i] as number;
      added[cluster] = (added[cluster] as number) + Math.abs((baseline[i] as number) - worst) / (baseline.length * groups.length);
    }
  }
  const total = added.reduce((sum, each) => sum + each, 0);
  return total === 0 ? 0 : added.reduce((sum, each) => sum + each * each, 0) / total;
}
