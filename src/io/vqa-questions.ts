/** Questions about COCO's photos in the layout of the VQA challenge: a file of questions, a file of ten answers to each. */

import type { DataRoot } from "../core/types.ts";
import { idField, type Place, recordOf, textField, uniqueIds, wrongField } from "./fields.ts";
import { answerTexts, countOddAnswers, ofTenPeople } from "./odd-answers.ts";
import { readJsonArray } from "./read-json.ts";

type Row = Readonly<Record<string, unknown>>;

export interface AnsweredQuestion {
  readonly id: string;
  readonly imageId: string;
  readonly question: string;
  readonly answers: readonly string[];
  /** The annotation's own row, for slices. */
  readonly row: Row;
}

/** Questions of a test split, whose answers only a server has. @throws {DataError} */
export async function* readVqaTestQuestions(file: string): AsyncGenerator<AnsweredQuestion> {
  for await (const { id, line, place } of readRows(file, "questions")) {
    yield { id, imageId: idField(line, "image_id", place), question: textField(line, "question", place), answers: [], row: line };
  }
}

/**
 * Questions in file order, each with its annotation.
 *
 * Both files are read side by side: an annotation waits for its question only where their orders differ, which those of the
 * official files do not. Questions without answers, and answers without a question, are counted and left out. @throws {DataError}
 */
export async function* readVqaQuestions(files: { readonly questions: string; readonly annotations: string }, root: DataRoot): AsyncGenerator<AnsweredQuestion> {
  const annotations = createFinder(readRows(files.annotations, "annotations"));
  for await (const { id, line, place } of readRows(files.questions, "questions")) {
    const imageId = idField(line, "image_id", place);
    const found = await annotations.take(id);
    if (found === undefined) root.warn("question-without-answers", "questions without a right answer, left out", id);
    else yield { id, imageId, question: textField(line, "question", place), ...readAnnotation(found, imageId, root) };
  }
  for await (const { id, place } of annotations.rest()) root.warn("answers-without-question", "answers to questions that the other file does not ask", `${id} (row ${place.row})`);
}

interface FoundRow {
  readonly id: string;
  readonly line: Row;
  readonly place: Place;
}

async function* readRows(file: string, key: string): AsyncGenerator<FoundRow> {
  const idOf = uniqueIds("question_id");
  for await (const { value, row } of readJsonArray(file, key)) {
    const line = recordOf(value, { file, row });
    yield { id: idOf(line, { file, row }), line, place: { file, row } };
  }
}

function readAnnotation({ id, line, place }: FoundRow, imageId: string, root: DataRoot): Pick<AnsweredQuestion, "answers" | "row"> {
  const other = line["image_id"];
  if (other !== undefined && String(other) !== imageId) throw wrongField(place, "image_id", `${imageId} as in the file of questions`, other);
  const answers = ofTenPeople(answerTexts(line, "answers", place), "answers", place);
  countOddAnswers(root, answers, id);
  return { answers, row: line };
}

/** Rows by id, read as far as needed. */
function createFinder(rows: AsyncGenerator<FoundRow>): { take(id: string): Promise<FoundRow | undefined>; rest(): AsyncGenerator<FoundRow> } {
  const waiting = new Map<string, FoundRow>();
  return {
    async take(id) {
      const early = waiting.get(id);
      if (early !== undefined) {
        waiting.delete(id);
        return early;
      }
      for (let next = await rows.next(); next.done !== true; next = await rows.next()) {
        if (next.value.id === id) return next.value;
        waiting.set(next.value.id, next.value);
      }
      return undefined;
    },
    async *rest() {
      yield* waiting.values();
      yield* rows;
    },
  };
}
