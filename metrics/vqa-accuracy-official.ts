/**
 * VQA accuracy as the challenge's script and server compute it, under its Python 2.7.
 *
 * As `vqa-accuracy`, for any number of human answers n: the mean over n sets of n − 1 people of min(1, matches / 3).
 * Target: human answers.  Range: 0..1, higher is better; the script prints percent with two decimals.  Unreadable answer: 0.
 * Source: GT-Vision-Lab/VQA PythonEvaluationTools/vqaEvaluation/vqaEval.py@a013f00.
 * Quirk: only ASCII digits are digits, at most 32 full stops go, capitals are lowered by Unicode 5.2 without final sigma.
 * Quirk: the script leaves out what equals an answer as a record; with its distinct `answer_id`s that is one answer.
 */

import { leaveOneOutAgreement } from "../src/stats/agreement.ts";
import { answerMetric } from "../src/stats/answer-metric.ts";
import { countMatches, serverAnswers } from "../src/text/vqa-answer.ts";

export const vqaAccuracyOfficial = answerMetric({
  name: "vqa-accuracy-official",
  signature: "vqa-accuracy-official|norm:vqa-unless-unanimous-python2|people:leave-one-out|v:1",
  score: (answer, answers) => leaveOneOutAgreement(countMatches(answer, answers, serverAnswers), answers.length),
});
