/**
 * Mean accuracy over question types, as RSVQA reports it: every type weighs the same, however many questions it has.
 *
 * An answer is right when it equals one of the right ones without case. Parts: `type-NAME` for each type, and `overall`, the share of
 * all right answers.
 * Target: right answers, and the question type as the group.  Range: 0..1, higher is better.  Unreadable answer: wrong.
 * Source: Lobry et al. 2020, arXiv 2003.07333; big_vision transfers/rsvqa.py@0127fb6b (`acc_avg` over the types that are there, `to_lower`).
 * Quirk: the evaluator's `acc_avg_nonum` is this mean over the types the card keeps; leave the others out of the data.
 */

import { MetricError } from "../src/core/errors.ts";
import type { GroupedAnswers, Metric, Summary } from "../src/core/types.ts";
import { mean } from "../src/stats/pairwise-sum.ts";
import { isAnyOf } from "./exact-match.ts";

const NAME = "mean-type-accuracy";

export interface TypedScore {
  readonly type: string;
  readonly right: boolean;
}

export const meanTypeAccuracy: Metric<string, GroupedAnswers, TypedScore> = {
  name: NAME,
  signature: "mean-type-accuracy|case:ignored|v:1",
  range: [0, 1],
  better: "higher",
  measure: (pairs) => Array.from(pairs, ({ answer, target: { answers, group } }) => ({ type: group, right: isAnyOf(answer, answers, "ignored") })),
  summarize,
};

function summarize(stats: readonly TypedScore[]): Summary {
  const types = new Map<string, { right: number; n: number }>();
  for (const { type, right } of stats) {
    const counts = types.get(type) ?? { right: 0, n: 0 };
    types.set(type, counts);
    counts.n++;
    if (right) counts.right++;
  }
  const accuracies = [...types].map(([type, { right, n }]) => [`type-${type}`, right / n] as const);
  const value = mean(accuracies.map(([, accuracy]) => accuracy));
  if (value === undefined) throw new MetricError(NAME, "there is no sample to score");
  return { value, parts: { ...Object.fromEntries(accuracies), overall: stats.filter(({ right }) => right).length / stats.length } };
}
