/**
 * VizWiz-VQA accuracy of the challenge's script: the prediction is normalised, the human answers never are.
 *
 * Mean over all ways to leave one of n people out of min(1, matches / 3).
 * Target: human answers, which ship normalised.  Range: 0..1, higher is better.  Unreadable answer: 0.
 * Source: Gurari et al. 2018, arXiv 1802.08218; Qing Li's VQAEval, read in public copies (TRI-ML/vlm-evaluation@7292fd6).
 * Quirk: the copies write the apostrophe of most contractions in two different odd ways; the server's is unknown and
 * ours is the plain one.
 */

import { leaveOneOutAgreement } from "../src/stats/agreement.ts";
import { answerMetric } from "../src/stats/answer-metric.ts";
import { evalAiAnswers } from "../src/text/vqa-answer.ts";

export const vizwizAccuracy = answerMetric({
  name: "vizwiz-accuracy",
  signature: "vizwiz-accuracy|norm:vqa-prediction-only|people:leave-one-out|v:1",
  score(answer, answers) {
    const given = evalAiAnswers.normalize(answer);
    return leaveOneOutAgreement(answers.filter((text) => text === given).length, answers.length);
  },
});
