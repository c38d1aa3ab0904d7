/** The summary of metrics that are a mean of one value a sample. */

import { MetricError } from "../core/errors.ts";
import type { Summary } from "../core/types.ts";
import { mean } from "./pairwise-sum.ts";

/** @throws {MetricError} when there is nothing to summarise. */
export function summarizeMean(metric: string, perSample: ArrayLike<number>): Summary {
  const value = mean(perSample);
  if (value === undefined) throw new MetricError(metric, "there is no sample to score");
  return { value, perSample };
}
