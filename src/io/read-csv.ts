/** CSV with a header line: strict, streamed, every row checked against the wanted columns. */

import { createReadStream } from "node:fs";
import { CsvError, parse } from "csv-parse";
import { DataError } from "../core/errors.ts";

export interface CsvRow<Column extends string> {
  readonly value: Readonly<Record<Column, string>>;
  readonly row: number;
}

/** Rows with the wanted columns (others are ignored), numbered as lines of data from 1. @throws {DataError} */
export async function* readCsv<const Column extends string>(path: string, columns: readonly Column[]): AsyncGenerator<CsvRow<Column>> {
  let row = 0;
  const header = (names: string[]): string[] => {
    const missing = columns.filter((column) => !names.includes(column));
    if (missing.length > 0) {
      throw new DataError(`has no column ${missing.map((name) => `"${name}"`).join(", ")}`, { file: path }, { hint: `Its first line names: ${names.join(", ")}.` });
    }
    return names;
  };
  const rows = createReadStream(path).pipe(parse({ columns: header, bom: true, skipEmptyLines: true }));
  try {
    for await (const value of rows) yield { value: value as Record<Column, string>, row: ++row };
  } catch (error) {
    if (error instanceof CsvError) throw new DataError(error.message, { file: path, row: row + 1 }, { cause: error, hint: "Compare it with the official file." });
    throw error;
  }
}
