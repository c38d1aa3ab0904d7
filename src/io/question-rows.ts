/** Files of `{"data": […]}`, each row a question with its right answers: TextVQA and those of the Robust Reading Competition. */

import type { DataRoot } from "../core/types.ts";
import { type Place, recordOf, textField, textsField, uniqueIds } from "./fields.ts";
import { countOddAnswers } from "./odd-answers.ts";
import { readJsonArray, type Row } from "./read-json.ts";

export interface QuestionRow {
  readonly id: string;
  readonly question: string;
  readonly answers: readonly string[];
  /** The whole row, for benchmark-specific fields. */
  readonly line: Readonly<Record<string, unknown>>;
  readonly place: Place;
}

/** Rows of `{"data": […]}` in file order. @throws {DataError} as `questionRows`. */
export function readQuestionRows(file: string, idField: "question_id" | "questionId", root: DataRoot): AsyncGenerator<QuestionRow> {
  return questionRows(readJsonArray(file, "data"), idField, root);
}

/** Questions without answers are counted and left out. @throws {DataError} also for rows without a list of answers, as test splits have them. */
export async function* questionRows(rows: AsyncIterable<Row>, idField: "question_id" | "questionId", root: DataRoot): AsyncGenerator<QuestionRow> {
  const idOf = uniqueIds(idField);
  for await (const { value, file, row } of rows) {
    const place = { file, row };
    const line = recordOf(value, place);
    const found = { id: idOf(line, place), question: textField(line, "question", place), answers: textsField(line, "answers", place), line, place };
    if (countOddAnswers(root, found.answers, found.id)) yield found;
  }
}
