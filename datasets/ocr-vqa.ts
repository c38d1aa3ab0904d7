/**
 * OCR-VQA: questions about book covers: title, author, kind of book.
 *
 * Files: dataset.json, images/{imgid}.jpg (fetched from the address in each row).  Card: test (`split` 3), exact match × 100.
 * Prompt `answer en {question}`, greedy, 32 tokens, antialiased resize.
 * Paper: Mishra et al. 2019, ICDAR.  Protocol: big_vision transfers/ocrvqa.py@0127fb6b; the builder of its data is not published.
 * Quirk: the card compares case, 72.32 / 74.61 / 74.93; since 2024-07-12 the evaluator does not, and the README prints 73.24 / 75.60 /
 * 75.90: `--set ocr-vqa.case=ignored`.
 * Uncertain: the size. No source at hand counts the questions of the test split; the reference speaks of 100k, so the card's cell stays
 * partial until somebody counts the official file.
 */

import { exactMatch } from "../metrics/exact-match.ts";
import { DataError } from "../src/core/errors.ts";
import { defineBenchmark, defineDataset, defineHubCopy, whole } from "../src/core/define.ts";
import { pictureField, type Place, recordOf, textField, textsField, uniqueIds, wrongField } from "../src/io/fields.ts";
import { readParquet } from "../src/io/parquet-rows.ts";
import { readJsonEntries } from "../src/io/read-json.ts";
import { questionAnswering } from "../src/tasks/question-answering.ts";
import { answerCases } from "../src/text/answer-case.ts";

const TEST = 3;

/** The ending that the official script gives a picture: that of its address. */
function endingOf(line: Readonly<Record<string, unknown>>, place: Place): string {
  return /\.[A-Za-z]+$/.exec(textField(line, "imageURL", place))?.[0] ?? ".jpg";
}

function questionsOf(book: Readonly<Record<string, unknown>>, place: Place): { text: string; answer: string; i: number }[] {
  const [questions, answers] = [textsField(book, "questions", place), textsField(book, "answers", place)];
  if (answers.length !== questions.length) throw wrongField(place, "answers", `${questions.length} answers, one a question`, answers);
  return questions.map((text, i) => ({ text, answer: answers[i] ?? "", i }));
}

const dataset = defineDataset({
  folders: ["ocr-vqa", "ocrvqa"],
  source: { homepage: "https://ocr-vqa.github.io", paper: "Mishra et al. 2019, ICDAR", licence: "none stated for the questions; covers belong to their publishers" },
  files: { books: ["dataset.json", "annotations/dataset.json"] },
  pictures: "images/*.jpg",
  size: 100_000,
  async *samples(root, { books: file }) {
    const seen = new Set<string>();
    for await (const { key, value, row } of readJsonEntries(file)) {
      const place = { file, row };
      if (seen.has(key)) throw new DataError(`book ${key} occurs twice`, place, { hint: "Compare it with the official file." });
      seen.add(key);
      const book = recordOf(value, place);
      if (book["split"] !== TEST) continue;
      const ending = endingOf(book, place);
      const images = [root.image(`images/${key}${ending}`, `images/${key}.jpg`, `${key}${ending}`)];
      for (const { text, answer, i } of questionsOf(book, place)) yield { id: `${key}/${i}`, images, text, target: [answer], cluster: key };
    }
  },
  copies: [defineHubCopy({
    repository: "howard-hou/OCR-VQA",
    tables: { books: "data/test-*.parquet" },
    async *samples(_, { books }) {
      const idOf = uniqueIds("image_id");
      for await (const { value, ...place } of readParquet(books, { read: ["image_id", "questions", "answers"], pictures: ["image"] })) {
        const book = recordOf(value, place);
        const key = idOf(book, place);
        const images = [pictureField(book, "image", place)];
        for (const { text, answer, i } of questionsOf(book, place)) yield { id: `${key}/${i}`, images, text, target: [answer], cluster: key };
      }
    },
  })],
});

export const ocrVqa = defineBenchmark({
  name: "ocr-vqa",
  title: "OCR-VQA",
  version: 1,
  options: { case: { about: "whether capitals count", values: answerCases } },
  create: ({ case: letters }) => ({ dataset, task: questionAnswering({ tokens: 32, antialias: true }), parts: [whole(exactMatch(letters))] }),
});
