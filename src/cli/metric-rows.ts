/** The input of `cardeval metric`: lines of {"id","prediction","references","group"}. */

import { DataError } from "../core/errors.ts";
import type { GroupedAnswers, Pair } from "../core/types.ts";
import { idField, recordOf, textField, textsField } from "../io/fields.ts";
import { readJsonLines } from "../io/read-json.ts";

export interface MetricRow {
  readonly id: string;
  readonly prediction: string;
  readonly references: readonly string[];
  readonly group?: string;
  /** Counted from 1. */
  readonly row: number;
}

/** @throws {DataError} for a line of another shape, an id that occurs twice, no references, no line at all. */
export async function readMetricRows(file: string): Promise<MetricRow[]> {
  const rowOf = new Map<string, number>();
  const rows: MetricRow[] = [];
  for await (const { value, row } of readJsonLines(file)) {
    const line = recordOf(value, { file, row });
    const id = idField(line, "id", { file, row });
    const earlier = rowOf.get(id);
    if (earlier !== undefined) throw new DataError(`id ${JSON.stringify(id)} was in row ${earlier} already`, { file, row, field: "id" }, { hint: "Every id stands once." });
    rowOf.set(id, row);
    const references = textsField(line, "references", { file, row });
    if (references.length === 0) throw new DataError("holds no reference", { file, row, field: "references" }, { hint: "Give at least one." });
    const prediction = textField(line, "prediction", { file, row });
    rows.push({ id, prediction, references, row, ...(Object.hasOwn(line, "group") ? { group: idField(line, "group", { file, row }) } : {}) });
  }
  if (rows.length === 0) throw new DataError("holds no row", { file }, { hint: "Expected lines of {\"id\",\"prediction\",\"references\":[…]}." });
  return rows;
}

export function answerPair({ id, prediction, references }: MetricRow): Pair<string, readonly string[]> {
  return { id, answer: prediction, target: references };
}

/** @throws {DataError} for a row without a group. */
export function groupedPair(file: string, meaning: string): (row: MetricRow) => Pair<string, GroupedAnswers> {
  return ({ id, prediction, references, group, row }) => {
    if (group === undefined) throw new DataError("is missing", { file, row, field: "group" }, { hint: `This metric needs the group of every row: ${meaning}.` });
    return { id, answer: prediction, target: { answers: references, group } };
  };
}
