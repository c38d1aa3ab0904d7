/**
 * ANLS as the test server of the Robust Reading Competition computes it, which keeps a half.
 *
 * Distance of the texts stripped, lower-cased, white space collapsed; divided by the longer length of the texts as they were given,
 * in capitals; s = 1 − the least of a question's answers, 0 below 0.5.
 * Target: right answers.  Range: 0..1, higher is better.  Unreadable answer: 0.
 * Source: Biten et al. 2019, arXiv 1907.00490; the server's script in a public copy, QwenLM/Qwen-VL eval_mm/infographicsvqa_eval.py@e6bbb9d.
 * Quirk: the lengths count outer spaces, which the distance does not, and ß as SS; two empty texts score 1.
 */

import { answerMetric } from "../src/stats/answer-metric.ts";
import { countCodePoints, levenshtein } from "../src/text/levenshtein.ts";
import { pythonSplit } from "../src/text/python-whitespace.ts";

export const anlsRrc = answerMetric({
  name: "anls-rrc",
  signature: "anls-rrc|case:ignored|space:collapsed|threshold:>=0.5|v:1",
  score(answer, answers) {
    const similarity = 1 - Math.min(...answers.map((text) => normalizedDistance(text, answer)));
    return similarity < 0.5 ? 0 : similarity;
  },
});

function normalizedDistance(truth: string, answer: string): number {
  const length = Math.max(countCodePoints(truth.toUpperCase()), countCodePoints(answer.toUpperCase()));
  return length === 0 ? 0 : levenshtein(collapse(truth), collapse(answer)) / length;
}

function collapse(text: string): string {
  return pythonSplit(text.toLowerCase()).join(" ");
}
