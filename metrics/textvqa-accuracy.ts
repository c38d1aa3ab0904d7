/**
 * TextVQA accuracy of the benchmark's authors: always normalised, leave-one-out over ten people.
 *
 * As `vqa-accuracy`, except that commas and question marks go first, `'s` becomes a word, and unanimous answers are normalised too.
 * Target: exactly ten human answers.  Range: 0..1, higher is better.  Unreadable answer: 0.
 * Source: Singh et al. 2019, arXiv 1904.08920; facebookresearch/mmf mmf/utils/m4c_evaluators.py (`TextVQAAccuracyEvaluator`).
 * @throws {MetricError} for another number of answers, as the authors' assertion does.
 */

import { leaveOneOutAgreement } from "../src/stats/agreement.ts";
import { answerMetric } from "../src/stats/answer-metric.ts";
import { pythonStrip } from "../src/text/python-whitespace.ts";
import { evalAiAnswers } from "../src/text/vqa-answer.ts";
import { needsTen } from "./vqa-accuracy.ts";

export const textvqaAccuracy = answerMetric({
  name: "textvqa-accuracy",
  signature: "textvqa-accuracy|norm:evalai|people:10-leave-one-out|v:1",
  fault: needsTen,
  score(answer, answers) {
    const given = normalizeTextAnswer(answer);
    return leaveOneOutAgreement(answers.filter((text) => normalizeTextAnswer(text) === given).length, answers.length);
  },
});

/** @example normalizeTextAnswer("The dog's toys, please?") // → "dog 's toys please" */
export function normalizeTextAnswer(text: string): string {
  const bare = pythonStrip(text.toLowerCase().replaceAll(/[,?]/g, "").replaceAll("'s", " 's"));
  return evalAiAnswers.normalize(bare);
}
