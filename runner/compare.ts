/** Two runs on the same samples: paired differences of every number, and the samples that make them. */

import type { Flip, NumberComparison } from "../src/core/comparison.ts";
import { addressOf, type AnyBenchmark } from "../src/core/define.ts";
import { UsageError } from "../src/core/errors.ts";
import type { AnyMetric, Part } from "../src/core/types.ts";
import { clustersOf, type Clusters } from "../src/stats/interval.ts";
import { discordantPairs, mcnemar } from "../src/stats/mcnemar.ts";
import { mean } from "../src/stats/pairwise-sum.ts";
import { pairedBootstrap } from "../src/stats/paired-bootstrap.ts";
import { pairedDifference, pairedMeanOfMeans, type PairedDifference } from "../src/stats/paired-difference.ts";
import { listStatistic, observed, sumsStatistic, type Statistic } from "../src/stats/resampling.ts";
import { slicesOf, type Where } from "./scorer.ts";
import { columnOf, type BenchmarkStatistics, type StatisticColumn } from "./statistics.ts";

type AnyPart = Part<unknown, unknown>;

/** Both sides of one benchmark, on equal samples. */
export interface Sides {
  readonly benchmark: AnyBenchmark;
  readonly baseline: BenchmarkStatistics;
  readonly candidate: BenchmarkStatistics;
  readonly seed: number;
}

/** A number of both sides with the paired difference that gates judge. */
export interface ComparedNumber extends NumberComparison {
  readonly part: AnyPart;
  /** Absent below two samples that stand alone. */
  readonly paired?: PairedDifference;
}

/** Options, prompts and versions may differ, that is what is compared; samples and truths may not. @throws {UsageError} */
export function requireSameTruths({ baseline: { head: before }, candidate: { head: after } }: Sides): void {
  if (before.truths === after.truths) return;
  const sizes = before.counts.total === after.counts.total ? "" : `: ${before.counts.total} and ${after.counts.total} of them`;
  throw new UsageError(`${after.benchmark}: the two cannot be compared: their samples or truths differ${sizes}`, {
    hint: "Run both on the same data with the same --limit; a baseline of other data must be blessed again.",
  });
}

/** Every number that both sides have. @throws {UsageError} when samples, truths or a signature differ. */
export function compareNumbers(sides: Sides): ComparedNumber[] {
  requireSameTruths(sides);
  return sides.benchmark.parts.flatMap((part) => comparePart(part, sides) ?? []);
}

/** One slice of both sides, where both scored. */
interface PairedSlice {
  readonly kind: StatisticColumn["kind"];
  readonly baseline: readonly unknown[];
  readonly candidate: readonly unknown[];
  readonly clusterNames: readonly string[];
  readonly unpaired: number;
}

function comparePart(part: AnyPart, sides: Sides): ComparedNumber | undefined {
  const { meanOver } = part;
  const slices = slicesOf(part, sides.candidate.samples)
    .filter((where) => meanOver === undefined || !meanOver.except.includes(where[meanOver.group] ?? ""))
    .flatMap((where) => pairSlice(part.metric, where, sides) ?? []);
  if (slices.length === 0) return undefined;
  const clusters = clustersOf(slices.flatMap(({ clusterNames }) => clusterNames));
  const worst = part.metric.range[part.metric.better === "higher" ? 0 : 1];
  const { baseline, candidate, paired } = slices[0]?.kind === "value" ? compareMeans(slices, clusters, worst) : compareCorpora(part, slices, clusters, sides.seed, worst);
  const { name, title } = sides.benchmark;
  const test = rightOrWrong(slices, clusters);
  return {
    part, address: addressOf(name, part.name), title, metric: part.metric.name, better: part.metric.better,
    baseline, candidate, difference: candidate - baseline,
    ...(paired === undefined ? {} : { paired, interval: paired.interval, p: paired.p }),
    ...(test === undefined ? {} : { mcnemar: test }),
    samples: slices.reduce((sum, slice) => sum + slice.baseline.length, 0),
    unpaired: slices.reduce((sum, slice) => sum + slice.unpaired, 0),
  };
}

