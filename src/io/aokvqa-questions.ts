/** The rows of A-OKVQA: a question with four choices and ten direct answers. */

import { type Place, recordOf, textField, textsField, uniqueIds, wrongField } from "./fields.ts";
import { ofTenPeople } from "./odd-answers.ts";
import type { Row } from "./read-json.ts";

export interface AokvqaQuestion {
  readonly id: string;
  /** The whole row, for its picture. */
  readonly line: Readonly<Record<string, unknown>>;
  readonly place: Place;
  readonly question: string;
  readonly choices: readonly string[];
  /** The right choice. */
  readonly choice: string;
  readonly directAnswers: readonly string[];
  /** The test server leaves such questions out of direct answers. */
  readonly isDifficult: boolean;
}

/** What the test split has of it. */
type AokvqaTestQuestion = Omit<AokvqaQuestion, "choice" | "directAnswers" | "isDifficult"> & Partial<AokvqaQuestion>;

const CHOICES = 4;

/** In the order of the rows; `directAnswers` reads the field of that name. @throws {DataError} also for a row without a right choice: those of the test split have none. */
export async function* aokvqaQuestions(rows: AsyncIterable<Row>, directAnswers = textsField): AsyncGenerator<AokvqaQuestion> {
  for await (const asked of readRows(rows)) {
    const { line, place, choices } = asked;
    const { correct_choice_idx: right, difficult_direct_answer: isDifficult } = line;
    const choice = typeof right === "number" ? choices[right] : undefined;
    if (choice === undefined) throw wrongField(place, "correct_choice_idx", "a number from 0 to 3", right);
    if (typeof isDifficult !== "boolean") throw wrongField(place, "difficult_direct_answer", "true or false", isDifficult);
    yield { ...asked, choice, directAnswers: ofTenPeople(directAnswers(line, "direct_answers", place), "direct_answers", place), isDifficult };
  }
}

/** Rows of the test split. @throws {DataError} also for a row with a right choice: the file is of another split. */
export async function* aokvqaTestQuestions(rows: AsyncIterable<Row>): AsyncGenerator<AokvqaTestQuestion> {
  for await (const asked of readRows(rows)) {
    const { correct_choice_idx: right } = asked.line;
    if (typeof right === "number" && right >= 0) throw wrongField(asked.place, "correct_choice_idx", "none, as in the test split", right);
    yield asked;
  }
}

async function* readRows(rows: AsyncIterable<Row>): AsyncGenerator<AokvqaTestQuestion> {
  const idOf = uniqueIds("question_id");
  for await (const { value, file, row } of rows) {
    const place = { file, row };
    const line = recordOf(value, place);
    const choices = textsField(line, "choices", place);
    if (choices.length !== CHOICES) throw wrongField(place, "choices", "four choices", choices);
    yield { id: idOf(line, place), question: textField(line, "question", place), choices, line, place };
  }
}
