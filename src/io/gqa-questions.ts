/** Question files in GQA's layout: one object, questions by id. */

import type { Sample, TfdsRecords } from "../core/types.ts";
import { fileField, pictureField, type Place, recordField, recordOf, textField, uniqueIds } from "./fields.ts";
import { readJsonEntries } from "./read-json.ts";
import { readTfds } from "./tfds-rows.ts";

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

/** Questions as big_vision's builders of GQA and xGQA prepare them. @throws {DataError} */
export async function* preparedGqaQuestions(records: TfdsRecords): AsyncGenerator<Sample<readonly string[]>> {
  const idOf = uniqueIds("example_id");
  for await (const { value, ...place } of readTfds(records, { example_id: "example_id", image_id: "image/id", question: "question", answer: "answer", image: "image" })) {
    const line = recordOf(value, place);
    const images = [pictureField(line, "image", place)];
    yield { id: idOf(line, place), text: textField(line, "question", place), target: [textField(line, "answer", place)], images, cluster: textField(line, "image_id", place) };
  }
}

/** Where the picture of a question may lie. */
export function gqaPicture(imageId: string): [string, ...string[]] {
  return [`images/${imageId}.jpg`, `gqa/images/${imageId}.jpg`, `${imageId}.jpg`];
}
