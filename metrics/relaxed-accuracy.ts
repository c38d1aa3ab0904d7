/**
 * Relaxed accuracy of ChartQA: numbers may be off by 5 %, everything else must be equal. Both sides are lower-cased.
 *
 * A number is what Python's `float()` reads; `n%` is n / 100. When the answer is a number and the truth one other than 0:
 * |answer − truth| / |truth| ≤ 0.05, else equality of the texts.
 * Target: right answers, usually one; the best counts.  Range: 0..1, higher is better.  Unreadable answer: 0.
 * Source: Masry et al. 2022, arXiv 2203.10244, §5.1; big_vision transfers/chartqa.py@0127fb6b (`relaxed_acc`, `to_lower`).
 * Quirk: years get the 5 % too (1950 passes for 2010), "1,000" is no number, NaN and infinity never match.
 */

import { answerMetric } from "../src/stats/answer-metric.ts";
import { pythonFloat } from "../src/text/python-float.ts";

const TOLERANCE = 0.05;

export const relaxedAccuracy = answerMetric({
  name: "relaxed-accuracy",
  signature: "relaxed-accuracy|case:ignored|tolerance:0.05|v:1",
  score(answer, answers) {
    const given = answer.toLowerCase();
    return Number(answers.some((text) => isRelaxedMatch(text.toLowerCase(), given)));
  },
});

/** Whether the answer passes for the truth, both as they stand. */
export function isRelaxedMatch(truth: string, answer: string): boolean {
  const [wanted, given] = [numberOf(truth), numberOf(answer)];
  if (given === undefined || wanted === undefined || wanted === 0) return truth === answer;
  return Math.abs(given - wanted) / Math.abs(wanted) <= TOLERANCE;
}

function numberOf(text: string): number | undefined {
  if (!text.endsWith("%")) return pythonFloat(text);
  const number = pythonFloat(text.replace(/%+$/, ""));
  return number === undefined ? undefined : number / 100;
}
