/**
 * VQAv2: short answers to questions about COCO's photos.
 *
 * Files: v2_OpenEnded_mscoco_val2014_questions.json, v2_mscoco_val2014_annotations.json, val2014/*.jpg.
 * Card: test-std, scored by the challenge's server.  Here: val (214,354 questions), whose answers are public;
 * `--set vqav2.split=test` answers the server's 447,793 (v2_OpenEnded_mscoco_test2015_questions.json, test2015/*.jpg), `test-dev` its
 * 107,394 of test-dev (v2_OpenEnded_mscoco_test-dev2015_questions.json).
 * Prompt `answer en {question}`, greedy, 32 tokens, antialiased resize.  References: ten `answer`s.
 * Paper: Goyal et al. 2017, arXiv 1612.00837.  Protocol: big_vision transfers/vqav2.py, datasets/vqa/vqa.py@0127fb6b.
 * `minival`, the reference's own stand-in (82.1 at 224, 84.6 at 448), is the last 10,240 records of the split `validation` that its
 * builder prepares: a folder of TensorFlow Datasets, `tfds/vqa/3.0.0/`. Official files do not have that order.
 * Uncertain: the published checkpoints were trained on val.
 */

import { vqaAccuracy } from "../metrics/vqa-accuracy.ts";
import { vqaAccuracyOfficial } from "../metrics/vqa-accuracy-official.ts";
import { defineBenchmark, defineDataset, defineHubCopy, defineTfdsFolder, slice, standIn, unlabelled, whole } from "../src/core/define.ts";
import type { DataRoot, Dataset, Sample, TfdsFolder } from "../src/core/types.ts";
import { cocoPhoto } from "../src/io/coco-photo.ts";
import { idField, pictureField, recordOf, textField, textsField, uniqueIds } from "../src/io/fields.ts";
import { answerTexts, countOddAnswers, ofTenPeople } from "../src/io/odd-answers.ts";
import { readParquet } from "../src/io/parquet-rows.ts";
import type { Row } from "../src/io/read-json.ts";
import { readTfds } from "../src/io/tfds-rows.ts";
import { readVqaQuestions, readVqaTestQuestions } from "../src/io/vqa-questions.ts";
import { questionAnswering } from "../src/tasks/question-answering.ts";

const SPLITS = ["val", "minival", "test", "test-dev"] as const;
type Split = (typeof SPLITS)[number];

const SUBTYPES = { val: "val2014", minival: "val2014", test: "test2015", "test-dev": "test-dev2015" } as const;
const SIZES = { val: 214_354, minival: 10_240, test: 447_793, "test-dev": 107_394 } as const;

const hasAnswers = (split: Split): split is "val" | "minival" => split === "val" || split === "minival";

const ANNOTATIONS = { annotations: ["v2_mscoco_val2014_annotations.json", "annotations/v2_mscoco_val2014_annotations.json"] } as const;

/** Rows that have all of a question. */
async function* wholeQuestions(root: DataRoot, rows: AsyncIterable<Row>, answersOf: typeof textsField): AsyncGenerator<Sample<readonly string[]>> {
  const idOf = uniqueIds("question_id");
  for await (const { value, ...place } of rows) {
    const line = recordOf(value, place);
    const id = idOf(line, place);
    const target = ofTenPeople(answersOf(line, "answers", place), "answers", place);
    countOddAnswers(root, target, id);
    const groups = { answerType: textField(line, "answer_type", place) };
    yield { id, images: [pictureField(line, "image", place)], text: textField(line, "question", place), target, groups, cluster: idField(line, "image_id", place) };
  }
}

const prepared = (split: "val" | "minival"): TfdsFolder<readonly string[]> => defineTfdsFolder({
  splits: { questions: { names: ["vqa"], split: "validation", ...(split === "minival" ? { last: SIZES.minival } : {}) } },
  ...(split === "minival" ? { only: "minival is the end of the order that the records of big_vision's builder vqa have" } : {}),
  samples(root, { questions }) {
    const fields = { question_id: "question_id", image_id: "image/id", question: "question_text", answers: "answers", answer_type: "answer_type", image: "image" };
    return wholeQuestions(root, readTfds(questions, fields), textsField);
  },
});

const dataset = (split: Split): Dataset<readonly string[]> => defineDataset({
  folders: ["vqav2", "vqa", "coco"],
  source: { homepage: "https://visualqa.org/download.html", paper: "arXiv 1612.00837", licence: "questions and answers CC BY 4.0; photos under their Flickr licences" },
  files: {
    questions: [`v2_OpenEnded_mscoco_${SUBTYPES[split]}_questions.json`, `annotations/v2_OpenEnded_mscoco_${SUBTYPES[split]}_questions.json`],
    ...(hasAnswers(split) ? ANNOTATIONS : {}),
  },
  pictures: hasAnswers(split) ? "val2014/COCO_val2014_*.jpg" : "test2015/COCO_test2015_*.jpg",
  size: SIZES[split],
  async *samples(root, { questions, annotations }) {
    const rows = annotations === undefined ? readVqaTestQuestions(questions) : readVqaQuestions({ questions, annotations }, root);
    for await (const { id, imageId, question, answers, row } of rows) {
      const groups = typeof row["answer_type"] === "string" ? { groups: { answerType: row["answer_type"] } } : {};
      yield { id, images: [cocoPhoto(root, hasAnswers(split) ? "val2014" : "test2015", imageId)], text: question, target: answers, ...groups, cluster: imageId };
    }
  },
  copies: split === "val" ? [defineHubCopy({
    repository: "lmms-lab/VQAv2",
    tables: { questions: "data/validation-*.parquet" },
    samples: (root, { questions }) => wholeQuestions(root, readParquet(questions, { read: ["question_id", "image_id", "question", "answers", "answer_type"], pictures: ["image"] }), answerTexts),
  })] : [],
  ...(hasAnswers(split) ? { tfds: prepared(split) } : {}),
});

export const vqav2 = defineBenchmark({
  name: "vqav2",
  title: "VQAv2",
  version: 1,
  options: { split: { about: "val, or of it the reference's minival, whose labels are public, or what the server scores", values: SPLITS } },
  submission: {
    server: "https://eval.ai/web/challenges/challenge-page/830",
    files: { test: "vqa_OpenEnded_mscoco_test2015_{model}_results.json", "test-dev": "vqa_OpenEnded_mscoco_test-dev2015_{model}_results.json" },
    idField: "question_id", ids: "whole number", answerField: "answer",
  },
  create: ({ split }) => ({
    dataset: dataset(split),
    task: questionAnswering({ tokens: 32, antialias: true }),
    parts: !hasAnswers(split) ? unlabelled : [
      standIn(vqaAccuracy, split, "test-std"),
      whole(vqaAccuracyOfficial, "vqa-accuracy-official"),
      slice("yes-no", vqaAccuracy, { answerType: "yes/no" }),
      slice("number", vqaAccuracy, { answerType: "number" }),
      slice("other", vqaAccuracy, { answerType: "other" }),
    ],
  }),
});
