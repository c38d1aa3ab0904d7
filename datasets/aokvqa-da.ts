/**
 * A-OKVQA, direct answers: questions that need knowledge, answered in free words.
 *
 * Files: aokvqa_v1p0_val.json, val2017/*.jpg.  Card: test, scored by the server.  Here: val (1,145 questions).
 * Prompt `answer en {question}`, greedy, 32 tokens, antialiased resize.  References: ten `direct_answers`.
 * Paper: Schwenk et al. 2022, arXiv 2206.01718.  Protocol: big_vision transfers/aokvqa_da.py, datasets/aokvqa/aokvqa.py@0127fb6b.
 * Quirk: the reference's evaluator averages over all questions, the server leaves out those of `difficult_direct_answer`: the part
 * `not-difficult`. Models of the reference trained without val reach 61.1 at 224 and 65.7 at 448 over all of val.
 */

import { AOKVQA, AOKVQA_COPY, copiedQuestions } from "./aokvqa-mc.ts";
import { vqaAccuracySimple } from "../metrics/vqa-accuracy-simple.ts";
import { defineBenchmark, defineDataset, defineHubCopy, slice, standIn } from "../src/core/define.ts";
import { aokvqaQuestions } from "../src/io/aokvqa-questions.ts";
import { cocoPhoto } from "../src/io/coco-photo.ts";
import { idField, pictureField } from "../src/io/fields.ts";
import { readJsonArray } from "../src/io/read-json.ts";
import { questionAnswering } from "../src/tasks/question-answering.ts";

const dataset = defineDataset({
  ...AOKVQA,
  folders: ["aokvqa-da", "aokvqa", "coco"],
  async *samples(root, files) {
    for await (const { id, line, place, question, directAnswers, isDifficult } of aokvqaQuestions(readJsonArray(files.questions))) {
      const imageId = idField(line, "image_id", place);
      const groups = { difficult: isDifficult ? "yes" : "no" };
      yield { id, images: [cocoPhoto(root, "val2017", imageId)], text: question, target: directAnswers, groups, cluster: imageId };
    }
  },
  copies: [defineHubCopy({
    ...AOKVQA_COPY,
    async *samples(_, { questions }) {
      for await (const { id, line, place, question, directAnswers, isDifficult } of copiedQuestions(questions)) {
        yield { id, images: [pictureField(line, "image", place)], text: question, target: directAnswers, groups: { difficult: isDifficult ? "yes" : "no" } };
      }
    },
  })],
});

export const aokvqaDa = defineBenchmark({
  name: "aokvqa-da",
  title: "A-OKVQA (direct answers)",
  version: 1,
  options: {},
  create() {
    const metric = vqaAccuracySimple();
    return {
      dataset,
      task: questionAnswering({ tokens: 32, antialias: true }),
      parts: [standIn(metric, "val", "test"), slice("not-difficult", metric, { difficult: "no" })],
    };
  },
});
