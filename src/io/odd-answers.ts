/** Right answers as benchmarks write them, and those that move a score in silence unless somebody counts them. */

import type { DataRoot } from "../core/types.ts";
import { listField, type Place, recordOf, textField, wrongField } from "./fields.ts";

/** As many people answered every question of VQAv2, OK-VQA, A-OKVQA and TextVQA; the reference's evaluators count on it. */
const PEOPLE = 10;

/** Answers written as `[{ "answer": … }]`. @throws {DataError} */
export function answerTexts(row: Readonly<Record<string, unknown>>, field: string, place: Place): readonly string[] {
  return listField(row, field, place).map((answer) => textField(recordOf(answer, place, field), "answer", place));
}

/** The answers of ten people. @throws {DataError} for another number. */
export function ofTenPeople(answers: readonly string[], field: string, place: Place): readonly string[] {
  if (answers.length !== PEOPLE) throw wrongField(place, field, "the answers of ten people", answers);
  return answers;
}

/** Whether there is an answer to score against; counts questions without any, and empty answers, which stay right answers as in the reference. */
export function countOddAnswers(root: DataRoot, answers: readonly string[], sample: string): boolean {
  if (answers.length === 0) root.warn("question-without-answers", "questions without a right answer, left out", sample);
  for (const answer of answers) if (answer === "") root.warn("empty-answer", "empty answers, kept as the reference keeps them", sample);
  return answers.length > 0;
}
