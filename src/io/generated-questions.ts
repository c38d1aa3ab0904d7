/** Questions that were made from captions of videos by rule, in the layout that MSRVTT-QA and MSVD-QA share: one array, a word as the answer. */

import { recordOf, textField, uniqueIds, wholeField, type Place } from "./fields.ts";
import { readJsonArray } from "./read-json.ts";

/** Every question begins with one of them. */
export const QUESTION_WORDS = ["what", "who", "how", "when", "where"] as const;

export interface GeneratedQuestion {
  readonly id: string;
  readonly text: string;
  readonly target: readonly string[];
  readonly groups: { readonly word: string };
  /** The number of its video. */
  readonly video: number;
  readonly place: Place;
}

/** Questions in file order, each with the word it begins with as its slice. @throws {DataError} */
export async function* readGeneratedQuestions(file: string): AsyncGenerator<GeneratedQuestion> {
  const idOf = uniqueIds("id");
  for await (const { value, row } of readJsonArray(file)) {
    const place = { file, row };
    const line = recordOf(value, place);
    const text = textField(line, "question", place);
    yield { id: idOf(line, place), text, target: [textField(line, "answer", place)], groups: { word: text.split(" ")[0] ?? "" }, video: wholeField(line, "video_id", place), place };
  }
}
