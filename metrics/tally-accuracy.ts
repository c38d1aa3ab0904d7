/**
 * Counting accuracy of TallyQA: equality after number words became numerals.
 *
 * A whole text that is none, zero, one … twenty (any case) is its numeral; other texts stay as they are, spaces too.
 * Target: right answers, usually one.  Range: 0..1, higher is better.  Unreadable answer: 0.
 * Source: Acharya et al. 2018, arXiv 1810.12440; big_vision transfers/tallyqa.py@0127fb6b.
 */

import { answerMetric } from "../src/stats/answer-metric.ts";
import { numberWords } from "../src/text/number-words.ts";

const NUMERALS = numberWords(20);

export const tallyAccuracy = answerMetric({
  name: "tally-accuracy",
  signature: "tally-accuracy|norm:number-words-20|v:1",
  score: (answer, answers) => Number(answers.some((text) => numeralOf(text) === numeralOf(answer))),
});

/** @example numeralOf("Twelve") // → "12" */
export function numeralOf(text: string): string {
  return NUMERALS.get(text.toLowerCase()) ?? text;
}
