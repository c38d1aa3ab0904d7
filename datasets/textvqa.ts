/**
 * TextVQA: questions about the text in photos of Open Images.
 *
 * Files: TextVQA_0.5.1_val.json, train_images/{image_id}.jpg, train_images/rotation.csv (Open Images' list
 * train-images-boxable-with-rotation.csv).  Card: test (std), scored by the challenge's server.  Here: val (5,000 questions);
 * `--set textvqa.split=test` answers the server's 5,734 (TextVQA_0.5.1_test.json, test_images/, test_images/rotation.csv, which is
 * Open Images' test-images-with-rotation.csv).
 * Prompt `answer en {question}`, greedy, 32 tokens, antialiased resize.  References: ten answers.
 * Paper: Singh et al. 2019, arXiv 1904.08920.  Protocol: big_vision transfers/textvqa.py, datasets/textvqa/textvqa.py@0127fb6b.
 * Quirk: photos that Open Images lists as rotated are turned back and written as JPEG again; val's photos are listed with train.
 * `--set textvqa.rotation=kept` shows all as they are stored and needs no list: other pictures than the card's.
 * Models of the reference trained without val reach 59.0 at 224 and 74.6 at 448.
 */

import path from "node:path";
import { textvqaAccuracy } from "../metrics/textvqa-accuracy.ts";
import { vqaAccuracy } from "../metrics/vqa-accuracy.ts";
import { defineBenchmark, defineDataset, defineHubCopy, defineTfdsFolder, splitOption, standIn, unlabelled, whole } from "../src/core/define.ts";
import type { DataRoot, Dataset, HubCopy, ImageSource } from "../src/core/types.ts";
import { idField, pictureField, recordOf, textField } from "../src/io/fields.ts";
import { ofTenPeople } from "../src/io/odd-answers.ts";
import { readParquet } from "../src/io/parquet-rows.ts";
import { questionRows, readQuestionRows, readTestRows } from "../src/io/question-rows.ts";
import { readJsonArray, type Row } from "../src/io/read-json.ts";
import { readQuarterTurns } from "../src/io/rotation-list.ts";
import { readTfds } from "../src/io/tfds-rows.ts";
import { type QuarterTurns, turnedPicture } from "../src/io/turned-picture.ts";
import { questionAnswering } from "../src/tasks/question-answering.ts";

type Split = "val" | "test";

const ROTATIONS = {
  val: ["train_images/rotation.csv", "rotation.csv", "train-images-boxable-with-rotation.csv"],
  test: ["test_images/rotation.csv", "test-images-with-rotation.csv"],
} as const;

/** Rotations of the photos that the questions are about. */
async function turnsOf(rows: AsyncIterable<Row>, rotations: string): Promise<ReadonlyMap<string, QuarterTurns>> {
  const photos = new Set<string>();
  for await (const { value, ...place } of rows) photos.add(idField(recordOf(value, place), "image_id", place));
  return readQuarterTurns(rotations, photos);
}

/** A photo as it is to be shown. */
function upright(photo: ImageSource, imageId: string, turns: ReadonlyMap<string, QuarterTurns> | undefined, root: DataRoot): ImageSource {
  if (turns?.has(imageId) === false) root.warn("unknown-rotation", "photos that the list of rotations does not hold, shown as they are stored", imageId);
  return turnedPicture(photo, turns?.get(imageId) ?? 0);
}

function copy(rotation: "undone" | "kept"): HubCopy<readonly string[]> {
  return defineHubCopy({
    repository: "lmms-lab/textvqa",
    tables: { questions: "data/validation-*.parquet" },
    needs: rotation === "kept" ? [] : ["rotations"],
    async *samples(root, { questions }, { rotations }) {
      const turns = rotations === undefined ? undefined : await turnsOf(readParquet(questions, { read: ["image_id"], pictures: [] }), rotations);
      const rows = readParquet(questions, { read: ["question_id", "image_id", "question", "answers"], pictures: ["image"] });
      for await (const { id, question, answers, line, place } of questionRows(rows, "question_id", root)) {
        const imageId = idField(line, "image_id", place);
        const images = [upright(pictureField(line, "image", place), imageId, turns, root)];
        yield { id, images, text: question, target: ofTenPeople(answers, "answers", place), cluster: imageId };
      }
    },
  });
}

const prepared = defineTfdsFolder({
  splits: { questions: { names: ["text_vqa", "textvqa"], split: "val", since: "1.0.1" } },
  differs: "its builder turned the photos and wrote them again as JPEG, so that those it turned are not pixel by pixel what is turned here",
  async *samples(root, { questions }) {
    const rows = readTfds(questions, { question_id: "question_id", question: "question", answers: "answers", image_filepath: "image_filepath", image: "image" });
    for await (const { id, question, answers, line, place } of questionRows(rows, "question_id", root)) {
      const cluster = path.posix.basename(textField(line, "image_filepath", place), ".jpg");
      yield { id, images: [pictureField(line, "image", place)], text: question, target: ofTenPeople(answers, "answers", place), cluster };
    }
  },
});

function dataset(split: Split, rotation: "undone" | "kept"): Dataset<readonly string[]> {
  const folder = split === "val" ? "train_images" : "test_images";
  return defineDataset({
    folders: ["textvqa", "textcaps"],
    source: { homepage: "https://textvqa.org/dataset/", paper: "arXiv 1904.08920", licence: "questions CC BY 4.0; photos of Open Images, CC BY 2.0" },
    files: { questions: [`TextVQA_0.5.1_${split}.json`, `annotations/TextVQA_0.5.1_${split}.json`], ...(rotation === "kept" ? {} : { rotations: ROTATIONS[split] }) },
    pictures: `${folder}/*.jpg`,
    size: split === "val" ? 5_000 : 5_734,
    async *samples(root, files) {
      const { questions, rotations } = files;
      const turns = rotations === undefined ? undefined : await turnsOf(readJsonArray(questions, "data"), rotations);
      const rows = split === "val" ? readQuestionRows(questions, "question_id", root) : readTestRows(questions, "question_id");
      for await (const { id, question, answers, line, place } of rows) {
        const imageId = idField(line, "image_id", place);
        const photo = root.image(`${folder}/${imageId}.jpg`, `images/${imageId}.jpg`, `train_val_images/${folder}/${imageId}.jpg`);
        const target = split === "val" ? ofTenPeople(answers, "answers", place) : answers;
        yield { id, images: [upright(photo, imageId, turns, root)], text: question, target, cluster: imageId };
      }
    },
    ...(split === "val" && rotation === "undone" ? { tfds: prepared } : {}),
    copies: split === "val" ? [copy(rotation)] : [],
  });
}

export const textvqa = defineBenchmark({
  name: "textvqa",
  title: "TextVQA",
  version: 1,
  options: {
    split: splitOption("val", "test"),
    rotation: { about: "whether photos that Open Images lists as rotated are turned back", values: ["undone", "kept"] },
  },
  submission: {
    server: "https://eval.ai/web/challenges/challenge-page/874",
    files: { test: "textvqa_test_{model}.json" },
    idField: "question_id", ids: "whole number", answerField: "answer",
  },
  create: ({ split, rotation }) => ({
    dataset: dataset(split, rotation),
    task: questionAnswering({ tokens: 32, antialias: true }),
    parts: split === "test" ? unlabelled : [standIn(vqaAccuracy, "val", "test-std"), whole(textvqaAccuracy, "textvqa-accuracy")],
  }),
});
