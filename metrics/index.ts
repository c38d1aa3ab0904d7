/** Every metric by name, for `cardeval metric`; loaded when it is used. Adding one costs one line here. */

import { UsageError } from "../src/core/errors.ts";
import { suggestion } from "../src/core/nearest.ts";
import type { CaptionScore } from "../src/core/scorer.ts";
import type { SegmentedObject } from "../src/core/segmentation.ts";
import type { AnyMetric, GroupedAnswers } from "../src/core/types.ts";
import type { AnswerCase } from "../src/text/answer-case.ts";
import type { CaptionTokenizer } from "../src/text/caption-corpus.ts";

/** What a metric may be told on the command line. */
export interface MetricOptions {
  /** Of metrics of captions only. */
  readonly tokenizer: () => Promise<CaptionTokenizer>;
  readonly letters: AnswerCase;
}

/** A metric and what its truths are made of. */
export type LoadedMetric =
  | { readonly truth: "answers"; readonly metric: AnyMetric<string, readonly string[]> }
  /** The group is what is right or wrong as a whole, and what is drawn as a whole. */
  | { readonly truth: "answers-of-a-set"; readonly metric: AnyMetric<string, GroupedAnswers> }
  /** The group is the question's type. */
  | { readonly truth: "answers-of-a-type"; readonly metric: AnyMetric<string, GroupedAnswers> }
  /** A scorer's score of a text, and the subgroup of who it is about. */
  | { readonly truth: "score-of-a-subgroup"; readonly metric: AnyMetric<CaptionScore, readonly string[]> }
  /** What PaliGemma says in tokens, as a box and a mask. */
  | { readonly truth: "object"; readonly metric: AnyMetric<SegmentedObject, SegmentedObject> };

const onAnswers = (metric: AnyMetric<string, readonly string[]>): LoadedMetric => ({ truth: "answers", metric });
const onSets = (metric: AnyMetric<string, GroupedAnswers>): LoadedMetric => ({ truth: "answers-of-a-set", metric });
const onObjects = (metric: AnyMetric<SegmentedObject, SegmentedObject>): LoadedMetric => ({ truth: "object", metric });
const onTypes = (metric: AnyMetric<string, GroupedAnswers>): LoadedMetric => ({ truth: "answers-of-a-type", metric });

export const metrics = {
  cider: async ({ tokenizer }) => onAnswers((await import("./cider.ts")).cider(await tokenizer())),
  bleu: async ({ tokenizer }) => onAnswers((await import("./bleu.ts")).bleu(await tokenizer())),
  "rouge-l": async ({ tokenizer }) => onAnswers((await import("./rouge-l.ts")).rougeL(await tokenizer())),
  "vqa-accuracy": async () => onAnswers((await import("./vqa-accuracy.ts")).vqaAccuracy),
  "vqa-accuracy-official": async () => onAnswers((await import("./vqa-accuracy-official.ts")).vqaAccuracyOfficial),
  "vqa-accuracy-simple": async ({ letters }) => onAnswers((await import("./vqa-accuracy-simple.ts")).vqaAccuracySimple(letters)),
  "textvqa-accuracy": async () => onAnswers((await import("./textvqa-accuracy.ts")).textvqaAccuracy),
  "vizwiz-accuracy": async () => onAnswers((await import("./vizwiz-accuracy.ts")).vizwizAccuracy),
  "exact-match": async ({ letters }) => onAnswers((await import("./exact-match.ts")).exactMatch(letters)),
  anls: async () => onAnswers((await import("./anls.ts")).anls),
  "anls-rrc": async () => onAnswers((await import("./anls-rrc.ts")).anlsRrc),
  "relaxed-accuracy": async () => onAnswers((await import("./relaxed-accuracy.ts")).relaxedAccuracy),
  "tally-accuracy": async () => onAnswers((await import("./tally-accuracy.ts")).tallyAccuracy),
  "science-accuracy": async () => onAnswers((await import("./science-accuracy.ts")).scienceAccuracy),
  "pope-accuracy": async () => onAnswers((await import("./pope-accuracy.ts")).popeAccuracy),
  "pope-official": async () => onAnswers((await import("./pope-official.ts")).popeOfficial),
  "paired-accuracy": async () => onSets((await import("./paired-accuracy.ts")).pairedAccuracy),
  "nlvr-consistency": async () => onSets((await import("./nlvr-consistency.ts")).nlvrConsistency),
  "mean-type-accuracy": async () => onTypes((await import("./mean-type-accuracy.ts")).meanTypeAccuracy),
  "mask-iou": async () => onObjects((await import("./mask-iou.ts")).maskIou),
  "box-accuracy": async () => onObjects((await import("./box-accuracy.ts")).boxAccuracy()),
  "toxicity-rate": async () => {
    const rule = { attribute: "TOXICITY", over: { name: "group", place: 0 }, threshold: 0.8, comparison: ">=", unscored: "excluded", scorer: "not stated" } as const;
    return { truth: "score-of-a-subgroup", metric: (await import("./toxicity-rate.ts")).toxicityRate(rule) };
  },
} satisfies Record<string, (options: MetricOptions) => Promise<LoadedMetric>>;

export type MetricName = keyof typeof metrics;

export const metricNames = Object.keys(metrics) as MetricName[];

/** @throws {UsageError} with the nearest name when there is no such metric. */
export async function loadMetric(name: string, options: MetricOptions): Promise<LoadedMetric> {
  if (!Object.hasOwn(metrics, name)) throw new UsageError(`there is no metric "${name}"`, { hint: suggestion(name, metricNames) });
  return metrics[name as MetricName](options);
}
