/**
 * What every sample adds to every number of a benchmark: all that comparisons, gates and baselines need of a run.
 *
 * `<benchmark>/statistics.jsonl`: a head, then one line a sample in dataset order. Numbers only: no question, no reply, no truth.
 */

import { existsSync } from "node:fs";
import { DataError, UsageError } from "../src/core/errors.ts";
import type { AnyMetric, Sample } from "../src/core/types.ts";
import type { BenchmarkScores } from "../src/core/records.ts";
import { readJsonLines } from "../src/io/read-json.ts";
import type { MeasuredSlice, Where } from "./scorer.ts";

/** One slice under one metric. */
export interface StatisticColumn {
  readonly signature: string;
  readonly where: Where;
  /** `value`: the number is their mean. `sums`: it is a function of the rows' sums. `statistic`: only the metric itself knows. */
  readonly kind: "value" | "sums" | "statistic";
}

export interface StatisticsHead extends Pick<BenchmarkScores, "benchmark" | "version" | "options" | "counts" | "scorer"> {
  readonly schema: 1;
  /** Digest of ids and truths: only equal samples can be paired. */
  readonly truths: string;
  /** Digest of ids, prompts and truths. */
  readonly questions: string;
  readonly columns: readonly StatisticColumn[];
}

/** Statistics by column number; a column that is not there was not scored for this sample. */
export interface SampleStatistics {
  readonly id: string;
  /** Absent when the sample stands alone. */
  readonly cluster?: string;
  readonly groups?: Readonly<Record<string, string>>;
  readonly of: Readonly<Record<string, unknown>>;
}

export interface BenchmarkStatistics {
  readonly head: StatisticsHead;
  readonly samples: readonly SampleStatistics[];
}

function kindOf({ metric, summary }: MeasuredSlice): StatisticColumn["kind"] {
  return summary.perSample !== undefined ? "value" : metric.sums !== undefined ? "sums" : "statistic";
}

export function headOf({ benchmark, version, options, counts, rows, scorer }: BenchmarkScores, slices: readonly MeasuredSlice[]): StatisticsHead {
  const columns = slices.map((slice) => ({ signature: slice.metric.signature, where: slice.where, kind: kindOf(slice) }));
  return { schema: 1, benchmark, version, options, counts, truths: rows.truths, questions: rows.digest, ...(scorer === undefined ? {} : { scorer }), columns };
}

/** Makes the lines of samples, which must come in dataset order. */
export function createStatisticsLines(slices: readonly MeasuredSlice[]): (sample: Sample<unknown>) => SampleStatistics {
  const next = slices.map(() => 0);
  let position = 0;
  return ({ id, cluster, groups }) => {
    const of: Record<string, unknown> = {};
    slices.forEach((slice, column) => {
      const i = next[column] as number;
      if (slice.positions[i] !== position) return;
      next[column] = i + 1;
      of[column] = statisticOf(slice, i);
    });
    position++;
    return { id, ...(cluster === undefined ? {} : { cluster }), ...(groups === undefined ? {} : { groups }), of };
  };
}

function statisticOf({ metric, stats, summary }: MeasuredSlice, i: number): unknown {
  if (summary.perSample !== undefined) return summary.perSample[i];
  return metric.sums === undefined ? stats[i] : Array.from(metric.sums.row(stats[i]));
}

/** @throws {UsageError} when the benchmark was not scored, or by an older version that wrote none. */
export async function readStatistics(file: string): Promise<BenchmarkStatistics> {
  if (!existsSync(file)) throw new UsageError(`${file} does not exist`, { hint: "Score the run again: cardeval score RUN." });
  let head: StatisticsHead | undefined;
  const samples: SampleStatistics[] = [];
  for await (const { value } of readJsonLines(file)) {
    if (head === undefined) head = value as StatisticsHead;
    else samples.push(value as SampleStatistics);
  }
  if (head?.schema !== 1) throw new DataError("is not a file of statistics", { file }, { hint: "Score the run again: cardeval score RUN." });
  return { head, samples };
}

/** The column of a metric on a slice, or undefined when it was not measured. */
export function columnOf({ head }: BenchmarkStatistics, metric: AnyMetric<unknown, unknown>, where: Where): number | undefined {
  const wanted = JSON.stringify(where);
  const column = head.columns.findIndex((entry) => entry.signature === metric.signature && JSON.stringify(entry.where) === wanted);
  return column === -1 ? undefined : column;
}
