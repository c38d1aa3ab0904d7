/**
 * Consistency of NLVR2: the share of statements that are judged rightly for all their image pairs.
 *
 * Labels are compared without case. The part `accuracy` is the share of right samples.
 * Target: one label, and the statement as the group (`sentenceOf`).  Range: 0..1, higher is better.  Unreadable answer: wrong.
 * Source: Suhr et al. 2019, arXiv 1811.00491; lil-lab/nlvr nlvr2/eval/metrics.py@1892484.
 */

import { MetricError } from "../src/core/errors.ts";
import type { GroupedAnswers, Metric } from "../src/core/types.ts";
import { mean } from "../src/stats/pairwise-sum.ts";
import { type SetShare, shareOfRightSets, shareSets } from "../src/stats/whole-sets.ts";
import { isAnyOf } from "./exact-match.ts";

const NAME = "nlvr-consistency";

export const nlvrConsistency: Metric<string, GroupedAnswers, SetShare> = {
  name: NAME,
  signature: "nlvr-consistency|case:ignored|v:1",
  range: [0, 1],
  better: "higher",
  measure: (pairs) => shareSets(
    Array.from(pairs, ({ answer, target: { answers, group } }) => ({ set: group, right: isAnyOf(answer, answers, "ignored") })),
    () => true,
  ),
  summarize(stats) {
    const value = shareOfRightSets(stats);
    if (value === undefined) throw new MetricError(NAME, "there is no sample to score");
    return { value, parts: { accuracy: mean(stats.map(({ alone }) => alone)) ?? 0 } };
  },
};

/** The statement of an NLVR2 identifier, `split-set-pair-sentence` without its pair. @example sentenceOf("dev-1-0-2") // → "dev-1--2" */
export function sentenceOf(identifier: string): string {
  return identifier.split("-").with(2, "").join("-");
}
