/**
 * POPE as its authors' script scores it: any reply without a "no" in its first sentence is a "yes".
 *
 * The reply up to its first full stop, without commas, cut at spaces, is "no" when No, no or not is among the words. Accuracy, with
 * precision, recall and F1 of "yes", and the share of "yes" as parts.
 * Target: one label; "no" is no, all else is yes.  Range: 0..1, higher is better.  Unreadable answer: "yes", as an empty reply.
 * Source: Li et al. 2023, arXiv 2305.10355; AoiDragon/POPE evaluate.py@f3ec604.
 * Quirk: "NO", "No!" and an empty reply count as yes.  Where the script divides by zero, the part is 0 and a note says so.
 */

import type { Metric, Summary } from "../src/core/types.ts";
import { summarizeMean } from "../src/stats/mean-summary.ts";
import { onlyAnswer } from "../src/stats/only-answer.ts";

const NAME = "pope-official";

/** What was said and what is true. */
export interface YesNo {
  readonly said: boolean;
  readonly truth: boolean;
}

export const popeOfficial: Metric<string, readonly string[], YesNo> = {
  name: NAME,
  signature: "pope-official|reply:no-in-first-sentence|v:1",
  range: [0, 1],
  better: "higher",
  measure: (pairs) => Array.from(pairs, (pair) => ({ said: saysYes(pair.answer ?? ""), truth: onlyAnswer(NAME, pair) !== "no" })),
  summarize,
};

/** @example saysYes("There is not, I think.") // → false */
export function saysYes(reply: string): boolean {
  const [sentence = ""] = reply.split(".", 1);
  return !sentence.replaceAll(",", "").split(" ").some((word) => word === "No" || word === "no" || word === "not");
}

function summarize(stats: readonly YesNo[]): Summary {
  const count = (said: boolean, truth: boolean): number => stats.filter((stat) => stat.said === said && stat.truth === truth).length;
  const [hits, falseAlarms, misses] = [count(true, true), count(true, false), count(false, true)];
  const notes: string[] = [];
  const share = (part: number, whole: number, name: string): number => {
    if (whole === 0) notes.push(`${name} is undefined here (0 of 0) and shown as 0`);
    return whole === 0 ? 0 : part / whole;
  };
  const precision = share(hits, hits + falseAlarms, "precision");
  const recall = share(hits, hits + misses, "recall");
  const f1 = share(2 * precision * recall, precision + recall, "F1");
  return {
    ...summarizeMean(NAME, stats.map(({ said, truth }) => Number(said === truth))),
    parts: { precision, recall, f1, "yes-ratio": (hits + falseAlarms) / stats.length },
    ...(notes.length === 0 ? {} : { notes }),
  };
}
