/**
 * A-OKVQA, multiple choice: four choices stand in the prompt, the answer is the text of one.
 *
 * Files: aokvqa_v1p0_val.json, val2017/*.jpg.  Card: test, scored by the server.  Here: val (1,145 questions);
 * `--set aokvqa-mc.split=test` answers the server's 6,702 (aokvqa_v1p0_test.json, test2017/*.jpg).
 * Prompt `answer en  {question} choose from: {choices}`, greedy, 128 tokens, antialiased resize.
 * Paper: Schwenk et al. 2022, arXiv 2206.01718.  Protocol: big_vision transfers/aokvqa_mc.py, datasets/aokvqa/aokvqa.py@0127fb6b.
 * Quirk: two spaces after `en`, and space, tab, space between the choices.
 * Uncertain: the public script asserts in its strict mode that every answer is one of the choices, and counts another as wrong
 * otherwise; here it is wrong, and counted as unreadable. Models of the reference trained without val reach 78.5 at 224, 80.3 at 448.
 */

import { exactMatch } from "../metrics/exact-match.ts";
import { defineBenchmark, defineDataset, defineHubCopy, defineTfdsFolder, splitOption, standIn, unlabelled } from "../src/core/define.ts";
import type { Dataset, Sample, TfdsRecords } from "../src/core/types.ts";
import { type AokvqaQuestion, aokvqaQuestions, aokvqaTestQuestions } from "../src/io/aokvqa-questions.ts";
import { cocoPhoto } from "../src/io/coco-photo.ts";
import { idField, pictureField, writtenTextsField } from "../src/io/fields.ts";
import { readParquet } from "../src/io/parquet-rows.ts";
import { readJsonArray } from "../src/io/read-json.ts";
import { readTfds } from "../src/io/tfds-rows.ts";
import { multipleChoice } from "../src/tasks/question-answering.ts";

/** What both kinds of question share. */
export const aokvqa = (split: "val" | "test") => ({
  source: { homepage: "https://aokvqa.allenai.org/download.html", paper: "arXiv 2206.01718", licence: "questions Apache-2.0; photos under their Flickr licences" },
  files: { questions: [`aokvqa_v1p0_${split}.json`, `aokvqa_v1p0/aokvqa_v1p0_${split}.json`, `annotations/aokvqa_v1p0_${split}.json`] },
  pictures: `${split}2017/*.jpg`,
  size: split === "val" ? 1_145 : 6_702,
} as const);

export const aokvqaSplit = splitOption("val", "test");

/** Both kinds of answer go into one file. */
export const AOKVQA_SUBMISSION = {
  server: "https://leaderboard.allenai.org/aokvqa",
  files: { val: "predictions_val.json", test: "predictions_test.json" },
  ids: "text",
} as const;

/** The copy that both read; its direct answers are Python lists written out. */
export const AOKVQA_COPY = { repository: "HuggingFaceM4/A-OKVQA", tables: { questions: "data/validation-*.parquet" } } as const;

/** Its questions. */
export function copiedQuestions(pieces: readonly string[]): ReturnType<typeof aokvqaQuestions> {
  const read = ["question_id", "question", "choices", "correct_choice_idx", "direct_answers", "difficult_direct_answer"];
  return aokvqaQuestions(readParquet(pieces, { read, pictures: ["image"] }), writtenTextsField);
}

/** The split of big_vision's builder that both read. */
export const AOKVQA_TFDS = { questions: { names: ["a_ok_vqa", "aokvqa"], split: "val" } } as const;

/** Its questions. */
export function preparedQuestions(records: TfdsRecords): ReturnType<typeof aokvqaQuestions> {
  return aokvqaQuestions(readTfds(records, {
    question_id: "question_id", image_id: "image_id", question: "question", choices: "multiple_choice_possible_answers", correct_choice_idx: "multiple_choice_correct_idx",
    direct_answers: "direct_answers", difficult_direct_answer: "direct_answer_is_difficult", image: "image",
  }));
}

/** The photo in a row, and which one it is where that is said. */
export function photoOf({ line, place }: Pick<AokvqaQuestion, "line" | "place">): Pick<Sample<unknown>, "images" | "cluster"> {
  return { images: [pictureField(line, "image", place)], ...(line["image_id"] === undefined ? {} : { cluster: idField(line, "image_id", place) }) };
}

async function* wholeQuestions(questions: AsyncIterable<AokvqaQuestion>): AsyncGenerator<Sample<readonly string[]>> {
  for await (const { id, question, choices, choice, ...row } of questions) yield { id, ...photoOf(row), text: question, choices, target: [choice] };
}

const dataset = (split: "val" | "test"): Dataset<readonly string[]> => defineDataset({
  ...aokvqa(split),
  folders: ["aokvqa-mc", "aokvqa", "coco"],
  async *samples(root, files) {
    const rows = readJsonArray(files.questions);
    for await (const { id, line, place, question, choices, choice } of split === "val" ? aokvqaQuestions(rows) : aokvqaTestQuestions(rows)) {
      const imageId = idField(line, "image_id", place);
      const target = choice === undefined ? [] : [choice];
      yield { id, images: [cocoPhoto(root, `${split}2017`, imageId)], text: question, choices, target, cluster: imageId };
    }
  },
  ...(split === "val" ? { tfds: defineTfdsFolder({ splits: AOKVQA_TFDS, samples: (_, { questions }) => wholeQuestions(preparedQuestions(questions)) }) } : {}),
  copies: split === "val" ? [defineHubCopy({ ...AOKVQA_COPY, samples: (_, { questions }) => wholeQuestions(copiedQuestions(questions)) })] : [],
});

export const aokvqaMc = defineBenchmark({
  name: "aokvqa-mc",
  title: "A-OKVQA (multiple choice)",
  version: 1,
  options: { split: aokvqaSplit },
  submission: { ...AOKVQA_SUBMISSION, answerField: "multiple_choice", note: "the public script in its strict mode refuses answers that are none of the four choices" },
  create: ({ split }) => ({
    dataset: dataset(split),
    task: multipleChoice({ tokens: 128, antialias: true }),
    parts: split === "test" ? unlabelled : [standIn(exactMatch(), "val", "test")],
  }),
});
