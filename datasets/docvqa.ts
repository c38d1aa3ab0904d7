/**
 * DocVQA: questions about scanned pages of industry documents.
 *
 * Files: val_v1.0_withQT.json, val/documents/*.png.  Card: test, scored by the competition's server.  Here: val (5,349 questions);
 * `--set docvqa.split=test` answers the server's 5,188 (test_v1.0.json, test/documents/*.png).
 * Prompt: the bare question, greedy, 32 tokens, antialiased resize.
 * Paper: Mathew et al. 2021, arXiv 2007.00398.  Protocol: big_vision transfers/docvqa.py, datasets/docvqa/docvqa.py@0127fb6b.
 * Quirk: the prompt has no `answer en`, and its budget of 32 tokens cuts long questions together with their separator.
 * The server's rule, which keeps a half, stands beside the card evaluator's. Models of the reference trained without val reach
 * 37.8 at 224 and 74.1 at 448.
 */

import { anls } from "../metrics/anls.ts";
import { anlsRrc } from "../metrics/anls-rrc.ts";
import { defineBenchmark, defineDataset, defineHubCopy, defineTfdsFolder, splitOption, standIn, unlabelled, whole } from "../src/core/define.ts";
import type { Dataset } from "../src/core/types.ts";
import { fileField, idField, pictureField, textField } from "../src/io/fields.ts";
import { readParquet } from "../src/io/parquet-rows.ts";
import { questionRows, readQuestionRows, readTestRows } from "../src/io/question-rows.ts";
import { readTfds } from "../src/io/tfds-rows.ts";
import { questionAnswering } from "../src/tasks/question-answering.ts";

const prepared = defineTfdsFolder({
  splits: { questions: { names: ["doc_vqa", "docvqa"], split: "val" } },
  differs: "questions about one page are told by its picture, not by its document",
  async *samples(root, { questions }) {
    const rows = readTfds(questions, { questionId: "question_id", question: "question", answers: "answers", page: "image/filename", image: "image" });
    for await (const { id, question, answers, line, place } of questionRows(rows, "questionId", root)) {
      yield { id, images: [pictureField(line, "image", place)], text: question, target: answers, cluster: textField(line, "page", place) };
    }
  },
});

const dataset = (split: "val" | "test"): Dataset<readonly string[]> => defineDataset({
  folders: ["docvqa"],
  source: { homepage: "https://rrc.cvc.uab.es/?ch=17&com=downloads", paper: "arXiv 2007.00398", licence: "terms of the Robust Reading Competition; documents of the UCSF Industry Documents Library" },
  files: {
    questions: split === "val"
      ? ["val_v1.0_withQT.json", "val_v1.0.json", "val/val_v1.0_withQT.json", "val/val_v1.0.json", "spdocvqa_qas/val_v1.0_withQT.json"]
      : ["test_v1.0.json", "test/test_v1.0.json", "spdocvqa_qas/test_v1.0.json"],
  },
  pictures: `${split}/documents/*.png`,
  size: split === "val" ? 5_349 : 5_188,
  async *samples(root, files) {
    const rows = split === "val" ? readQuestionRows(files.questions, "questionId", root) : readTestRows(files.questions, "questionId");
    for await (const { id, question, answers, line, place } of rows) {
      const name = fileField(line, "image", place);
      const images = [root.image(`${split}/${name}`, name, name.replace(/^documents\//, "spdocvqa_images/"))];
      yield { id, images, text: question, target: answers, cluster: idField(line, "docId", place) };
    }
  },
  ...(split === "val" ? { tfds: prepared } : {}),
  copies: split === "val" ? [defineHubCopy({
    repository: "lmms-lab/DocVQA",
    tables: { questions: "DocVQA/validation-*.parquet" },
    async *samples(root, { questions }) {
      const rows = readParquet(questions, { read: ["questionId", "question", "answers", "docId"], pictures: ["image"] });
      for await (const { id, question, answers, line, place } of questionRows(rows, "questionId", root)) {
        yield { id, images: [pictureField(line, "image", place)], text: question, target: answers, cluster: idField(line, "docId", place) };
      }
    },
  })] : [],
});

export const docvqa = defineBenchmark({
  name: "docvqa",
  title: "DocVQA",
  version: 1,
  options: { split: splitOption("val", "test") },
  submission: {
    server: "https://rrc.cvc.uab.es/?ch=17&com=mymethods&task=1",
    files: { test: "docvqa_test_{model}.json" },
    idField: "questionId", ids: "whole number", answerField: "answer",
  },
  create: ({ split }) => ({
    dataset: dataset(split),
    task: questionAnswering({ tokens: 32, antialias: true, form: "{question}" }),
    parts: split === "test" ? unlabelled : [standIn(anls, "val", "test"), whole(anlsRrc, "anls-rrc")],
  }),
});
