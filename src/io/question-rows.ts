/** Files of `{"data": […]}`, each row a question with its right answers: TextVQA and those of the Robust Reading Competition. */

import type { DataRoot } from "../core/types.ts";
import { type Place, recordOf, textField, textsField, uniqueIds, wrongField } from "./fields.ts";
import { countOddAnswers } from "./odd-answers.ts";
import { readJsonArray, type Row } from "./read-json.ts";

type IdField = "question_id" | "questionId";

export interface QuestionRow {
  readonly id: string;
  readonly question: string;
  readonly answers: readonly string[];
  /** The whole row, for benchmark-specific fields. */
  readonly line: Readonly<Record<string, unknown>>;
  readonly place: Place;
}

/** Rows of a test split, which have no answers. @throws {DataError} also for a row with answers: the file is of another split. */
export async function* readTestRows(file: string, idField: IdField): AsyncGenerator<QuestionRow> {
  for await (const found of askedRows(readJsonArray(file, "data"), idField)) {
    const { answers } = found.line;
    if (Array.isArray(answers) && answers.length > 0) throw wrongField(found.place, "answers", "none, as in the test split", answers);
    yield { ...found, answers: [] };
  }
}

/** Rows of `{"data": […]}` in file order. @throws {DataError} as `questionRows`. */
export function readQuestionRows(file: string, idField: IdField, root: DataRoot): AsyncGenerator<QuestionRow> {
  return questionRows(readJsonArray(file, "data"), idField, root);
}

/** Questions without answers are counted and left out. @throws {DataError} also for rows without a list of answers, as test splits have them. */
export async function* questionRows(rows: AsyncIterable<Row>, idField: IdField, root: DataRoot): AsyncGenerator<QuestionRow> {
  for await (const found of askedRows(rows, idField)) {
    const answers = textsField(found.line, "answers", found.place);
    if (countOddAnswers(root, answers, found.id)) yield { ...found, answers };
  }
}

async function* askedRows(rows: AsyncIterable<Row>, idField: IdField): AsyncGenerator<Omit<QuestionRow, "answers">> {
  const idOf = uniqueIds(idField);
  for await (const { value, file, row } of rows) {
    const place = { file, row };
    const line = recordOf(value, place);
    yield { id: idOf(line, place), question: textField(line, "question", place), line, place };
  }
}
