/**
 * Paired accuracy of MMVP: a pair of questions scores only when both answers are right.
 *
 * An answer is right when it equals one of the right ones, outer spaces and case aside. The part `accuracy` is the share of right
 * answers. Questions without their partner do not count; a note says how many they are.
 * Target: right answers (the option's text, its letter), and the pair as the group.  Range: 0..1, higher is better.
 * Unreadable answer: wrong.
 * Source: Tong et al. 2024, arXiv 2401.06209; pairs as in tsb0601/MMVP scripts/gpt_grader.py.
 * Quirk: the benchmark's authors let GPT-4 judge the answers and the card's rule is unpublished; the comparison is ours.
 * @throws {MetricError} for a pair of more than two.
 */

import { MetricError } from "../src/core/errors.ts";
import type { GroupedAnswers, Metric } from "../src/core/types.ts";
import { mean } from "../src/stats/pairwise-sum.ts";
import { type SetShare, shareOfRightSets, shareSets } from "../src/stats/whole-sets.ts";
import { pythonStrip } from "../src/text/python-whitespace.ts";
import { isAnyOf } from "./exact-match.ts";

const NAME = "paired-accuracy";

export const pairedAccuracy: Metric<string, GroupedAnswers, SetShare> = {
  name: NAME,
  signature: "paired-accuracy|case:ignored|space:stripped|v:1",
  range: [0, 1],
  better: "higher",
  measure: (pairs) => shareSets(
    Array.from(pairs, ({ answer, target: { answers, group } }) => ({
      set: group, right: isAnyOf(answer && pythonStrip(answer), answers.map(pythonStrip), "ignored"),
    })),
    isPair,
  ),
  summarize(stats) {
    if (stats.length === 0) throw new MetricError(NAME, "there is no question to score");
    const value = shareOfRightSets(stats);
    const lone = stats.filter(({ share }) => share === 0).length;
    const notes = [
      ...(lone === 0 ? [] : [`questions without their partner, which do not count: ${lone}`]),
      ...(value === undefined ? ["paired accuracy is undefined here (no whole pair) and shown as 0"] : []),
    ];
    return { value: value ?? 0, parts: { accuracy: mean(stats.map(({ alone }) => alone)) ?? 0 }, ...(notes.length === 0 ? {} : { notes }) };
  },
};

function isPair(size: number): boolean {
  if (size > 2) throw new MetricError(NAME, `expected pairs, found a group of ${size}`);
  return size === 2;
}
