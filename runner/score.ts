/** Journal + data → numbers. Needs no model, runs in dataset order, and gives the same bytes for the same journal. */

import { createHash } from "node:crypto";
import { canonicalJson } from "../src/core/canonical-json.ts";
import { addressOf, type AnyBenchmark } from "../src/core/define.ts";
import type { BenchmarkScores, Counts, Interval, JournalLine, Score, ScoredSample, Status } from "../src/core/records.ts";
import type { AnyMetric, DataWarning, Pair, Part, Sample, Summary } from "../src/core/types.ts";
import { bootstrap, bootstrapInterval, clustersOf, meanInterval, meanOfMeansInterval, type Clusters } from "../src/stats/interval.ts";
import { mean } from "../src/stats/pairwise-sum.ts";
import type { JournalState } from "./journal.ts";

/** What scoring keeps of a sample. */
interface Entry {
  readonly pair: Pair<unknown, unknown>;
  readonly status: Status;
  readonly groups: Readonly<Record<string, string>>;
  readonly cluster: string;
}

/** The samples of one slice, as the metrics see them. */
interface Corpus {
  readonly pairs: readonly Pair<unknown, unknown>[];
  readonly clusters: Clusters;
  readonly clusterNames: readonly string[];
  readonly counts: Counts;
}

interface Measured {
  readonly corpus: Corpus;
  readonly summary: Summary;
  /** Summaries of bootstrap draws, made at the first call: all numbers of a metric share them. */
  readonly resamples: () => readonly Numbers[];
}

/** The numbers of a summary. */
type Numbers = Pick<Summary, "value" | "parts">;

export interface ScoreOptions {
  readonly benchmark: AnyBenchmark;
  readonly samples: AsyncIterable<Sample<unknown>>;
  readonly state: JournalState;
  /** The whole split was asked for. */
  readonly whole: boolean;
  /** Samples of the official split; absent for data that has none. */
  readonly expected: number | undefined;
  readonly seed: number;
  /** Asked after all samples were read. */
  readonly warnings: () => readonly DataWarning[];
}

export interface Scored {
  readonly scores: BenchmarkScores;
  /** The headline's value of a sample, by id; empty when the headline is no mean. */
  readonly perSample: ReadonlyMap<string, number>;
}

/** Scores one benchmark. A sample without a final line counts as failed. */
export async function scoreBenchmark(options: ScoreOptions): Promise<Scored> {
  const { benchmark, state } = options;
  const entries: Entry[] = [];
  const digest = createHash("sha256");
  for await (const sample of options.samples) {
    entries.push(entryOf(sample, state.get(sample.id), benchmark));
    digest.update(`${canonicalJson([sample.id, benchmark.task.prompt(sample), sample.target])}\n`);
  }
  const scorer = createScorer(entries, options.seed);
  const scores = benchmark.parts.flatMap((part) => scorer.score(benchmark.name, part) ?? []);
  const { name, title, version } = benchmark;
  return {
    scores: {
      schema: 1, benchmark: name, title, version, options: benchmark.options,
      counts: countStatuses(entries),
      rows: { found: entries.length, expected: options.expected ?? entries.length, whole: options.whole, digest: digest.digest("hex") },
      warnings: options.warnings(),
      scores,
    },
    perSample: scorer.perSample(benchmark.parts[0]),
  };
}

function entryOf(sample: Sample<unknown>, line: JournalLine | undefined, { task }: AnyBenchmark): Entry {
  const status = line?.status ?? "failed";
  const answer = status === "answered" ? task.read(line?.text ?? "", sample) : undefined;
  return {
    pair: { id: sample.id, answer, target: sample.target },
    // The task that scores may be stricter than the one that predicted.
    status: status === "answered" && answer === undefined ? "unreadable" : status,
    groups: sample.groups ?? {},
    cluster: sample.cluster ?? sample.id,
  };
}

export function countStatuses(entries: Iterable<{ readonly status: Status }>): Counts {
  const counts = { total: 0, answered: 0, unreadable: 0, failed: 0 };
  for (const { status } of entries) {
    counts.total++;
    counts[status]++;
  }
  return counts;
}

interface Scorer {
  /** Undefined when the slice has no scored sample. */
  score(benchmark: string, part: Part<unknown, unknown>): Score | undefined;
  perSample(part: Part<unknown, unknown> | undefined): Map<string, number>;
}

