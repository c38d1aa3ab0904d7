/**
 * InfographicVQA: questions about infographics, answered from text, figures and counting.
 *
 * Files: infographicsVQA_val_v1.0_withQT.json, images/{image_local_name}.  Card: test, scored by the competition's server.
 * Here: val (2,801 questions on 500 pictures); `--set infographic-vqa.split=test` answers the server's 3,288
 * (infographicsVQA_test_v1.0.json).  Prompt `answer en {question}`, greedy, 48 tokens, antialiased resize.
 * Paper: Mathew et al. 2022, arXiv 2104.12756.  Protocol: big_vision transfers/infovqa.py, datasets/infovqa/infovqa.py@0127fb6b.
 * Quirk: the order of items in an answer of several does not matter, so that an answer with ", " stands in all orders of its items;
 * some questions are longer than the prompt's budget and lose their separator.
 * The server's rule, which keeps a half, stands beside the card evaluator's. Models of the reference trained without val reach
 * 25.5 at 224 and 37.0 at 448.
 */

import { anls } from "../metrics/anls.ts";
import { anlsRrc } from "../metrics/anls-rrc.ts";
import { defineBenchmark, defineDataset, defineHubCopy, defineTfdsFolder, splitOption, standIn, unlabelled, whole } from "../src/core/define.ts";
import type { DataRoot, Dataset } from "../src/core/types.ts";
import { fileField, pictureField, textField } from "../src/io/fields.ts";
import { readParquet } from "../src/io/parquet-rows.ts";
import { questionRows, readQuestionRows, readTestRows } from "../src/io/question-rows.ts";
import { readTfds } from "../src/io/tfds-rows.ts";
import { questionAnswering } from "../src/tasks/question-answering.ts";

const QUESTIONS = { val: "infographicsVQA_val_v1.0_withQT.json", test: "infographicsVQA_test_v1.0.json" } as const;

const BETWEEN_ITEMS = ", ";

/** Nine items have 362,880 orders; an answer of more would take the memory of the run. */
const MOST_ITEMS = 8;

/** The orders of a list, its own first. */
function orders(items: readonly string[]): readonly (readonly string[])[] {
  if (items.length < 2) return [items];
  return items.flatMap((first, i) => orders(items.toSpliced(i, 1)).map((rest) => [first, ...rest]));
}

/** An answer in all orders of its items, each once; undefined for more items than can be ordered. */
export function inAllOrders(answer: string): readonly string[] | undefined {
  const items = answer.split(BETWEEN_ITEMS);
  if (items.length > MOST_ITEMS) return undefined;
  return [...new Set(orders(items).map((order) => order.join(BETWEEN_ITEMS)))];
}

/** Answers with their lists in all orders; those too long for it are counted. */
function inEveryOrder(answers: readonly string[], root: DataRoot, id: string): readonly string[] {
  return answers.flatMap((answer) => {
    const all = inAllOrders(answer);
    if (all === undefined) root.warn("long-list", `answers of more than ${MOST_ITEMS} items, right in their own order only`, id);
    return all ?? [answer];
  });
}

/** Its answers stand in all orders already. */
const prepared = defineTfdsFolder({
  splits: { questions: { names: ["infovqa"], split: "val", since: "1.1.0" } },
  async *samples(root, { questions }) {
    const rows = readTfds(questions, { questionId: "question_id", question: "question", answers: "answers", filename: "filename", image: "image" });
    for await (const { id, question, answers, line, place } of questionRows(rows, "questionId", root)) {
      yield { id, images: [pictureField(line, "image", place)], text: question, target: answers, cluster: textField(line, "filename", place) };
    }
  },
});

const dataset = (split: "val" | "test"): Dataset<readonly string[]> => defineDataset({
  folders: ["infographic-vqa", "infographicvqa", "infovqa", "docvqa"],
  source: { homepage: "https://rrc.cvc.uab.es/?ch=17&com=downloads", paper: "arXiv 2104.12756", licence: "terms of the Robust Reading Competition" },
  files: { questions: [QUESTIONS[split], `infographicsvqa_qas/${QUESTIONS[split]}`, `${split}/${QUESTIONS[split]}`] },
  pictures: "images/*.jpeg",
  size: split === "val" ? 2_801 : 3_288,
  async *samples(root, files) {
    const rows = split === "val" ? readQuestionRows(files.questions, "questionId", root) : readTestRows(files.questions, "questionId");
    for await (const { id, question, answers, line, place } of rows) {
      const name = fileField(line, "image_local_name", place);
      yield { id, images: [root.image(`images/${name}`, `infographicsvqa_images/${name}`, name)], text: question, target: inEveryOrder(answers, root, id), cluster: name };
    }
  },
  ...(split === "val" ? { tfds: prepared } : {}),
  copies: split === "val" ? [defineHubCopy({
    repository: "lmms-lab/DocVQA",
    tables: { questions: "InfographicVQA/validation-*.parquet" },
    async *samples(root, { questions }) {
      const rows = readParquet(questions, { read: ["questionId", "question", "answers", "image_url"], pictures: ["image"] });
      for await (const { id, question, answers, line, place } of questionRows(rows, "questionId", root)) {
        yield { id, images: [pictureField(line, "image", place)], text: question, target: inEveryOrder(answers, root, id), cluster: textField(line, "image_url", place) };
      }
    },
  })] : [],
});

export const infographicVqa = defineBenchmark({
  name: "infographic-vqa",
  title: "Infographic VQA",
  version: 1,
  options: { split: splitOption("val", "test") },
  submission: {
    server: "https://rrc.cvc.uab.es/?ch=17&com=mymethods&task=3",
    files: { test: "infographicvqa_test_{model}.json" },
    idField: "questionId", ids: "whole number", answerField: "answer",
  },
  create: ({ split }) => ({
    dataset: dataset(split),
    task: questionAnswering({ tokens: 48, antialias: true }),
    parts: split === "test" ? unlabelled : [standIn(anls, "val", "test"), whole(anlsRrc, "anls-rrc")],
  }),
});
