/**
 * GQA: questions made from scene graphs of real photos.
 *
 * Files: testdev_balanced_questions.json (one object, questions by id), images/{imageId}.jpg.
 * Card: testdev, balanced (12,578 questions on 398 photos), exact match × 100, case kept.
 * The server takes answers to the union of val, testdev, test and challenge: `--set gqa.split=submission`
 * (submission_all_questions.json; 4,237,524 questions as others count them).
 * Prompt `answer en {question}`, greedy, 32 tokens, no antialiasing.
 * Paper: Hudson & Manning 2019, arXiv 1902.09506.  Protocol: big_vision transfers/gqa.py@0127fb6b.
 * Quirk: IGLUE passes on 1,944 of these questions in a file of the official name; it is refused by its digest.
 */

import { exactMatch } from "../metrics/exact-match.ts";
import { defineBenchmark, defineDataset, defineHubCopy, defineTfdsFolder, slice, splitOption, unlabelled, whole } from "../src/core/define.ts";
import type { Dataset, ImageSource } from "../src/core/types.ts";
import { gqaPicture, preparedGqaQuestions, readGqaQuestions, readGqaTestQuestions } from "../src/io/gqa-questions.ts";
import { idField, pictureField, recordField, recordOf, textField, uniqueIds, wrongField } from "../src/io/fields.ts";
import { readParquet } from "../src/io/parquet-rows.ts";
import { questionAnswering } from "../src/tasks/question-answering.ts";

const STRUCTURES = ["verify", "query", "choose", "logical", "compare"];

type Split = "testdev" | "submission";

const QUESTIONS = { testdev: "testdev_balanced_questions.json", submission: "submission_all_questions.json" } as const;

const prepared = defineTfdsFolder({
  splits: { questions: { names: ["gqa"], split: "testdev_balanced" } },
  differs: "it does not say how questions are built, so the slices are empty",
  samples: (_, { questions }) => preparedGqaQuestions(questions),
});

const dataset = (split: Split): Dataset<readonly string[]> => defineDataset({
  folders: ["gqa"],
  source: { homepage: "https://cs.stanford.edu/people/dorarad/gqa/", paper: "arXiv 1902.09506", licence: "CC BY 4.0 (questions); photos of Visual Genome, CC BY 4.0" },
  files: {
    questions: [QUESTIONS[split], `questions1.2/${QUESTIONS[split]}`, `questions/${QUESTIONS[split]}`],
  },
  impostors: { "1baf156b2a74f5a1c9a5480164b93d2594559e6a7cce34b2cdb2a3a18a51a9a6": "IGLUE's choice of 1,944 questions, not GQA's 12,578" },
  pictures: "images/*.jpg",
  size: split === "testdev" ? 12_578 : 4_237_524,
  async *samples(root, files) {
    const rows = split === "testdev" ? readGqaQuestions(files.questions) : readGqaTestQuestions(files.questions);
    for await (const { id, imageId, question, answer, structure } of rows) {
      const groups = structure === undefined ? {} : { groups: { structure } };
      yield { id, text: question, target: answer === undefined ? [] : [answer], ...groups, images: [root.image(...gqaPicture(imageId))], cluster: imageId };
    }
  },
  ...(split === "testdev" ? { tfds: prepared } : {}),
  copies: split === "testdev" ? [defineHubCopy({
    repository: "lmms-lab/GQA",
    tables: { questions: "testdev_balanced_instructions/testdev-*.parquet", photos: "testdev_balanced_images/testdev-*.parquet" },
    async *samples(_, { questions, photos }) {
      const photoOf = new Map<string, ImageSource>();
      for await (const { value, ...place } of readParquet(photos, { read: ["id"], pictures: ["image"] })) photoOf.set(idField(recordOf(value, place), "id", place), pictureField(recordOf(value, place), "image", place));
      const idOf = uniqueIds("id");
      for await (const { value, ...place } of readParquet(questions, { read: ["id", "imageId", "question", "answer", "types"], pictures: [] })) {
        const line = recordOf(value, place);
        const [id, imageId] = [idOf(line, place), idField(line, "imageId", place)];
        const photo = photoOf.get(imageId);
        if (photo === undefined) throw wrongField(place, "imageId", "the id of a photo in the other table", imageId);
        const structure = textField(recordField(line, "types", place), "structural", place);
        yield { id, text: textField(line, "question", place), target: [textField(line, "answer", place)], images: [photo], groups: { structure }, cluster: imageId };
      }
    },
  })] : [],
});

export const gqa = defineBenchmark({
  name: "gqa",
  title: "GQA",
  version: 1,
  options: { split: splitOption("testdev", "submission") },
  submission: {
    server: "https://eval.ai/web/challenges/challenge-page/225",
    files: { submission: "gqa_submission_{model}.json" },
    idField: "questionId", ids: "text", answerField: "prediction",
  },
  create({ split }) {
    const metric = exactMatch();
    return {
      dataset: dataset(split),
      task: questionAnswering({ tokens: 32 }),
      parts: split === "submission" ? unlabelled : [whole(metric), ...STRUCTURES.map((structure) => slice(structure, metric, { structure }))],
    };
  },
});
