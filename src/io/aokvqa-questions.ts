/** The rows of A-OKVQA: a question with four choices and ten direct answers. */

import { idField, type Place, recordOf, textField, textsField, uniqueIds, wrongField } from "./fields.ts";
import { ofTenPeople } from "./odd-answers.ts";
import { readJsonArray } from "./read-json.ts";

export interface AokvqaQuestion {
  readonly id: string;
  readonly imageId: string;
  readonly question: string;
  readonly choices: readonly string[];
  /** The right choice. */
  readonly choice: string;
  readonly directAnswers: readonly string[];
  /** The test server leaves such questions out of direct answers. */
  readonly isDifficult: boolean;
}

/** What the test split has of it. */
type AokvqaTestQuestion = Pick<AokvqaQuestion, "id" | "imageId" | "question" | "choices"> & Partial<AokvqaQuestion>;

const CHOICES = 4;

/** Rows in file order. @throws {DataError} also for a row without a right choice: those of the test split have none. */
export async function* readAokvqa(file: string): AsyncGenerator<AokvqaQuestion> {
  for await (const { line, place, ...question } of readRows(file)) {
    const { correct_choice_idx: right, difficult_direct_answer: isDifficult } = line;
    const choice = typeof right === "number" ? question.choices[right] : undefined;
    if (choice === undefined) throw wrongField(place, "correct_choice_idx", "a number from 0 to 3", right);
    if (typeof isDifficult !== "boolean") throw wrongField(place, "difficult_direct_answer", "true or false", isDifficult);
    yield { ...question, choice, directAnswers: ofTenPeople(textsField(line, "direct_answers", place), "direct_answers", place), isDifficult };
  }
}

/** Rows of the test split. @throws {DataError} also for a row with a right choice: the file is of another split. */
export async function* readAokvqaTest(file: string): AsyncGenerator<AokvqaTestQuestion> {
  for await (const { line, place, ...question } of readRows(file)) {
    const { correct_choice_idx: right } = line;
    if (typeof right === "number" && right >= 0) throw wrongField(place, "correct_choice_idx", "none, as in the test split", right);
    yield question;
  }
}

async function* readRows(file: string): AsyncGenerator<AokvqaTestQuestion & { readonly line: Readonly<Record<string, unknown>>; readonly place: Place }> {
  const idOf = uniqueIds("question_id");
  for await (const { value, row } of readJsonArray(file)) {
    const place = { file, row };
    const line = recordOf(value, place);
    const choices = textsField(line, "choices", place);
    if (choices.length !== CHOICES) throw wrongField(place, "choices", "four choices", choices);
    yield { id: idOf(line, place), imageId: idField(line, "image_id", place), question: textField(line, "question", place), choices, line, place };
  }
}
