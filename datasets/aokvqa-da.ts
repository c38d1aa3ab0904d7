/**
 * A-OKVQA, direct answers: questions that need knowledge, answered in free words.
 *
 * Files: aokvqa_v1p0_val.json, val2017/*.jpg.  Card: test, scored by the server.  Here: val (1,145 questions);
 * `--set aokvqa-da.split=test` answers the server's 6,702 (aokvqa_v1p0_test.json, test2017/*.jpg).
 * Prompt `answer en {question}`, greedy, 32 tokens, antialiased resize.  References: ten `direct_answers`.
 * Paper: Schwenk et al. 2022, arXiv 2206.01718.  Protocol: big_vision transfers/aokvqa_da.py, datasets/aokvqa/aokvqa.py@0127fb6b.
 * Quirk: the reference's evaluator averages over all questions, the server leaves out those of `difficult_direct_answer`: the part
 * `not-difficult`. Models of the reference trained without val reach 61.1 at 224 and 65.7 at 448 over all of val.
 */

import { AOKVQA_COPY, AOKVQA_SUBMISSION, AOKVQA_TFDS, aokvqa, aokvqaSplit, copiedQuestions, photoOf, preparedQuestions } from "./aokvqa-mc.ts";
import { vqaAccuracySimple } from "../metrics/vqa-accuracy-simple.ts";
import { defineBenchmark, defineDataset, defineHubCopy, defineTfdsFolder, slice, standIn, unlabelled } from "../src/core/define.ts";
import type { Dataset, Sample } from "../src/core/types.ts";
import { type AokvqaQuestion, aokvqaQuestions, aokvqaTestQuestions } from "../src/io/aokvqa-questions.ts";
import { cocoPhoto } from "../src/io/coco-photo.ts";
import { idField } from "../src/io/fields.ts";
import { readJsonArray } from "../src/io/read-json.ts";
import { questionAnswering } from "../src/tasks/question-answering.ts";

async function* wholeQuestions(questions: AsyncIterable<AokvqaQuestion>): AsyncGenerator<Sample<readonly string[]>> {
  for await (const { id, question, directAnswers, isDifficult, ...row } of questions) {
    yield { id, ...photoOf(row), text: question, target: directAnswers, groups: { difficult: isDifficult ? "yes" : "no" } };
  }
}

const dataset = (split: "val" | "test"): Dataset<readonly string[]> => defineDataset({
  ...aokvqa(split),
  folders: ["aokvqa-da", "aokvqa", "coco"],
  async *samples(root, files) {
    const rows = readJsonArray(files.questions);
    for await (const { id, line, place, question, directAnswers, isDifficult } of split === "val" ? aokvqaQuestions(rows) : aokvqaTestQuestions(rows)) {
      const imageId = idField(line, "image_id", place);
      const groups = isDifficult === undefined ? {} : { groups: { difficult: isDifficult ? "yes" : "no" } };
      yield { id, images: [cocoPhoto(root, `${split}2017`, imageId)], text: question, target: directAnswers ?? [], ...groups, cluster: imageId };
    }
  },
  ...(split === "val" ? { tfds: defineTfdsFolder({ splits: AOKVQA_TFDS, samples: (_, { questions }) => wholeQuestions(preparedQuestions(questions)) }) } : {}),
  copies: split === "val" ? [defineHubCopy({ ...AOKVQA_COPY, samples: (_, { questions }) => wholeQuestions(copiedQuestions(questions)) })] : [],
});

export const aokvqaDa = defineBenchmark({
  name: "aokvqa-da",
  title: "A-OKVQA (direct answers)",
  version: 1,
  options: { split: aokvqaSplit },
  submission: { ...AOKVQA_SUBMISSION, answerField: "direct_answer" },
  create({ split }) {
    const metric = vqaAccuracySimple();
    return {
      dataset: dataset(split),
      task: questionAnswering({ tokens: 32, antialias: true }),
      parts: split === "test" ? unlabelled : [standIn(metric, "val", "test"), slice("not-difficult", metric, { difficult: "no" })],
    };
  },
});
