/**
 * A-OKVQA, multiple choice: four choices stand in the prompt, the answer is the text of one.
 *
 * Files: aokvqa_v1p0_val.json, val2017/*.jpg.  Card: test, scored by the server.  Here: val (1,145 questions).
 * Prompt `answer en  {question} choose from: {choices}`, greedy, 128 tokens, antialiased resize.
 * Paper: Schwenk et al. 2022, arXiv 2206.01718.  Protocol: big_vision transfers/aokvqa_mc.py, datasets/aokvqa/aokvqa.py@0127fb6b.
 * Quirk: two spaces after `en`, and space, tab, space between the choices.
 * Uncertain: the public script asserts in its strict mode that every answer is one of the choices, and counts another as wrong
 * otherwise; here it is wrong, and counted as unreadable. Models of the reference trained without val reach 78.5 at 224, 80.3 at 448.
 */

import { exactMatch } from "../metrics/exact-match.ts";
import { defineBenchmark, defineDataset, standIn } from "../src/core/define.ts";
import { readAokvqa } from "../src/io/aokvqa-questions.ts";
import { cocoPhoto } from "../src/io/coco-photo.ts";
import { multipleChoice } from "../src/tasks/question-answering.ts";

/** What both kinds of question share. */
export const AOKVQA = {
  source: { homepage: "https://aokvqa.allenai.org/download.html", paper: "arXiv 2206.01718", licence: "questions Apache-2.0; photos under their Flickr licences" },
  files: { questions: ["aokvqa_v1p0_val.json", "aokvqa_v1p0/aokvqa_v1p0_val.json", "annotations/aokvqa_v1p0_val.json"] },
  pictures: "val2017/*.jpg",
  size: 1_145,
} as const;

const dataset = defineDataset({
  ...AOKVQA,
  folders: ["aokvqa-mc", "aokvqa", "coco"],
  async *samples(root, files) {
    for await (const { id, imageId, question, choices, choice } of readAokvqa(files.questions)) {
      yield { id, images: [cocoPhoto(root, "val2017", imageId)], text: question, choices, target: [choice], cluster: imageId };
    }
  },
});

export const aokvqaMc = defineBenchmark({
  name: "aokvqa-mc",
  title: "A-OKVQA (multiple choice)",
  version: 1,
  options: {},
  create: () => ({ dataset, task: multipleChoice({ tokens: 128, antialias: true }), parts: [standIn(exactMatch(), "val", "test")] }),
});
