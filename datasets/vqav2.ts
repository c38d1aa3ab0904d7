/**
 * VQAv2: short answers to questions about COCO's photos.
 *
 * Files: v2_OpenEnded_mscoco_val2014_questions.json, v2_mscoco_val2014_annotations.json, val2014/*.jpg.
 * Card: test-std, scored by the challenge's server.  Here: val (214,354 questions), whose answers are public;
 * `--set vqav2.split=test` answers the server's 447,793 (v2_OpenEnded_mscoco_test2015_questions.json, test2015/*.jpg), `test-dev` its
 * 107,394 of test-dev (v2_OpenEnded_mscoco_test-dev2015_questions.json).
 * Prompt `answer en {question}`, greedy, 32 tokens, antialiased resize.  References: ten `answer`s.
 * Paper: Goyal et al. 2017, arXiv 1612.00837.  Protocol: big_vision transfers/vqav2.py, datasets/vqa/vqa.py@0127fb6b.
 * Uncertain: the reference's own stand-in, minival (10,240 questions of val, 82.1 at 224 and 84.6 at 448), is cut from an order
 * that only its TFRecord files have. The published checkpoints were trained on val.
 */

import { vqaAccuracy } from "../metrics/vqa-accuracy.ts";
import { vqaAccuracyOfficial } from "../metrics/vqa-accuracy-official.ts";
import { defineBenchmark, defineDataset, defineHubCopy, slice, splitOption, standIn, unlabelled, whole } from "../src/core/define.ts";
import type { Dataset } from "../src/core/types.ts";
import { cocoPhoto } from "../src/io/coco-photo.ts";
import { idField, pictureField, recordOf, textField, uniqueIds } from "../src/io/fields.ts";
import { answerTexts, countOddAnswers, ofTenPeople } from "../src/io/odd-answers.ts";
import { readParquet } from "../src/io/parquet-rows.ts";
import { readVqaQuestions, readVqaTestQuestions } from "../src/io/vqa-questions.ts";
import { questionAnswering } from "../src/tasks/question-answering.ts";

type Split = "val" | "test" | "test-dev";

const SUBTYPES = { val: "val2014", test: "test2015", "test-dev": "test-dev2015" } as const;
const SIZES = { val: 214_354, test: 447_793, "test-dev": 107_394 } as const;

const ANNOTATIONS = { annotations: ["v2_mscoco_val2014_annotations.json", "annotations/v2_mscoco_val2014_annotations.json"] } as const;

const dataset = (split: Split): Dataset<readonly string[]> => defineDataset({
  folders: ["vqav2", "vqa", "coco"],
  source: { homepage: "https://visualqa.org/download.html", paper: "arXiv 1612.00837", licence: "questions and answers CC BY 4.0; photos under their Flickr licences" },
  files: {
    questions: [`v2_OpenEnded_mscoco_${SUBTYPES[split]}_questions.json`, `annotations/v2_OpenEnded_mscoco_${SUBTYPES[split]}_questions.json`],
    ...(split === "val" ? ANNOTATIONS : {}),
  },
  pictures: split === "val" ? "val2014/COCO_val2014_*.jpg" : "test2015/COCO_test2015_*.jpg",
  size: SIZES[split],
  async *samples(root, { questions, annotations }) {
    const rows = annotations === undefined ? readVqaTestQuestions(questions) : readVqaQuestions({ questions, annotations }, root);
    for await (const { id, imageId, question, answers, row } of rows) {
      const groups = typeof row["answer_type"] === "string" ? { groups: { answerType: row["answer_type"] } } : {};
      yield { id, images: [cocoPhoto(root, split === "val" ? "val2014" : "test2015", imageId)], text: question, target: answers, ...groups, cluster: imageId };
    }
  },
  copies: split === "val" ? [defineHubCopy({
    repository: "lmms-lab/VQAv2",
    tables: { questions: "data/validation-*.parquet" },
    async *samples(root, { questions }) {
      const idOf = uniqueIds("question_id");
      for await (const { value, ...place } of readParquet(questions, { read: ["question_id", "image_id", "question", "answers", "answer_type"], pictures: ["image"] })) {
        const line = recordOf(value, place);
        const id = idOf(line, place);
        const target = ofTenPeople(answerTexts(line, "answers", place), "answers", place);
        countOddAnswers(root, target, id);
        const groups = { answerType: textField(line, "answer_type", place) };
        yield { id, images: [pictureField(line, "image", place)], text: textField(line, "question", place), target, groups, cluster: idField(line, "image_id", place) };
      }
    },
  })] : [],
});

export const vqav2 = defineBenchmark({
  name: "vqav2",
  title: "VQAv2",
  version: 1,
  options: { split: splitOption("val", "test", "test-dev") },
  submission: {
    server: "https://eval.ai/web/challenges/challenge-page/830",
    files: { test: "vqa_OpenEnded_mscoco_test2015_{model}_results.json", "test-dev": "vqa_OpenEnded_mscoco_test-dev2015_{model}_results.json" },
    idField: "question_id", ids: "whole number", answerField: "answer",
  },
  create: ({ split }) => ({
    dataset: dataset(split),
    task: questionAnswering({ tokens: 32, antialias: true }),
    parts: split !== "val" ? unlabelled : [
      standIn(vqaAccuracy, "val", "test-std"),
      whole(vqaAccuracyOfficial, "vqa-accuracy-official"),
      slice("yes-no", vqaAccuracy, { answerType: "yes/no" }),
      slice("number", vqaAccuracy, { answerType: "number" }),
      slice("other", vqaAccuracy, { answerType: "other" }),
    ],
  }),
});
