/** Fields of a row whose shape nobody promised: each reader says which file, row and field is not as expected. */

import { DataError } from "../core/errors.ts";
import type { ImageSource } from "../core/types.ts";
import { leadsOut } from "./leads-out.ts";
import { readPythonTexts } from "./python-texts.ts";

export interface Place {
  readonly file: string;
  readonly row?: number;
}

/** The error of a field that is not as expected. */
export function wrongField(place: Place, field: string, expected: string, found: unknown): DataError {
  const shown = found === undefined ? "nothing" : (typeof found === "bigint" ? String(found) : (JSON.stringify(found) ?? String(found))).slice(0, 60);
  return new DataError(`expected ${expected}, found ${shown}`, { ...place, field }, { hint: "Compare the row with the official file." });
}

/** The row, or what is named by `field`, as an object. @throws {DataError} */
export function recordOf(value: unknown, place: Place, field = "(row)"): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw wrongField(place, field, "an object", value);
  return value as Record<string, unknown>;
}

/** A text field, empty texts allowed. @throws {DataError} */
export function textField(row: Readonly<Record<string, unknown>>, field: string, place: Place): string {
  const value = Object.hasOwn(row, field) ? row[field] : undefined;
  if (typeof value !== "string") throw wrongField(place, field, "text", value);
  return value;
}

/** The name of a file in the data's folders. @throws {DataError} also for a path that leads out of them. */
export function fileField(row: Readonly<Record<string, unknown>>, field: string, place: Place): string {
  const name = textField(row, field, place);
  if (name === "" || leadsOut(name)) throw wrongField(place, field, "a file name", name);
  return name;
}

/** An id: a whole number or a non-empty text, as text. @throws {DataError} */
export function idField(row: Readonly<Record<string, unknown>>, field: string, place: Place): string {
  const value = Object.hasOwn(row, field) ? row[field] : undefined;
  if (typeof value === "number" && Number.isSafeInteger(value)) return String(value);
  if (typeof value === "string" && value !== "") return value;
  throw wrongField(place, field, "an id (whole number or text)", value);
}

/** Reads the ids of a file, each of which may stand there once. @throws {DataError} */
export function uniqueIds(field: string): (row: Readonly<Record<string, unknown>>, place: Place) => string {
  const seen = new Set<string>();
  return (row, place) => {
    const id = idField(row, field, place);
    if (seen.has(id)) throw new DataError(`${field} ${id} occurs twice`, { ...place, field }, { hint: "Compare it with the official file." });
    seen.add(id);
    return id;
  };
}

/** A list field. @throws {DataError} */
export function listField(row: Readonly<Record<string, unknown>>, field: string, place: Place): readonly unknown[] {
  const value = Object.hasOwn(row, field) ? row[field] : undefined;
  if (!Array.isArray(value)) throw wrongField(place, field, "a list", value);
  return value;
}

/** A list of texts. @throws {DataError} */
export function textsField(row: Readonly<Record<string, unknown>>, field: string, place: Place): readonly string[] {
  const values = listField(row, field, place);
  for (const value of values) if (typeof value !== "string") throw wrongField(place, field, "a list of texts", value);
  return values as readonly string[];
}

/** A list of texts, or one that Python's repr wrote into a text. @throws {DataError} */
export function writtenTextsField(row: Readonly<Record<string, unknown>>, field: string, place: Place): readonly string[] {
  const value = Object.hasOwn(row, field) ? row[field] : undefined;
  return textsField({ [field]: typeof value === "string" ? (readPythonTexts(value) ?? value) : value }, field, place);
}

/** A picture that stands in the row itself, as in parquet files. @throws {DataError} */
export function pictureField(row: Readonly<Record<string, unknown>>, field: string, place: Place): ImageSource {
  const value = recordField(row, field, place);
  if (typeof value["read"] !== "function") throw wrongField(place, field, "a picture", value);
  return value as unknown as ImageSource;
}

/** A nested object. @throws {DataError} */
export function recordField(row: Readonly<Record<string, unknown>>, field: string, place: Place): Readonly<Record<string, unknown>> {
  return recordOf(Object.hasOwn(row, field) ? row[field] : undefined, place, field);
}

/** A whole number. @throws {DataError} */
export function wholeField(row: Readonly<Record<string, unknown>>, field: string, place: Place): number {
  const value = Object.hasOwn(row, field) ? row[field] : undefined;
  if (typeof value !== "number" || !Number.isSafeInteger(value)) throw wrongField(place, field, "a whole number", value);
  return value;
}

/** True or false; 1 and 0 are taken for them. @throws {DataError} */
export function flagField(row: Readonly<Record<string, unknown>>, field: string, place: Place): boolean {
  const value = Object.hasOwn(row, field) ? row[field] : undefined;
  if (value !== true && value !== false && value !== 1 && value !== 0) throw wrongField(place, field, "true or false", value);
  return Boolean(value);
}

/** The place of one of so many choices, from 0. @throws {DataError} for a place that none of them has. */
export function choiceField(row: Readonly<Record<string, unknown>>, field: string, choices: number, place: Place): number {
  const chosen = wholeField(row, field, place);
  if (chosen < 0 || chosen >= choices) throw wrongField(place, field, `a number from 0 to ${choices - 1}`, chosen);
  return chosen;
}
