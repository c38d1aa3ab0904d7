/** CSV with a header line: strict, streamed, every row checked against the wanted columns. */

import { basename } from "node:path";
import { pipeline } from "node:stream/promises";
import type { CsvError } from "csv-parse";
import { DataError } from "../core/errors.ts";
import type { DataRoot } from "../core/types.ts";
import { readChunks } from "./read-bytes.ts";

const [LINE_FEED, CARRIAGE_RETURN] = [10, 13];

export interface CsvRow<Column extends string> {
  readonly value: Readonly<Record<Column, string>>;
  readonly row: number;
}

/** Rows with the wanted columns (others are ignored), numbered as rows of data from 1; a table that may be cut is counted. @throws {DataError} */
export async function* readCsv<const Column extends string>(path: string, columns: readonly Column[], root: Pick<DataRoot, "warn">): AsyncGenerator<CsvRow<Column>> {
  const csv = await import("csv-parse");
  let row = 0;
  let hasHeader = false;
  const header = (names: string[]): string[] => {
    hasHeader = true;
    const missing = columns.filter((column) => !names.includes(column));
    if (missing.length > 0) {
      throw new DataError(`has no column ${missing.map((name) => `"${name}"`).join(", ")}`, { file: path }, { hint: `Its first line names: ${names.join(", ")}.` });
    }
    return names;
  };
  const rows = csv.parse({ columns: header, bom: true, skipEmptyLines: true });
  const table = { isEnded: true };
  // The pipeline hands an error of the file on to the rows, where it is caught below.
  pipeline(() => readText(path, table), rows).catch(() => undefined);
  try {
    for await (const value of rows) yield { value: value as Record<Column, string>, row: ++row };
  } catch (error) {
    if (!(error instanceof csv.CsvError)) throw error;
    const { records = row } = error as CsvError & { records?: number };
    throw new DataError(error.message, { file: path, row: records + 1 }, { cause: error, hint: "Compare it with the official file." });
  }
  if (!hasHeader) throw new DataError("the file is empty", { file: path }, { hint: "Fetch the file again." });
  if (!table.isEnded) root.warn("cut-table", "tables whose last row has no line end: it may be cut, and rows may be missing", `${basename(path)} (row ${row})`);
}

async function* readText(path: string, table: { isEnded: boolean }): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  for await (const chunk of readChunks(path)) {
    table.isEnded = [LINE_FEED, CARRIAGE_RETURN].includes(chunk.at(-1) ?? LINE_FEED);
    yield decodeChunk(decoder, path, chunk);
  }
  yield decodeChunk(decoder, path);
}

function decodeChunk(decoder: InstanceType<typeof TextDecoder>, file: string, chunk?: Buffer): string {
  try {
    return decoder.decode(chunk, { stream: chunk !== undefined });
  } catch (error) {
    throw new DataError("is not UTF-8 text", { file }, { cause: error, hint: "Compare it with the official file." });
  }
}
