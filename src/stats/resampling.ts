/** Numbers of a corpus as functions of how often each of its clusters counts: what every resampling method needs of a metric. */

import type { Metric, Summary } from "../core/types.ts";
import { createDraws, type Draws } from "./draws.ts";
import type { Clusters } from "./interval.ts";
import { mean } from "./pairwise-sum.ts";
import { createWeightedSums, type Weightings } from "./weighted-sums.ts";

/** A number of the corpus under each of four weightings of its clusters: weight 2 counts the cluster's samples twice. */
export type Statistic = (weightings: Weightings) => readonly number[];

/** A function of sums over samples; `rows` holds what every sample adds to each sum. Ten thousand resamples take a fraction of a second. */
export function sumsStatistic(rows: readonly ArrayLike<number>[], clusters: Clusters, valueOf: (sums: ArrayLike<number>) => number): Statistic {
  const columns = Array.from({ length: rows[0]?.length ?? 0 }, () => new Float64Array(clusters.count));
  rows.forEach((row, sample) => {
    const cluster = clusters.of[sample] as number;
    columns.forEach((column, index) => (column[cluster] = (column[cluster] as number) + (row[index] as number)));
  });
  const weightedSums = createWeightedSums(columns);
  return (weightings) => weightedSums(weightings).map(valueOf);
}

/** The mean of the samples' values; not a number when a resample holds none of them. */
export function meanStatistic(values: ArrayLike<number>, clusters: Clusters): Statistic {
  const rows = Array.from(values, (value) => [value, 1]);
  return sumsStatistic(rows, clusters, (sums) => (sums[0] as number) / (sums[1] as number));
}

/** The same number whatever is drawn: the minimum that a score is held against. */
export function constantStatistic(value: number): Statistic {
  return (weightings) => weightings.map(() => value);
}

/** Any function of the samples' statistics, computed anew from the list of every resample. */
export function listStatistic<Stat>(stats: readonly Stat[], clusters: Clusters, valueOf: (drawn: readonly Stat[]) => number): Statistic {
  const drawn: Stat[] = [];
  return (weightings) => weightings.map((weights) => {
    let length = 0;
    for (let sample = 0; sample < stats.length; sample++) {
      const times = weights[clusters.of[sample] as number] as number;
      for (let i = 0; i < times; i++) drawn[length++] = stats[sample] as Stat;
    }
    drawn.length = length;
    return valueOf(drawn);
  });
}

/** The unweighted mean of statistics over the same clusters, such as one a language; those that a resample misses drop out. */
export function averageStatistic(statistics: readonly Statistic[]): Statistic {
  return (weightings) => {
    const values = statistics.map((statistic) => statistic(weightings));
    return weightings.map((_, i) => mean(values.map((each) => each[i] as number).filter((value) => !Number.isNaN(value))) ?? Number.NaN);
  };
}

/**
 * A metric's number as a statistic, in the fastest form that it allows: by its sums, as the mean of its values per sample, or by
 * summarising lists.
 *
 * Values per sample are those of the whole corpus: CIDEr keeps its document frequencies, so the error it gets is the sampling error of
 * the pictures given the references. `listStatistic` of `metric.summarize` counts them anew in every resample.
 */
export function metricStatistic<Answer, Target, Stat>(
  metric: Metric<Answer, Target, Stat>, stats: readonly Stat[], clusters: Clusters, part?: string,
): Statistic {
  const numberOf = ({ value, parts }: Summary): number => (part === undefined ? value : (parts?.[part] ?? Number.NaN));
  const { sums } = metric;
  if (sums !== undefined) return sumsStatistic(stats.map((stat) => sums.row(stat)), clusters, (totals) => numberOf(sums.summarize(totals)));
  const { perSample } = metric.summarize(stats);
  if (perSample !== undefined && part === undefined) return meanStatistic(perSample, clusters);
  return listStatistic(stats, clusters, (drawn) => numberOf(metric.summarize(drawn)));
}

/** Every cluster counted once: the number of the corpus itself. */
export function observed(statistic: Statistic, clusterCount: number): number {
  const ones = new Float64Array(clusterCount).fill(1);
  return statistic([ones, ones, ones, ones])[0] as number;
}

export const DEFAULT_RESAMPLES = 10_000;

export interface ResampleOptions {
  /** By default 10,000. */
  readonly resamples?: number;
  readonly seed: number;
  /** Where the randomness comes from; by default the seed's own. */
  readonly draws?: Draws;
}

/** The numbers of statistics over the same resamples: clusters are drawn with replacement, as many as there are. */
export function resample(statistics: readonly Statistic[], clusterCount: number, options: ResampleOptions): Float64Array[] {
  const { resamples = DEFAULT_RESAMPLES, seed, draws = createDraws(seed) } = options;
  const weightings = createWeightings(clusterCount);
  const values = statistics.map(() => new Float64Array(resamples));
  for (let first = 0; first < resamples; first += 4) {
    for (const weights of weightings) draws.count(weights);
    statistics.forEach((statistic, s) => values[s]?.set(statistic(weightings).slice(0, resamples - first), first));
  }
  return values;
}

export function createWeightings(length: number): Weightings {
  return [new Float64Array(length), new Float64Array(length), new Float64Array(length), new Float64Array(length)];
}
