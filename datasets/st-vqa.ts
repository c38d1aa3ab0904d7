/**
 * ST-VQA (SceneText VQA), task 3: questions whose answers can be read in the photo.
 *
 * Files: train_task_3.json, train_images/**, and COCO's train2014/*.jpg.  Card: test (4,070 questions), scored by the competition's
 * server: `--set st-vqa.split=test` (test_task_3.json, test_task3_images/**).  Prompt `answer en {question}`, greedy, 48 tokens, antialiased resize.
 * Paper: Biten et al. 2019, arXiv 1905.13648.  Protocol: big_vision transfers/stvqa.py, datasets/stvqa/stvqa.py@0127fb6b.
 * Quirk: the photos of COCO-Text are taken in high resolution from COCO's train2014.
 * Uncertain: which labelled questions stand in. The reference holds 2,628 of the training file's 26,074 back as "val" (61.6 at 224,
 * 79.7 at 448) by a list of pictures that it does not publish. The default is the whole file, on most of which its models were
 * trained; `--set st-vqa.questions=listed` takes the pictures of your own val_images.txt, one `file_path` a line.
 */

import { anls } from "../metrics/anls.ts";
import { anlsRrc } from "../metrics/anls-rrc.ts";
import { defineBenchmark, defineDataset, splitOption, standIn, unlabelled, whole } from "../src/core/define.ts";
import type { Dataset, DataRoot, ImageSource } from "../src/core/types.ts";
import { fileField } from "../src/io/fields.ts";
import { readQuestionRows, readTestRows } from "../src/io/question-rows.ts";
import { readSplitList } from "../src/io/split-list.ts";
import { questionAnswering } from "../src/tasks/question-answering.ts";

interface Choice {
  readonly split: "train" | "test";
  readonly questions: "all" | "listed";
}

const LIST = { list: ["val_images.txt", "annotations/val_images.txt"] } as const;

const COCO_TEXT = /^coco-text\//;

function pictureAt(root: DataRoot, filePath: string, folder: string): ImageSource {
  const name = filePath.replace(COCO_TEXT, "train2014/");
  return COCO_TEXT.test(filePath) ? root.image(name, `images/${name}`) : root.image(`${folder}/${name}`, `images/${name}`, name);
}

function dataset({ split, questions }: Choice): Dataset<readonly string[]> {
  const isListed = split === "train" && questions === "listed";
  const folder = split === "train" ? "train_images" : "test_task3_images";
  return defineDataset({
    folders: ["st-vqa", "stvqa", "coco"],
    source: { homepage: "https://rrc.cvc.uab.es/?ch=11&com=downloads", paper: "arXiv 1905.13648", licence: "terms of the Robust Reading Competition; photos under those of their sources" },
    files: { questions: [`${split}_task_3.json`, `annotations/${split}_task_3.json`], ...(isListed ? LIST : {}) },
    pictures: `${folder}/**, and COCO's train2014/*.jpg`,
    size: split === "test" ? 4_070 : isListed ? 2_628 : 26_074,
    async *samples(root, files) {
      const wanted = files.list === undefined ? undefined : new Set(await readSplitList(files.list));
      const rows = split === "train" ? readQuestionRows(files.questions, "question_id", root) : readTestRows(files.questions, "question_id");
      for await (const { id, question, answers, line, place } of rows) {
        const filePath = fileField(line, "file_path", place);
        if (wanted?.has(filePath) === false) continue;
        yield { id, images: [pictureAt(root, filePath, folder)], text: question, target: answers, cluster: filePath };
      }
    },
  });
}

export const stVqa = defineBenchmark({
  name: "st-vqa",
  title: "SceneText VQA",
  version: 1,
  options: {
    split: splitOption("train", "test"),
    questions: { about: "of train: all labelled questions, or those of your list of pictures", values: ["all", "listed"] },
  },
  submission: {
    server: "https://rrc.cvc.uab.es/?ch=11&com=mymethods&task=3",
    files: { test: "stvqa_task3_test_{model}.json" },
    idField: "question_id", ids: "whole number", answerField: "answer",
  },
  create: ({ split, questions }) => ({
    dataset: dataset({ split, questions }),
    task: questionAnswering({ tokens: 48, antialias: true }),
    parts: split === "test" ? unlabelled : [standIn(anls, questions === "all" ? "the training file" : "listed pictures of the training file", "test"), whole(anlsRrc, "anls-rrc")],
  }),
});
