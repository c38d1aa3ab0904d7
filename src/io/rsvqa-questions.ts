/** Questions and answers in RSVQA's layout: two files in the same order, with rows that are not in use between others. */

import { DataError } from "../core/errors.ts";
import { flagField, idField, listField, type Place, recordOf, textField, uniqueIds, wrongField } from "./fields.ts";
import { readJsonArray } from "./read-json.ts";

type Row = Readonly<Record<string, unknown>>;

export interface RsvqaQuestion {
  readonly id: string;
  readonly imageId: string;
  /** comp, presence, rural_urban, count or area. */
  readonly type: string;
  readonly question: string;
  readonly answer: string;
}

/**
 * Active questions in file order, each with its one answer. Both files are read side by side, in flat memory.
 *
 * @throws {DataError} when the files are not of the same questions in the same order, as the reference's builder asserts.
 */
export async function* readRsvqaQuestions(files: { readonly questions: string; readonly answers: string }): AsyncGenerator<RsvqaQuestion> {
  const answers = readRows(files.answers, "answers");
  const idOf = uniqueIds("id");
  for await (const { line, place } of readRows(files.questions, "questions")) {
    const next = await answers.next();
    if (next.done === true) throw new DataError("ends before the questions do", { file: files.answers }, { hint: `Get it together with ${files.questions}.` });
    const { line: answer, place: at } = next.value;
    const isActive = flagField(line, "active", place);
    if (isActive !== flagField(answer, "active", at)) throw wrongField(at, "active", `${isActive} as in the file of questions`, answer["active"]);
    if (!isActive) continue;
    const id = idOf(line, place);
    const [expected] = listField(line, "answers_ids", place);
    checkSame(at, "id", String(expected), idField(answer, "id", at));
    checkSame(at, "question_id", id, idField(answer, "question_id", at));
    yield {
      id, imageId: idField(line, "img_id", place), type: textField(line, "type", place),
      question: textField(line, "question", place), answer: textField(answer, "answer", at),
    };
  }
}

async function* readRows(file: string, key: string): AsyncGenerator<{ readonly line: Row; readonly place: Place }> {
  for await (const { value, row } of readJsonArray(file, key)) yield { line: recordOf(value, { file, row }), place: { file, row } };
}

function checkSame(place: Place, field: string, expected: string, found: string): void {
  if (found !== expected) throw wrongField(place, field, `${expected} as in the file of questions`, found);
}
