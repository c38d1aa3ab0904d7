/**
 * Accuracy on ScienceQA: the letter of a reply that begins with "The answer is X."
 *
 * The part `unparsed` is the share of replies without such a letter; they are wrong.
 * Target: one right answer in the same words.  Range: 0..1, higher is better.  Unreadable answer: unparsed.
 * Source: Lu et al. 2022, arXiv 2209.09513; big_vision transfers/science_qa.py@0127fb6b (`acc`, `parsefail`).
 * @throws {MetricError} for a truth without a letter: the evaluator would count it as right when the reply has none either.
 */

import { sampleFault } from "../src/core/errors.ts";
import type { Metric } from "../src/core/types.ts";
import { summarizeMean } from "../src/stats/mean-summary.ts";
import { onlyAnswer } from "../src/stats/only-answer.ts";
import { mean } from "../src/stats/pairwise-sum.ts";

const NAME = "science-accuracy";

export interface ParsedScore {
  readonly right: number;
  readonly unparsed: number;
}

export const scienceAccuracy: Metric<string, readonly string[], ParsedScore> = {
  name: NAME,
  signature: "science-accuracy|parse:the-answer-is-x|v:1",
  range: [0, 1],
  better: "higher",
  measure: (pairs) => Array.from(pairs, (pair) => {
    const words = onlyAnswer(NAME, pair);
    const truth = chosenLetter(words);
    if (truth === undefined) throw sampleFault(NAME, pair.id, `expected "The answer is X.", found ${JSON.stringify(words)}`);
    const letter = chosenLetter(pair.answer ?? "");
    return { right: Number(letter === truth), unparsed: Number(letter === undefined) };
  }),
  summarize: (stats) => ({
    ...summarizeMean(NAME, stats.map(({ right }) => right)),
    parts: { unparsed: mean(stats.map(({ unparsed }) => unparsed)) ?? 0 },
  }),
};

/** The letter, lower-cased. Quirk: only at the very start, and only followed by a full stop. */
export function chosenLetter(text: string): string | undefined {
  return /^the answer is ([a-z])\./.exec(text.toLowerCase())?.[1];
}
