/**
 * ANLS as the card's evaluator computes it: Average Normalised Levenshtein Similarity, strict at one half.
 *
 * NL = distance / length of the longer text, in code points, both lower-cased; s = 1 − NL if NL < 0.5, else 0; the best of a
 * question's answers counts.
 * Target: right answers.  Range: 0..1, higher is better.  Unreadable answer: 0.
 * Source: Biten et al. 2019, arXiv 1907.00490 (eq. 1); big_vision transfers/vqa.py@0127fb6b (`anls`, `to_lower`).
 * Quirk: NL of exactly 0.5 scores 0, which the test server scores 0.5 (`anls-rrc`).
 */

import { answerMetric } from "../src/stats/answer-metric.ts";
import { countCodePoints, levenshtein } from "../src/text/levenshtein.ts";

export const anls = answerMetric({
  name: "anls",
  signature: "anls|case:ignored|threshold:<0.5|v:1",
  score(answer, answers) {
    const given = answer.toLowerCase();
    return Math.max(...answers.map((text) => strictSimilarity(text.toLowerCase(), given)));
  },
});

/** s of two texts as they stand; 1 for an empty answer to an empty truth. */
export function strictSimilarity(truth: string, answer: string): number {
  if (truth === answer) return 1;
  const distance = levenshtein(truth, answer) / Math.max(countCodePoints(truth), countCodePoints(answer));
  return distance < 0.5 ? 1 - distance : 0;
}
