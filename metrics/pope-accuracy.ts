/**
 * POPE accuracy as the card's evaluator computes it: the lower-cased reply equals the label.
 *
 * The part `valid` is the share of replies that are "yes" or "no" (any case); all others are wrong.
 * Target: one label, yes or no.  Range: 0..1, higher is better.  Unreadable answer: wrong and not valid.
 * Source: Li et al. 2023, arXiv 2305.10355; big_vision transfers/pope.py@0127fb6b (`acc`, `valid_percent`).
 * @throws {MetricError} for any other label: no reply could be right.
 */

import { sampleFault } from "../src/core/errors.ts";
import type { Metric } from "../src/core/types.ts";
import { summarizeMean } from "../src/stats/mean-summary.ts";
import { onlyAnswer } from "../src/stats/only-answer.ts";
import { mean } from "../src/stats/pairwise-sum.ts";

const NAME = "pope-accuracy";
const LABELS = new Set(["yes", "no"]);

export interface ValidScore {
  readonly right: number;
  readonly valid: number;
}

export const popeAccuracy: Metric<string, readonly string[], ValidScore> = {
  name: NAME,
  signature: "pope-accuracy|reply:yes-or-no|v:1",
  range: [0, 1],
  better: "higher",
  measure: (pairs) => Array.from(pairs, (pair) => {
    const label = onlyAnswer(NAME, pair);
    if (!LABELS.has(label)) throw sampleFault(NAME, pair.id, `expected the label yes or no, found ${JSON.stringify(label)}`);
    const reply = pair.answer?.toLowerCase() ?? "";
    return { right: Number(reply === label), valid: Number(LABELS.has(reply)) };
  }),
  summarize: (stats) => ({
    ...summarizeMean(NAME, stats.map(({ right }) => right)),
    parts: { valid: mean(stats.map(({ valid }) => valid)) ?? 0 },
  }),
};
