/** JSON of any size: whole files, single long arrays and objects streamed element by element, and JSON lines. */

import { isUtf8 } from "node:buffer";
import { DataError, messageOf } from "../core/errors.ts";
import { type ArrayPhase, createArrayScanner, type ListPlace } from "./json-array.ts";
import { linesOf, readLineBlocks, type LineBlock, type TextLine } from "./lines.ts";
import { decodeText, readBytes, readChunks } from "./read-bytes.ts";

/** A value with the file and the row it came from, counted from 1. */
export interface Row {
  readonly value: unknown;
  readonly file: string;
  readonly row: number;
}

interface PlacedRow extends Row {
  readonly offset: number;
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
export async function* readJsonLines(path: string): AsyncGenerator<PlacedRow> {
  for await (const block of blocksOf(path)) yield* valuesOf(linesOf(block, path), path);
}

/** The same values, some hundred at a time, for long files. @throws {DataError} */
export async function* readJsonBatches(path: string): AsyncGenerator<Iterable<Row>> {
  for await (const block of blocksOf(path)) yield parsedTogether(block, path) ?? valuesOf(linesOf(block, path), path);
}

/** @throws {DataError} for a file without a line. */
async function* blocksOf(path: string): AsyncGenerator<LineBlock> {
  let any = false;
  for await (const block of readLineBlocks(path)) {
    any = true;
    yield block;
  }
  if (!any) throw empty(path);
}

/** Parsed in one, which takes two thirds of the time; nothing when not every line is one value: reading by lines says which. */
function parsedTogether({ bytes, lines, row }: LineBlock, file: string): Row[] | undefined {
  if (!isUtf8(bytes)) return undefined;
  try {
    const values = JSON.parse(`[${bytes.toString("utf8").replaceAll("\n", ",")}]`) as unknown[];
    return values.length === lines ? values.map((value, i) => ({ value, file, row: row + i })) : undefined;
  } catch {
    return undefined;
  }
}

function* valuesOf(lines: Iterable<TextLine>, file: string): Generator<PlacedRow> {
  for (const { text, row, offset } of lines) if (text.trim() !== "") yield { value: parse(text, { file, row }), file, row, offset };
}

/**
 * Elements of one long array, streamed in flat memory: the top-level array, or the array under a top-level `key`, of which the
 * first counts; what follows that is not read.
 *
 * Every element is parsed by JSON.parse, so its errors carry the row.
 * @throws {DataError} when the file is no such array, or ends early.
 */
export async function* readJsonArray(path: string, key?: string): AsyncGenerator<Row> {
  for await (const { text, row } of readElements(path, key === undefined ? "array" : { under: key })) yield { value: parse(text, { file: path, row }), file: path, row };
}

/** Entries of the top-level object, streamed in flat memory; a key that stands twice comes twice. @throws {DataError} as `readJsonArray`. */
export async function* readJsonEntries(path: string): AsyncGenerator<Row & { readonly key: string }> {
  for await (const { text, row } of readElements(path, "entries")) {
    const [entry] = Object.entries(parse(`{${text}}`, { file: path, row }) as Record<string, unknown>);
    if (entry !== undefined) yield { key: entry[0], value: entry[1], file: path, row };
  }
}

async function* readElements(path: string, place: ListPlace): AsyncGenerator<{ text: string; row: number }> {
  const scanner = createArrayScanner(place);
  let row = 0;
  let any = false;
  for await (const chunk of readChunks(path)) {
    any = true;
    for (const element of scanner.push(chunk)) {
      row++;
      yield { text: decodeText(element, { file: path, row }), row };
    }
    if (scanner.phase() === "absent" || scanner.phase() === "broken" || (scanner.phase() === "done" && typeof place === "object")) break;
  }
  if (!any) throw empty(path);
  if (scanner.phase() !== "done") throw wrongList(scanner.phase(), path, place, row);
}

function wrongList(phase: ArrayPhase, file: string, place: ListPlace, row: number): DataError {
  const what = place === "entries" ? "object" : "array";
  if (phase === "inside") return new DataError(`ends in the middle of the ${what}: the file is truncated`, { file, row: row + 1 }, { hint: FETCH });
  if (phase === "broken") return new DataError("is not JSON: a comma, bracket or value stands where none may", { file, row: row + 1 }, { hint: COMPARE });
  return new DataError(`is not a JSON ${typeof place === "object" ? `object with an array "${place.under}"` : what}`, { file }, { hint: COMPARE });
}
