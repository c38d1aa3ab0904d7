/** JSON of any size: whole files, single long arrays and objects streamed piece by piece, and JSON lines. */

import { DataError, messageOf } from "../core/errors.ts";
import { createArrayScanner, type ArrayPhase, type Wanted } from "./json-array.ts";
import { readLines } from "./lines.ts";
import { decodeText, readBytes, readChunks } from "./read-bytes.ts";

/** A value with the row it came from, counted from 1. */
export interface Row {
  readonly value: unknown;
  readonly row: number;
}

const FETCH = "Fetch the file again.";
const COMPARE = "Compare it with the official file.";

function empty(file: string): DataError {
  return new DataError("the file is empty", { file }, { hint: FETCH });
}

function parse(text: string, at: { file: string; row?: number }): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const conflict = /^(<{7}|={7}|>{7})/m.test(text);
    const cut = endsEarly(text, messageOf(error));
    const why = conflict ? "holds git conflict markers" : cut ? "ends in the middle of a record: the file is truncated" : `is not JSON: ${messageOf(error)}`;
    throw new DataError(why, at, { cause: error, hint: conflict || cut ? FETCH : COMPARE });
  }
}

/** Whether JSON.parse went through the whole text and wanted more. */
function endsEarly(text: string, message: string): boolean {
  const place = /at position (\d+)/.exec(message)?.[1];
  return /end of JSON input|Unterminated/.test(message) || (place !== undefined && Number(place) >= text.trimEnd().length);
}

/** The whole file as one value; for files up to some 64 MB. @throws {DataError} */
export async function readJson(path: string): Promise<unknown> {
  const bytes = await readBytes(path);
  if (bytes.length === 0) throw empty(path);
  return parse(decodeText(bytes, { file: path }), { file: path });
}

/** One value a line, with the place where its line begins; blank lines are skipped, CRLF and a byte order mark are taken. @throws {DataError} */
export async function* readJsonLines(path: string): AsyncGenerator<Row & { readonly offset: number }> {
  let any = false;
  for await (const { text, row, offset } of readLines(path)) {
    any = true;
    if (text.trim() !== "") yield { value: parse(text, { file: path, row }), row, offset };
  }
  if (!any) throw empty(path);
}

/**
 * Elements of one long array, streamed in flat memory: the top-level array, or the array under a top-level `key`, of which the
 * first counts; what follows that is not read.
 *
 * Every element is parsed by JSON.parse, so its errors carry the row.
 * @throws {DataError} when the file is no such array, or ends early.
 */
export async function* readJsonArray(path: string, key?: string): AsyncGenerator<Row> {
  for await (const { bytes, row } of readPieces(path, key === undefined ? "array" : { key })) {
    yield { value: parse(decodeText(bytes, { file: path, row }), { file: path, row }), row };
  }
}

/**
 * Members of one long top-level object, streamed in flat memory and in the file's order; a key that occurs twice comes twice.
 *
 * @throws {DataError} when the file is no such object, or ends early.
 */
export async function* readJsonMembers(path: string): AsyncGenerator<Row & { readonly key: string }> {
  for await (const { bytes, row } of readPieces(path, "object")) {
    const member = parse(`{${decodeText(bytes, { file: path, row })}}`, { file: path, row }) as Record<string, unknown>;
    for (const [key, value] of Object.entries(member)) yield { key, value, row };
  }
}

async function* readPieces(path: string, wanted: Wanted): AsyncGenerator<{ readonly bytes: Buffer; readonly row: number }> {
  const scanner = createArrayScanner(wanted);
  let row = 0;
  let any = false;
  for await (const chunk of readChunks(path)) {
    any = true;
    for (const bytes of scanner.push(chunk)) yield { bytes, row: ++row };
    if (scanner.phase() === "absent" || scanner.phase() === "broken" || (scanner.phase() === "done" && typeof wanted === "object")) break;
  }
  if (!any) throw empty(path);
  if (scanner.phase() !== "done") throw wrongPieces(scanner.phase(), path, wanted, row);
}

function wrongPieces(phase: ArrayPhase, file: string, wanted: Wanted, row: number): DataError {
  const kind = wanted === "object" ? "object" : "array";
  if (phase === "inside") return new DataError(`ends in the middle of the ${kind}: the file is truncated`, { file, row: row + 1 }, { hint: FETCH });
  if (phase === "broken") return new DataError("is not JSON: a comma, bracket or value stands where none may", { file, row: row + 1 }, { hint: COMPARE });
  return new DataError(`is not ${typeof wanted === "object" ? `a JSON object with an array "${wanted.key}"` : `a JSON ${kind}`}`, { file }, { hint: COMPARE });
}