/** Measures every slice under every metric once, however many parts ask for it. */
function createScorer(entries: readonly Entry[], seed: number): Scorer {
  const corpora = new Map<string, Corpus>();
  const measured = new Map<AnyMetric<unknown, unknown>, Map<string, Measured | undefined>>();
  const corpusOf = (where: Readonly<Record<string, string>>): Corpus => {
    const key = JSON.stringify(where);
    const kept = corpora.get(key) ?? buildCorpus(entries, where);
    corpora.set(key, kept);
    return kept;
  };
  const measure = (metric: AnyMetric<unknown, unknown>, where: Readonly<Record<string, string>>): Measured | undefined => {
    const kept = measured.get(metric) ?? new Map<string, Measured | undefined>();
    measured.set(metric, kept);
    const key = JSON.stringify(where);
    if (!kept.has(key)) kept.set(key, measureCorpus(metric, corpusOf(where), seed));
    return kept.get(key);
  };
  const groupsOf = ({ metric, meanOver }: Part<unknown, unknown>): Measured[] => {
    if (meanOver === undefined) return [];
    const values = new Set(entries.flatMap((entry) => entry.groups[meanOver.group] ?? []));
    return [...values].filter((value) => !meanOver.except.includes(value)).flatMap((value) => measure(metric, { [meanOver.group]: value }) ?? []);
  };
  return {
    score(benchmark, part) {
      if (part.meanOver !== undefined) return scoreMean(benchmark, part, groupsOf(part));
      const found = measure(part.metric, part.where ?? {});
      return found && scoreSlice(benchmark, part, found, seed);
    },
    perSample(part) {
      const values = new Map<string, number>();
      if (part === undefined) return values;
      const slices = part.meanOver === undefined ? [measure(part.metric, part.where ?? {})] : everyGroup(part, entries).map((where) => measure(part.metric, where));
      for (const found of slices) found?.corpus.pairs.forEach((pair, i) => {
        const value = found.summary.perSample?.[i];
        if (value !== undefined) values.set(pair.id, value);
      });
      return values;
    },
  };
}

function everyGroup(part: Part<unknown, unknown>, entries: readonly Entry[]): Record<string, string>[] {
  const group = part.meanOver?.group ?? "";
  return [...new Set(entries.flatMap((entry) => entry.groups[group] ?? []))].map((value) => ({ [group]: value }));
}

function buildCorpus(entries: readonly Entry[], where: Readonly<Record<string, string>>): Corpus {
  const inside = entries.filter((entry) => Object.entries(where).every(([group, value]) => entry.groups[group] === value));
  const scored = inside.filter((entry) => entry.status !== "failed");
  const clusterNames = scored.map((entry) => entry.cluster);
  return { pairs: scored.map((entry) => entry.pair), clusterNames, clusters: clustersOf(clusterNames), counts: countStatuses(inside) };
}

function measureCorpus(metric: AnyMetric<unknown, unknown>, corpus: Corpus, seed: number): Measured | undefined {
  if (corpus.pairs.length === 0) return undefined;
  const stats = metric.measure(corpus.pairs);
  let resamples: readonly Numbers[] | undefined;
  return {
    corpus, summary: metric.summarize(stats),
    resamples: () => (resamples ??= bootstrap(corpus.clusters, seed, stats, (drawn) => numbersOf(metric.summarize(drawn)))),
  };
}

function numbersOf({ value, parts }: Summary): Numbers {
  return { value, ...(parts === undefined ? {} : { parts }) };
}

function valueOf(summary: Numbers, part: Part<unknown, unknown>): number {
  return part.value === undefined ? summary.value : (summary.parts?.[part.value] ?? Number.NaN);
}

function scoreSlice(benchmark: string, part: Part<unknown, unknown>, { corpus, summary, resamples }: Measured, seed: number): Score {
  const { metric } = part;
  const isMean = summary.perSample !== undefined && part.value === undefined;
  const interval = isMean
    ? meanInterval(summary.perSample, corpus.clusters, metric.range)
    : bootstrapInterval(resamples().map((numbers) => valueOf(numbers, part)), corpus.clusters, seed);
  return assemble(benchmark, part, valueOf(summary, part), corpus.counts, interval, summary.notes ?? []);
}

function scoreMean(benchmark: string, part: Part<unknown, unknown>, groups: readonly Measured[]): Score | undefined {
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

function assemble(benchmark: string, part: Part<unknown, unknown>, value: number, counts: Counts, interval: Interval | undefined, notes: readonly string[]): Score {
  const { name, signature, range, better } = part.metric;
  if (!Number.isFinite(value)) throw new Error(`${addressOf(benchmark, part.name)}: ${name} gave ${value}`);
  return {
    benchmark, ...(part.name === undefined ? {} : { part: part.name }), metric: name, signature, value, range, better,
    n: counts.answered + counts.unreadable, counts,
    ...(interval === undefined ? {} : { interval }),
    ...(notes.length === 0 ? {} : { notes }),
  };
}

/** One line of `scored.jsonl`. */
export function scoredSample(sample: Sample<unknown>, line: JournalLine | undefined, benchmark: AnyBenchmark, score: number | undefined, thumbnails: readonly string[]): ScoredSample {
  const { status } = entryOf(sample, line, benchmark);
  return {
    id: sample.id, status, prompt: benchmark.task.prompt(sample),
    ...(line?.text === undefined ? {} : { text: line.text }),
    references: benchmark.task.show(sample.target),
    ...(score === undefined ? {} : { score }),
    ...(sample.groups === undefined ? {} : { groups: sample.groups }),
    ...(line?.finish === undefined ? {} : { finish: line.finish }),
    ...(line?.error === undefined ? {} : { error: line.error }),
    thumbnails,
  };
}
