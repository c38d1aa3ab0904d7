/**
 * VQA accuracy as the card's evaluator computes it: normalised answers, leave-one-out over ten people.
 *
 * m matching answers give 0, 0.3, 0.6, 0.9, 1 (m ≥ 4): the mean over ten sets of nine people of min(1, matches / 3). Answers are
 * normalised when people disagree, and compared as they stand (outer spaces off) when all agree.
 * Target: exactly ten human answers.  Range: 0..1, higher is better.  Unreadable answer: 0.
 * Source: Antol et al. 2015, https://visualqa.org/evaluation.html; big_vision transfers/vqav2.py@0127fb6b.
 * @throws {MetricError} for another number of answers: the evaluator divides by ten leave-outs whatever there is.
 */

import { leaveOneOutAgreement } from "../src/stats/agreement.ts";
import { answerMetric } from "../src/stats/answer-metric.ts";
import { cardAnswers, countMatches } from "../src/text/vqa-answer.ts";

const PEOPLE = 10;

export const vqaAccuracy = answerMetric({
  name: "vqa-accuracy",
  signature: "vqa-accuracy|norm:vqa-unless-unanimous|people:10-leave-one-out|v:1",
  fault: needsTen,
  score: (answer, answers) => leaveOneOutAgreement(countMatches(answer, answers, cardAnswers), PEOPLE),
});

/** For the metrics that are defined for ten people only. */
export function needsTen({ length }: readonly string[]): string | undefined {
  return length === PEOPLE ? undefined : `expected ten human answers, found ${length}`;
}
