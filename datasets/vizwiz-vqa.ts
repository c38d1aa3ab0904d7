/**
 * VizWiz-VQA: questions that blind people asked about photos they took.
 *
 * Files: val.json, val/*.jpg.  Card: test (std), scored by the challenge's server.  Here: val (4,319 questions);
 * `--set vizwiz-vqa.split=test` answers the server's 8,000 (test.json, test/*.jpg), which it scores as test-dev and as test-standard.
 * Prompt `answer en {question}`, greedy, 48 tokens, no antialiasing.  References: the non-empty answers, ten at most.
 * Paper: Gurari et al. 2018, arXiv 1802.08218.  Protocol: big_vision transfers/vizwizvqa.py, datasets/vizwizvqa/vizwizvqa.py@0127fb6b.
 * Quirk: min(1, n / 3) on answers as they are written; empty answers are dropped. The server's script counts them: `cardeval metric
 * vizwiz-accuracy` on all ten. Models of the reference trained without val reach 76.4 at 224.
 * Ids are the pictures' names, as in the server's result file.
 */

import { vqaAccuracySimple } from "../metrics/vqa-accuracy-simple.ts";
import { defineBenchmark, defineDataset, defineHubCopy, defineTfdsFolder, slice, splitOption, standIn, unlabelled } from "../src/core/define.ts";
import type { DataRoot, Dataset, Sample } from "../src/core/types.ts";
import { fileField, pictureField, recordOf, textField, textsField, uniqueIds, wrongField } from "../src/io/fields.ts";
import { answerTexts, countOddAnswers } from "../src/io/odd-answers.ts";
import { readParquet } from "../src/io/parquet-rows.ts";
import { readJsonArray, type Row } from "../src/io/read-json.ts";
import { readTfds } from "../src/io/tfds-rows.ts";
import { questionAnswering } from "../src/tasks/question-answering.ts";

/** Answers without the empty ones; undefined when none is left. Both are counted. */
function givenAnswers(all: readonly string[], root: DataRoot, id: string): readonly string[] | undefined {
  const given = all.filter((answer) => answer !== "");
  if (given.length < all.length) root.warn("dropped-answers", "questions whose empty answers are left out, as the reference does", id);
  return countOddAnswers(root, given, id) ? given : undefined;
}

/** Rows that have all of a question; not all say whether it can be answered. */
async function* wholeQuestions(root: DataRoot, rows: AsyncIterable<Row>): AsyncGenerator<Sample<readonly string[]>> {
  const idOf = uniqueIds("question_id");
  for await (const { value, ...place } of rows) {
    const line = recordOf(value, place);
    const id = idOf(line, place);
    const target = givenAnswers(textsField(line, "answers", place), root, id);
    const groups = line["answerable"] === undefined ? {} : { groups: { answerable: line["answerable"] === 0 ? "no" : "yes" } };
    if (target !== undefined) yield { id, images: [pictureField(line, "image", place)], text: textField(line, "question", place), target, ...groups };
  }
}

const prepared = defineTfdsFolder({
  splits: { questions: { names: ["viz_wiz_vqa", "vizwizvqa"], split: "val" } },
  samples: (root, { questions }) => wholeQuestions(root, readTfds(questions, { question_id: "image/filename", question: "question", answers: "answers", answerable: "answerable", image: "image" })),
});

const dataset = (split: "val" | "test"): Dataset<readonly string[]> => defineDataset({
  folders: ["vizwiz-vqa", "vizwizvqa", "vizwiz"],
  source: { homepage: "https://vizwiz.org/tasks-and-datasets/vqa/", paper: "arXiv 1802.08218", licence: "CC BY 4.0" },
  files: { questions: [`${split}.json`, `annotations/${split}.json`, `Annotations/${split}.json`] },
  pictures: `${split}/*.jpg`,
  size: split === "val" ? 4_319 : 8_000,
  async *samples(root, { questions: file }) {
    const idOf = uniqueIds("image");
    for await (const { value, row } of readJsonArray(file)) {
      const place = { file, row };
      const line = recordOf(value, place);
      const id = idOf(line, place);
      const name = fileField(line, "image", place);
      const images = [root.image(`${split}/${name}`, `images/${split}/${name}`, name)];
      const asked = { id, images, text: textField(line, "question", place) };
      if (split === "test") {
        if (line["answers"] !== undefined) throw wrongField(place, "answers", "none, as in the test split", line["answers"]);
        yield { ...asked, target: [] };
        continue;
      }
      const target = givenAnswers(answerTexts(line, "answers", place), root, id);
      if (target === undefined) continue;
      yield { ...asked, target, groups: { answerable: line["answerable"] === 0 ? "no" : "yes" } };
    }
  },
  ...(split === "val" ? { tfds: prepared } : {}),
  copies: split === "val" ? [defineHubCopy({
    repository: "lmms-lab/VizWiz-VQA",
    tables: { questions: "data/val-*.parquet" },
    differs: "it does not say which questions can be answered, so the slices are empty",
    samples: (root, { questions }) => wholeQuestions(root, readParquet(questions, { read: ["question_id", "question", "answers"], pictures: ["image"] })),
  })] : [],
});

export const vizwizVqa = defineBenchmark({
  name: "vizwiz-vqa",
  title: "VizWiz VQA",
  version: 1,
  options: { split: splitOption("val", "test") },
  submission: {
    server: "https://eval.ai/web/challenges/challenge-page/743",
    files: { test: "vizwiz_vqa_test_{model}.json" },
    idField: "image", ids: "text", answerField: "answer",
  },
  create({ split }) {
    const metric = vqaAccuracySimple();
    return {
      dataset: dataset(split),
      task: questionAnswering({ tokens: 48 }),
      parts: split === "test" ? unlabelled : [standIn(metric, "val", "test-std"), slice("answerable", metric, { answerable: "yes" }), slice("unanswerable", metric, { answerable: "no" })],
    };
  },
});
