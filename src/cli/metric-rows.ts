/** The input of `cardeval metric`: lines of {"id","prediction","references","group"}. */

import { DataError } from "../core/errors.ts";
import type { GroupedAnswers, Pair } from "../core/types.ts";
import { idField, recordOf, textField, textsField } from "../io/fields.ts";
import { readJsonBatches } from "../io/read-json.ts";

/** What lines hold, by their order: the id and the group of each, and what was read of the rest. */
export interface LinesRead<Read> {
  readonly ids: readonly string[];
  readonly groups: readonly (string | undefined)[];
  readonly all: readonly Read[];
}

export interface MetricRow {
  readonly id: string;
  readonly prediction: string;
  readonly references: readonly string[];
  readonly group: string | undefined;
  /** Counted from 1. */
  readonly row: number;
}

/** What is to be kept of every row. @throws {DataError} for a line of another shape, an id that occurs twice, no references, no line at all. */
export function readMetricRows<Kept>(file: string, keep: (row: MetricRow) => Kept): Promise<LinesRead<Kept>> {
  return readLinesOnce(file, "{\"id\",\"prediction\",\"references\":[…]}", ({ line, id, group, place }) => {
    const references = textsField(line, "references", place);
    if (references.length === 0) throw new DataError("holds no reference", { ...place, field: "references" }, { hint: "Give at least one." });
    return keep({ id, prediction: textField(line, "prediction", place), references, row: place.row, group });
  });
}

interface IdentifiedLine {
  readonly line: Readonly<Record<string, unknown>>;
  readonly id: string;
  readonly group: string | undefined;
  readonly place: { readonly file: string; readonly row: number };
}

/** What is read of lines that have an id each. @throws {DataError} for an id that occurs twice, and for no line at all, naming the `form` that lines have. */
export async function readLinesOnce<Read>(file: string, form: string, read: (line: IdentifiedLine) => Read): Promise<LinesRead<Read>> {
  const ids: string[] = [];
  const groups: (string | undefined)[] = [];
  const rows: number[] = [];
  const all: Read[] = [];
  for await (const batch of readJsonBatches(file)) {
    for (const { value, row } of batch) {
      const place = { file, row };
      const line = recordOf(value, place);
      const id = idField(line, "id", place);
      ids.push(id);
      rows.push(row);
      const group = Object.hasOwn(line, "group") ? idField(line, "group", place) : undefined;
      groups.push(group);
      all.push(read({ line, id, place, group }));
    }
  }
  if (all.length === 0) throw new DataError("holds no row", { file }, { hint: `Expected lines of ${form}.` });
  // Counted at once: looking every id up on its way takes three times as long.
  if (new Set(ids).size < ids.length) refuseRepeated(file, ids, rows);
  return { ids, groups, all };
}

/** @throws {DataError} at the first id that was there already. */
function refuseRepeated(file: string, ids: readonly string[], rows: readonly number[]): void {
  const rowOf = new Map<string, number>();
  ids.forEach((id, i) => {
    const [row, earlier] = [rows[i] as number, rowOf.get(id)];
    if (earlier !== undefined) throw new DataError(`id ${JSON.stringify(id)} was in row ${earlier} already`, { file, row, field: "id" }, { hint: "Every id stands once." });
    rowOf.set(id, row);
  });
}

export function answerPair({ id, prediction, references }: MetricRow): Pair<string, readonly string[]> {
  return { id, answer: prediction, target: references };
}

/** @throws {DataError} for a row without a group. */
export function groupedPair(file: string, meaning: string): (row: MetricRow) => Pair<string, GroupedAnswers> {
  return ({ id, prediction, references, group, row }) => {
    const hint = `This metric needs the group of every row: ${meaning}.`;
    if (group === undefined) throw new DataError("is missing", { file, row, field: "group" }, { hint });
    return { id, answer: prediction, target: { answers: references, group } };
  };
}