function pairSlice(metric: AnyMetric<unknown, unknown>, where: Where, { benchmark, baseline: before, candidate: after }: Sides): PairedSlice | undefined {
  const [was, is] = [columnOf(before, metric, where), columnOf(after, metric, where)];
  if (was === undefined || is === undefined) {
    const other = before.head.columns.find((column) => column.signature.split("|", 1)[0] === metric.name);
    if (is === undefined || other === undefined || other.signature === metric.signature) return undefined;
    throw new UsageError(`${benchmark.name}: the baseline was measured by ${other.signature}, this run by ${metric.signature}`, { hint: "Score both again with the same version: cardeval score RUN." });
  }
  const slice = { baseline: [] as unknown[], candidate: [] as unknown[], clusterNames: [] as string[], unpaired: 0 };
  after.samples.forEach(({ id, cluster, of }, position) => {
    const [old, now] = [before.samples[position]?.of[was], of[is]];
    if (old === undefined && now === undefined) return;
    if (old === undefined || now === undefined) slice.unpaired++;
    else {
      slice.baseline.push(old);
      slice.candidate.push(now);
      slice.clusterNames.push(cluster ?? id);
    }
  });
  return slice.baseline.length === 0 ? undefined : { kind: after.head.columns[is]?.kind ?? "value", ...slice };
}

interface Compared {
  readonly baseline: number;
  readonly candidate: number;
  readonly paired: PairedDifference | undefined;
}

function compareMeans(slices: readonly PairedSlice[], clusters: Clusters, worst: number): Compared {
  const average = (side: "baseline" | "candidate"): number => mean(slices.map((slice) => mean(slice[side] as number[]) ?? 0)) ?? 0;
  let from = 0;
  const groups = slices.map(({ baseline, candidate }) => ({
    baseline: baseline as number[], candidate: candidate as number[], clusters: clusters.of.subarray(from, (from += baseline.length)),
  }));
  const [only] = groups;
  const paired = groups.length === 1 && only !== undefined ? pairedDifference(only.baseline, only.candidate, clusters, worst) : pairedMeanOfMeans(groups, clusters.count, worst);
  return { baseline: average("baseline"), candidate: average("candidate"), paired };
}

/** A number of the whole corpus: both sides under the same resamples. Such numbers have no mean over slices. */
function compareCorpora(part: AnyPart, slices: readonly PairedSlice[], clusters: Clusters, seed: number, worst: number): Compared {
  const [slice] = slices as [PairedSlice, ...PairedSlice[]];
  const [before, after] = [statisticOf(part, slice.baseline, clusters), statisticOf(part, slice.candidate, clusters)];
  return { baseline: observed(before, clusters.count), candidate: observed(after, clusters.count), paired: pairedBootstrap(before, after, clusters, { seed }, worst) };
}

function statisticOf({ metric, value: name }: AnyPart, stats: readonly unknown[], clusters: Clusters): Statistic {
  const { sums } = metric;
  const numberOf = ({ value, parts }: ReturnType<typeof metric.summarize>): number => (name === undefined ? value : (parts?.[name] ?? Number.NaN));
  if (sums !== undefined) return sumsStatistic(stats as ArrayLike<number>[], clusters, (totals) => numberOf(sums.summarize(totals)));
  return listStatistic(stats, clusters, (drawn) => numberOf(metric.summarize(drawn)));
}

/** McNemar's test needs answers that are right or wrong, each standing alone. */
function rightOrWrong([slice, ...others]: readonly PairedSlice[], clusters: Clusters): NumberComparison["mcnemar"] {
  if (slice === undefined || others.length > 0 || slice.kind !== "value" || clusters.count < slice.baseline.length) return undefined;
  const [before, after] = [slice.baseline as number[], slice.candidate as number[]];
  if (![...before, ...after].every((value) => value === 0 || value === 1)) return undefined;
  const pairs = discordantPairs(before, after);
  return { ...pairs, p: mcnemar(pairs).p };
}

/** Samples whose headline value changed, by what they add to the difference; none when the headline is no mean. */
export function flipsOf({ benchmark, baseline: before, candidate: after }: Sides): Flip[] {
  const headline = benchmark.parts[0];
  if (headline === undefined) return [];
  const flips: Flip[] = [];
  for (const where of slicesOf(headline, after.samples)) {
    const [was, is] = [columnOf(before, headline.metric, where), columnOf(after, headline.metric, where)];
    if (was === undefined || is === undefined || after.head.columns[is]?.kind !== "value") continue;
    const found = after.samples.flatMap(({ id, of }, position) => {
      const [old, now] = [before.samples[position]?.of[was], of[is]];
      return typeof old === "number" && typeof now === "number" ? [{ id, old, now }] : [];
    });
    for (const { id, old, now } of found) {
      if (old !== now) flips.push({ benchmark: benchmark.name, id, before: old, after: now, contribution: (now - old) / found.length });
    }
  }
  return flips.sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution) || (a.id < b.id ? -1 : 1));
}
