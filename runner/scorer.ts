/** Numbers of slices: every slice is measured under every metric once, however many parts ask for it. */

import { addressOf } from "../src/core/define.ts";
import type { Counts, Interval, Score, Status, SubgroupShare } from "../src/core/records.ts";
import type { AnyMetric, Pair, Pairs, Part, Summary } from "../src/core/types.ts";
import { clustersOf, meanOfMeansInterval, type Clusters } from "../src/stats/interval.ts";
import { mean } from "../src/stats/pairwise-sum.ts";
import { exactInterval, ruleOfThree } from "../src/stats/proportions.ts";
import { scoreInterval } from "../src/stats/score-interval.ts";
import type { Spool } from "./spool.ts";

/** What scoring keeps of a sample in memory; its answer and its truth lie in the pairs. */
export interface Entry {
  readonly status: Status;
  readonly groups: Readonly<Record<string, string>>;
  readonly cluster: string;
}

/** The scored samples of one slice, as the metrics see them. */
interface Corpus {
  readonly pairs: Pairs<unknown, unknown>;
  /** Where they stand among all samples, ascending. */
  readonly positions: readonly number[];
  readonly clusters: Clusters;
  readonly clusterNames: readonly string[];
  readonly counts: Counts;
}

interface Measured {
  readonly corpus: Corpus;
  readonly stats: readonly unknown[];
  readonly summary: Summary;
}

/** Values of groups that a slice's samples have; none for the whole split. */
export type Where = Readonly<Record<string, string>>;

/** One slice as one metric measured it. */
export interface MeasuredSlice {
  readonly metric: AnyMetric<unknown, unknown>;
  readonly where: Where;
  /** Which samples were measured, ascending. */
  readonly positions: readonly number[];
  readonly stats: readonly unknown[];
  readonly summary: Summary;
}

export function countStatuses(entries: Iterable<{ readonly status: Status }>): Counts {
  const counts = { total: 0, answered: 0, unreadable: 0, failed: 0 };
  for (const { status } of entries) {
    counts.total++;
    counts[status]++;
  }
  return counts;
}

type AnyPart = Part<unknown, unknown>;
type AnyPair = Pair<unknown, unknown>;

interface Scorer {
  /** Undefined when the slice has no scored sample. */
  score(benchmark: string, part: AnyPart): Score | undefined;
  /** A part's value of every sample; see Scored. */
  perSample(part: AnyPart | undefined): (number | undefined)[];
  /** Everything that was measured until now. */
  slices(): MeasuredSlice[];
}

/** @param pairs one of every entry, in the same order */
export function createScorer(entries: readonly Entry[], pairs: Spool<AnyPair>, seed: number): Scorer {
  const corpora = new Map<string, Corpus>();
  const measured = new Map<AnyMetric<unknown, unknown>, Map<string, Measured | undefined>>();
  const corpusOf = (where: Where): Corpus => {
    const key = JSON.stringify(where);
    const kept = corpora.get(key) ?? buildCorpus(entries, pairs, where);
    corpora.set(key, kept);
    return kept;
  };
  const measure = (metric: AnyMetric<unknown, unknown>, where: Where): Measured | undefined => {
    const kept = measured.get(metric) ?? new Map<string, Measured | undefined>();
    measured.set(metric, kept);
    const key = JSON.stringify(where);
    if (!kept.has(key)) kept.set(key, measureCorpus(metric, corpusOf(where)));
    return kept.get(key);
  };
  const measureAll = (part: AnyPart, slices: readonly Where[]): Measured[] => slices.flatMap((where) => measure(part.metric, where) ?? []);
  return {
    score(benchmark, part) {
      const { group = "", except = [] } = part.meanOver ?? {};
      const found = measureAll(part, slicesOf(part, entries).filter((where) => !except.includes(where[group] ?? "")));
      if (part.meanOver !== undefined) return scoreMean(benchmark, part, found);
      return found[0] && scoreSlice(benchmark, part, found[0], seed);
    },
    perSample(part) {
      const values: (number | undefined)[] = [];
      if (part === undefined) return values;
      for (const { corpus, summary } of measureAll(part, slicesOf(part, entries))) {
        if (summary.perSample === undefined) continue;
        if (values.length === 0) values.length = entries.length;
        corpus.positions.forEach((position, i) => (values[position] = summary.perSample?.[i]));
      }
      return values;
    },
    slices: () => [...measured].flatMap(([metric, byWhere]) => [...byWhere].flatMap(([where, found]) =>
      found === undefined ? [] : [{ metric, where: JSON.parse(where) as Where, positions: found.corpus.positions, stats: found.stats, summary: found.summary }])),
  };
}

