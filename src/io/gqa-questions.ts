/** Question files in GQA's layout: one object, questions by id. */

import { fileField, type Place, recordField, recordOf, textField, uniqueIds } from "./fields.ts";
import { readJsonEntries } from "./read-json.ts";

export interface GqaQuestion {
  readonly id: string;
  /** The picture is `images/{imageId}.jpg`. */
  readonly imageId: string;
  readonly question: string;
  readonly answer: string;
  /** What the question asks for: verify, query, choose, logical, compare. */
  readonly structure: string;
}

/** What the file for the server has of it. */
type GqaTestQuestion = Pick<GqaQuestion, "id" | "imageId" | "question"> & Partial<GqaQuestion>;

/** Questions in file order. @throws {DataError} for an id that occurs twice, and for fields that are not as expected. */
export async function* readGqaQuestions(file: string): AsyncGenerator<GqaQuestion> {
  for await (const { line, place, ...question } of readEntries(file)) {
    yield { ...question, answer: textField(line, "answer", place), structure: textField(recordField(line, "types", place), "structural", place) };
  }
}

/** Questions of the file for the server, of which only some have answers, and none is read. @throws {DataError} as `readGqaQuestions`. */
export async function* readGqaTestQuestions(file: string): AsyncGenerator<GqaTestQuestion> {
  for await (const { id, imageId, question } of readEntries(file)) yield { id, imageId, question };
}

async function* readEntries(file: string): AsyncGenerator<GqaTestQuestion & { readonly line: Readonly<Record<string, unknown>>; readonly place: Place }> {
  const idOf = uniqueIds("question id");
  for await (const { key, value, row } of readJsonEntries(file)) {
    const place = { file, row };
    const line = recordOf(value, place);
    yield { id: idOf({ "question id": key }, place), imageId: fileField(line, "imageId", place), question: textField(line, "question", place), line, place };
  }
}

/** Where the picture of a question may lie. */
export function gqaPicture(imageId: string): [string, ...string[]] {
  return [`images/${imageId}.jpg`, `gqa/images/${imageId}.jpg`, `${imageId}.jpg`];
}
