/**
 * RSVQA-HR: questions about aerial pictures of 15 cm a pixel, without those that ask for a number.
 *
 * Files: USGS_split_test_{questions,answers}.json, USGS_split_test_phili_{questions,answers}.json, Data/{img_id}.tif (Zenodo 6344367).
 * Card: without `area` and `count`, test (131,468 questions) and test2, Philadelphia (62,554); mean of the accuracies of comp and
 * presence × 100, case ignored.
 * Prompt `answer en {question}`, greedy, 32 tokens, no antialiasing.
 * Paper: Lobry et al. 2020, arXiv 2003.07333.  Protocol: big_vision transfers/rsvqa_hr.py, datasets/rsvqa_hr/rsvqa_hr.py@0127fb6b.
 * Quirk: the reference's builder looks for pictures ending in .png, the archive's end in .tif; both are taken.
 */

import { exactMatch } from "../metrics/exact-match.ts";
import { meanTypeAccuracy } from "../metrics/mean-type-accuracy.ts";
import { apartFromGroup, defineBenchmark, defineDataset, slice } from "../src/core/define.ts";
import type { GroupedAnswers } from "../src/core/types.ts";
import { readRsvqaQuestions } from "../src/io/rsvqa-questions.ts";
import { questionAnswering } from "../src/tasks/question-answering.ts";

const SPLITS = ["test", "test2"];
const TYPES = ["comp", "presence"];
const NUMERIC = new Set(["area", "count"]);

const dataset = defineDataset({
  folders: ["rsvqa-hr", "rsvqa_hr", "RSVQA_HR"],
  source: { homepage: "https://rsvqa.sylvainlobry.com", paper: "arXiv 2003.07333", licence: "CC BY 4.0; pictures of USGS, public domain" },
  files: {
    questions: ["USGS_split_test_questions.json"], answers: ["USGS_split_test_answers.json"],
    questions2: ["USGS_split_test_phili_questions.json"], answers2: ["USGS_split_test_phili_answers.json"],
  },
  pictures: "Data/*.tif",
  size: 131_468 + 62_554,
  async *samples(root, { questions, answers, questions2, answers2 }) {
    for (const [split, files] of [["test", { questions, answers }], ["test2", { questions: questions2, answers: answers2 }]] as const) {
      for await (const { id, imageId, type, question, answer } of readRsvqaQuestions(files)) {
        if (NUMERIC.has(type)) continue;
        const images = [root.image(`Data/${imageId}.png`, `Data/${imageId}.tif`, `Images/${imageId}.tif`)];
        yield { id: `${split}/${id}`, images, text: question, target: { answers: [answer], group: type }, groups: { split, type }, cluster: imageId };
      }
    }
  },
});

export const rsvqaHr = defineBenchmark({
  name: "rsvqa-hr",
  title: "RSVQA-HR",
  version: 1,
  options: {},
  create() {
    const ofType = apartFromGroup(exactMatch("ignored"));
    return {
      dataset,
      task: questionAnswering<GroupedAnswers>({ tokens: 32 }),
      parts: [
        slice("test", meanTypeAccuracy, { split: "test" }),
        slice("test2", meanTypeAccuracy, { split: "test2" }),
        ...SPLITS.flatMap((split) => TYPES.map((type) => slice(`${split}-${type}`, ofType, { split, type }))),
      ],
    };
  },
});