/** The slices that a part measures. */
export function slicesOf({ meanOver, where }: AnyPart, entries: readonly { readonly groups?: Where }[]): Where[] {
  if (meanOver === undefined) return [where ?? {}];
  const values = new Set<string>();
  for (const { groups } of entries) {
    const value = groups?.[meanOver.group];
    if (value !== undefined) values.add(value);
  }
  return [...values].map((value) => ({ [meanOver.group]: value }));
}

function buildCorpus(entries: readonly Entry[], pairs: Spool<AnyPair>, where: Where): Corpus {
  const wanted = Object.entries(where);
  const inside: Entry[] = [];
  const positions: number[] = [];
  entries.forEach((entry, position) => {
    if (wanted.some(([group, value]) => entry.groups[group] !== value)) return;
    inside.push(entry);
    if (entry.status !== "failed") positions.push(position);
  });
  const clusterNames = positions.map((position) => (entries[position] as Entry).cluster);
  return { pairs: pairsAt(pairs, positions), positions, clusterNames, clusters: clustersOf(clusterNames), counts: countStatuses(inside) };
}

/** Some of the pairs, read where they lie. */
function pairsAt(pairs: Spool<AnyPair>, positions: readonly number[]): Corpus["pairs"] {
  return {
    length: positions.length,
    *[Symbol.iterator](): Generator<AnyPair> {
      for (const position of positions) yield pairs.at(position);
    },
  };
}

function measureCorpus(metric: AnyMetric<unknown, unknown>, corpus: Corpus): Measured | undefined {
  if (corpus.pairs.length === 0) return undefined;
  const stats = metric.measure(corpus.pairs);
  if (metric.takesPart !== undefined && !stats.some(metric.takesPart)) return undefined;
  return { corpus, stats, summary: metric.summarize(stats) };
}

function valueOf({ value, parts }: Summary, part: AnyPart): number {
  return part.value === undefined ? value : (parts?.[part.value] ?? Number.NaN);
}

function scoreSlice(benchmark: string, part: AnyPart, { corpus, stats, summary }: Measured, seed: number): Score {
  const interval = scoreInterval(part.metric, stats, summary, corpus.clusters, seed, part.value);
  const score = assemble(benchmark, part, valueOf(summary, part), corpus.counts, interval, summary.notes ?? []);
  return summary.subgroups === undefined ? score : { ...score, subgroups: summary.subgroups.map((subgroup) => describeSubgroup(subgroup, part)) };
}

/** Not seen once, it may still be this often, before a subgroup counts as small. */
const FEW_SHARE = 0.01;

function describeSubgroup({ decides, ...subgroup }: NonNullable<Summary["subgroups"]>[number], part: AnyPart): SubgroupShare {
  const { low = 0, high = 1 } = exactInterval(subgroup.count, subgroup.of) ?? {};
  return { ...subgroup, low, high, isDecisive: part.value !== undefined && decides.includes(part.value), isFew: ruleOfThree(subgroup.of) > FEW_SHARE };
}

function scoreMean(benchmark: string, part: AnyPart, groups: readonly Measured[]): Score | undefined {
  const value = mean(groups.map(({ summary }) => valueOf(summary, part)));
  if (value === undefined) return undefined;
  const all = clustersOf(groups.flatMap(({ corpus }) => corpus.clusterNames));
  let from = 0;
  const slices = groups.map(({ corpus, summary }) => ({ values: summary.perSample ?? [], clusters: all.of.subarray(from, (from += corpus.pairs.length)) }));
  const interval = meanOfMeansInterval(slices, all.count, part.metric.range);
  const counts = { total: 0, answered: 0, unreadable: 0, failed: 0 };
  for (const { corpus } of groups) for (const key of Object.keys(counts) as (keyof Counts)[]) counts[key] += corpus.counts[key];
  return assemble(benchmark, part, value, counts, interval, [...new Set(groups.flatMap(({ summary }) => summary.notes ?? []))]);
}

function assemble(benchmark: string, part: AnyPart, value: number, counts: Counts, interval: Interval | undefined, notes: readonly string[]): Score {
  const { name, signature, inWords, range, better } = part.metric;
  const allNotes = [...(part.note === undefined ? [] : [part.note]), ...notes];
  if (!Number.isFinite(value)) throw new Error(`${addressOf(benchmark, part.name)}: ${name} gave ${value}`);
  return {
    benchmark, ...(part.name === undefined ? {} : { part: part.name }), metric: name, signature, ...(inWords === undefined ? {} : { inWords }), value, range, better,
    n: counts.answered + counts.unreadable, counts,
    ...(interval === undefined ? {} : { interval }),
    ...(allNotes.length === 0 ? {} : { notes: allNotes }),
  };
}

