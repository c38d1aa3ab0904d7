/**
 * VQA accuracy without normalisation and without leaving anyone out: min(1, matches / 3).
 *
 * The card's rule for OK-VQA, A-OKVQA and VizWiz, where answers are compared as they are written (`case:kept`).
 * Target: human answers.  Range: 0..1, higher is better.  Unreadable answer: 0.
 * Source: big_vision transfers/vqa.py@0127fb6b (`case:ignored` is its `to_lower`); allenai/aokvqa evaluation/eval_predictions.py.
 */

import type { Metric } from "../src/core/types.ts";
import { agreement } from "../src/stats/agreement.ts";
import { answerMetric } from "../src/stats/answer-metric.ts";
import { type AnswerCase, inCase } from "../src/text/answer-case.ts";

export function vqaAccuracySimple(letters: AnswerCase = "kept"): Metric<string, readonly string[], number> {
  return answerMetric({
    name: "vqa-accuracy-simple",
    signature: `vqa-accuracy-simple|case:${letters}|v:1`,
    score(answer, answers) {
      const given = inCase(answer, letters);
      return agreement(answers.filter((text) => inCase(text, letters) === given).length);
    },
  });
}
