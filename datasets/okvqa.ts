/**
 * OK-VQA: questions about COCO's photos that need knowledge from outside of them.
 *
 * Files: OpenEnded_mscoco_val2014_questions.json, mscoco_val2014_annotations.json, val2014/*.jpg.
 * Card: val (5,046 questions), min(1, n / 3) × 100 on answers as they are written.
 * Prompt `answer en {question}`, greedy, 32 tokens, antialiased resize.  References: ten `answer`s, never `raw_answer`.
 * Paper: Marino et al. 2019, arXiv 1906.00067.  Protocol: big_vision transfers/okvqa.py, datasets/okvqa/okvqa.py@0127fb6b.
 * Quirk: the card's rule neither normalises nor leaves anyone out; the challenge's rule stands beside it.
 */

import { vqaAccuracyOfficial } from "../metrics/vqa-accuracy-official.ts";
import { vqaAccuracySimple } from "../metrics/vqa-accuracy-simple.ts";
import { defineBenchmark, defineDataset, defineHubCopy, defineTfdsFolder, whole } from "../src/core/define.ts";
import type { DataRoot, Sample } from "../src/core/types.ts";
import { cocoPhoto } from "../src/io/coco-photo.ts";
import { idField, pictureField, recordOf, textField, textsField, uniqueIds } from "../src/io/fields.ts";
import { countOddAnswers, ofTenPeople } from "../src/io/odd-answers.ts";
import { readParquet } from "../src/io/parquet-rows.ts";
import type { Row } from "../src/io/read-json.ts";
import { readTfds } from "../src/io/tfds-rows.ts";
import { readVqaQuestions } from "../src/io/vqa-questions.ts";
import { questionAnswering } from "../src/tasks/question-answering.ts";

/** Rows that have all of a question; not all say what kind it is, or which photo it is about. */
async function* wholeQuestions(root: DataRoot, rows: AsyncIterable<Row>): AsyncGenerator<Sample<readonly string[]>> {
  const idOf = uniqueIds("question_id");
  for await (const { value, ...place } of rows) {
    const line = recordOf(value, place);
    const id = idOf(line, place);
    const target = ofTenPeople(textsField(line, "answers", place), "answers", place);
    countOddAnswers(root, target, id);
    const groups = typeof line["question_type"] === "string" ? { groups: { questionType: line["question_type"] } } : {};
    const cluster = line["image_id"] === undefined ? {} : { cluster: idField(line, "image_id", place) };
    yield { id, images: [pictureField(line, "image", place)], text: textField(line, "question", place), target, ...groups, ...cluster };
  }
}

const dataset = defineDataset({
  folders: ["okvqa", "ok-vqa", "coco"],
  source: { homepage: "https://okvqa.allenai.org/download.html", paper: "arXiv 1906.00067", licence: "questions CC BY 4.0; photos under their Flickr licences" },
  files: {
    questions: ["OpenEnded_mscoco_val2014_questions.json", "annotations/OpenEnded_mscoco_val2014_questions.json"],
    annotations: ["mscoco_val2014_annotations.json", "annotations/mscoco_val2014_annotations.json"],
  },
  pictures: "val2014/COCO_val2014_*.jpg",
  size: 5_046,
  async *samples(root, files) {
    for await (const { id, imageId, question, answers, row } of readVqaQuestions(files, root)) {
      const groups = typeof row["question_type"] === "string" ? { groups: { questionType: row["question_type"] } } : {};
      yield { id, images: [cocoPhoto(root, "val2014", imageId)], text: question, target: answers, ...groups, cluster: imageId };
    }
  },
  tfds: defineTfdsFolder({
    splits: { questions: { names: ["ok_vqa", "okvqa"], split: "val" } },
    samples(root, { questions }) {
      const fields = { question_id: "question_id", image_id: "image_id", question: "question", answers: "answers", question_type: "question_type", image: "image" };
      return wholeQuestions(root, readTfds(questions, fields));
    },
  }),
  copies: [defineHubCopy({
    repository: "lmms-lab/OK-VQA",
    tables: { questions: "data/val2014-*.parquet" },
    differs: "it does not say which of the official file's two spellings its answers have (answer or raw_answer), nor which questions are about one photo",
    samples: (root, { questions }) => wholeQuestions(root, readParquet(questions, { read: ["question_id", "question", "answers"], ifThere: ["question_type"], pictures: ["image"] })),
  })],
});

export const okvqa = defineBenchmark({
  name: "okvqa",
  title: "OK-VQA",
  version: 1,
  options: {},
  create: () => ({
    dataset,
    task: questionAnswering({ tokens: 32, antialias: true }),
    parts: [whole(vqaAccuracySimple()), whole(vqaAccuracyOfficial, "vqa-accuracy-official")],
  }),
});
