/**
 * Exact match: 1 when the answer equals one of the right answers, to the last space.
 *
 * `case:kept` is the card's rule for GQA, xGQA, NLVR2, MaRVL, AI2D, A-OKVQA multiple choice, OCR-VQA and video questions;
 * `case:ignored` is what its evaluator became for OCR-VQA after the card.
 * Target: right answers, usually one.  Range: 0..1, higher is better.  Unreadable answer: 0.
 * Source: big_vision transfers/vqa.py@0127fb6b (`acc` for one answer, `acc_any` for several).
 */

import type { Metric } from "../src/core/types.ts";
import { answerMetric } from "../src/stats/answer-metric.ts";
import { type AnswerCase, inCase } from "../src/text/answer-case.ts";

export function exactMatch(letters: AnswerCase = "kept"): Metric<string, readonly string[], number> {
  return answerMetric({
    name: "exact-match",
    signature: `exact-match|case:${letters}|v:1`,
    score: (answer, answers) => Number(isAnyOf(answer, answers, letters)),
  });
}

/** Whether the answer equals one of the right answers; an unreadable one does not. */
export function isAnyOf(answer: string | undefined, answers: readonly string[], letters: AnswerCase): boolean {
  if (answer === undefined) return false;
  const given = inCase(answer, letters);
  return answers.some((text) => inCase(text, letters) === given);
}
