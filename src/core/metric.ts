/** What metrics see and say. */

import type { Interval } from "./records.ts";

/** One answer beside its truth; an absent answer was unreadable. */
export interface Pair<Answer, Target> {
  readonly id: string;
  readonly answer: Answer | undefined;
  readonly target: Target;
}

/** A truth that is scored with others of its group: the statement of NLVR2, the pair of MMVP, the question type of RSVQA. */
export interface GroupedAnswers {
  /** Every answer that is right. */
  readonly answers: readonly string[];
  readonly group: string;
}

/** Pairs in dataset order. They may lie on disk: walk them, as often as needed. */
export interface Pairs<Answer, Target> extends Iterable<Pair<Answer, Target>> {
  readonly length: number;
}

/** What a metric says of a set of samples. All numbers are finite. */
export interface Summary {
  /** The headline: a fraction, or raw CIDEr. */
  readonly value: number;
  /** Further numbers by name: `{ "bleu-4": 0.19 }`. */
  readonly parts?: Readonly<Record<string, number>>;
  /** One value a sample, present when `value` is their mean. */
  readonly perSample?: ArrayLike<number>;
  /** What a reader must know beside the number. */
  readonly notes?: readonly string[];
  /** The subgroups whose shares the number is the maximum or median of. */
  readonly subgroups?: readonly Subgroup[];
}

/** How many samples of a subgroup have a property. */
export interface Subgroup {
  readonly name: string;
  readonly count: number;
  readonly of: number;
  /** Names of the parts that are this subgroup's share, alone or with a neighbour. */
  readonly decides: readonly string[];
}

/**
 * A metric: measure every sample, summarise many.
 *
 * `measure` sees all pairs of a corpus at once and in dataset order, since some measurements depend on their neighbours
 * (the PTB lexer looks ahead across captions, a pair of questions counts only whole); most metrics are an `answerMetric`.
 * `summarize` turns any subset or resample of the statistics into a number: slices, bootstrap and jackknife need nothing else.
 * Targets and answers are plain JSON data.
 */
export interface Metric<Answer, Target, Stat> {
  readonly name: string;
  /** Two scores are comparable only when their signatures are equal. */
  readonly signature: string;
  /** What its number is under its options, in words for a table's foot. */
  readonly inWords?: string;
  readonly range: readonly [min: number, max: number];
  readonly better: "higher" | "lower";
  /** @throws {MetricError} when a target cannot be measured. */
  measure(pairs: Pairs<Answer, Target>): readonly Stat[];
  /** Present when a sample's measurement needs no other: one is then `measure` of it alone. @throws {MetricError} likewise. */
  measureOne?(pair: Pair<Answer, Target>): Stat;
  /** @throws {MetricError} when there is nothing to summarise. */
  summarize(stats: readonly Stat[]): Summary;
  /** Present when some samples may be left out of the number: whether this one counts. A set without one that counts has no number. */
  takesPart?(stat: Stat): boolean;
  /** An interval of the metric's own kind, where the general ones do not fit. @param part a named number instead of the value */
  interval?(stats: readonly Stat[], part: string | undefined): Interval | undefined;
  /** Present when the summary is a function of sums over samples: a resample is then a weighted sum of rows. */
  readonly sums?: {
    /** What a sample adds to every sum; all rows have one length. */
    row(stat: Stat): ArrayLike<number>;
    /** What `summarize` says of samples with these sums. */
    summarize(sums: ArrayLike<number>): Summary;
  };
}

/** The one `any` of the project: a metric's statistic is private to it, and lists of metrics are heterogeneous. */
// oxlint-disable-next-line typescript/no-explicit-any
export type AnyMetric<Answer, Target> = Metric<Answer, Target, any>;
