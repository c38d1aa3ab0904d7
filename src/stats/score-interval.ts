/** The interval of a metric's number, by what kind of number it is. */

import type { Interval } from "../core/records.ts";
import type { Metric, Summary } from "../core/types.ts";
import { bootstrapTInterval, meanInterval, RESAMPLES, type Clusters } from "./interval.ts";
import { proportionInterval } from "./proportions.ts";
import { metricStatistic, observed, resample } from "./resampling.ts";

/**
 * Means of values in 0..1: Wilson's interval. Other means: Student's t. Functions of the whole corpus: Student's t with the bootstrap's error.
 *
 * All three are of clusters where samples repeat, and Wilson's where a share is 0 or 1 throughout. Undefined below two clusters. A metric may
 * have an interval of its own kind.
 * @param part a named number of the summary instead of its value
 */
export function scoreInterval<Answer, Target, Stat>(
  metric: Metric<Answer, Target, Stat>, stats: readonly Stat[], { perSample }: Summary, clusters: Clusters, seed: number, part?: string,
): Interval | undefined {
  if (metric.interval !== undefined) return metric.interval(stats, part);
  if (clusters.count < 2) return undefined;
  if (perSample !== undefined && part === undefined) {
    const isShare = metric.range[0] === 0 && metric.range[1] === 1;
    return isShare ? proportionInterval(perSample, clusters) : meanInterval(perSample, clusters, metric.range);
  }
  const statistic = metricStatistic(metric, stats, clusters, part);
  const [values] = resample([statistic], clusters.count, { seed, resamples: RESAMPLES }) as [Float64Array];
  return bootstrapTInterval(observed(statistic, clusters.count), values, clusters, seed, metric.range);
}
