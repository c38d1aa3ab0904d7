/** JSON of any size: whole files, single long arrays streamed element by element, and JSON lines. */

import { DataError, messageOf } from "../core/errors.ts";
import { readLines } from "./lines.ts";
import { decodeText, readBytes, readChunks } from "./read-bytes.ts";

/** A value with the row it came from, counted from 1. */
export interface Row {
  readonly value: unknown;
  readonly row: number;
}

function parse(text: string, at: { file: string; row?: number }): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const conflict = /^(<{7}|={7}|>{7})/m.test(text);
    const cut = /end of JSON input|Unterminated/.test(messageOf(error));
    const why = conflict ? "holds git conflict markers" : cut ? "ends in the middle of a record: the file is truncated" : `is not JSON: ${messageOf(error)}`;
    throw new DataError(why, at, { cause: error, hint: conflict || cut ? "Fetch the file again." : "Compare it with the official file." });
  }
}

/** The whole file as one value; for files up to some 64 MB. @throws {DataError} */
export async function readJson(path: string): Promise<unknown> {
  const bytes = await readBytes(path);
  if (bytes.length === 0) throw new DataError("the file is empty", { file: path }, { hint: "Fetch the file again." });
  return parse(decodeText(bytes, { file: path }), { file: path });
}

/** One value a line, with the place where its line begins; blank lines are skipped, CRLF and a byte order mark are taken. @throws {DataError} */
export async function* readJsonLines(path: string): AsyncGenerator<Row & { readonly offset: number }> {
  for await (const { text, row, offset } of readLines(path)) {
    if (text.trim() !== "") yield { value: parse(text, { file: path, row }), row, offset };
  }
}

const [QUOTE, BACKSLASH, COMMA, COLON, OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [34, 92, 44, 58, 91, 93, 123, 125];

/**
 * Elements of one long array, streamed in flat memory: the top-level array, or the array under a top-level `key`.
 *
 * Only element boundaries are scanned; every element is parsed by JSON.parse, so its errors carry the row.
 * @throws {DataError} when the file is no such array, or ends early.
 */
export async function* readJsonArray(path: string, key?: string): AsyncGenerator<Row> {
  const scanner = createScanner(key);
  let row = 0;
  let any = false;
  for await (const chunk of readChunks(path)) {
    any = true;
    for (const element of scanner.push(chunk)) {
      row++;
      yield { value: parse(decodeText(element, { file: path, row }), { file: path, row }), row };
    }
    if (scanner.state() === "wrong") break;
    if (scanner.state() === "done") return;
  }
  if (scanner.state() === "done") return;
  if (!any) throw new DataError("the file is empty", { file: path }, { hint: "Fetch the file again." });
  const wanted = key === undefined ? "a JSON array" : `a JSON object with an array "${key}"`;
  if (scanner.state() === "inside") throw new DataError("ends in the middle of the array: the file is truncated", { file: path, row: row + 1 }, { hint: "Fetch the file again." });
  throw new DataError(`is not ${wanted}`, { file: path }, { hint: "Compare it with the official file." });
}

interface Scanner {
  push(chunk: Buffer): Buffer[];
  state(): Phase;
}

type Phase = "before" | "inside" | "done" | "wrong";

/** Where the scanner stands; `start` is the begin of the current element or key in the current data, or -1. */
interface Scan {
  readonly key: string | undefined;
  readonly elementDepth: number;
  phase: Phase;
  depth: number;
  start: number;
  /** What of the current element came in earlier chunks. */
  carried: Buffer[];
  lastKey: string | undefined;
}

/** Finds the elements of the wanted array in a stream of bytes. */
function createScanner(key: string | undefined): Scanner {
  const scan: Scan = { key, elementDepth: key === undefined ? 1 : 2, phase: "before", depth: 0, start: -1, carried: [], lastKey: undefined };
  let [inString, escaped] = [false, false];
  return {
    state: () => scan.phase,
    push(chunk) {
      const found: Buffer[] = [];
      for (let i = 0; i < chunk.length && scan.phase !== "done" && scan.phase !== "wrong"; i++) {
        const byte = chunk[i] as number;
        if (inString) {
          if (escaped) escaped = false;
          else if (byte === BACKSLASH) escaped = true;
          else if (byte === QUOTE) inString = false;
          continue;
        }
        if (byte === QUOTE) inString = true;
        if (i === 0 && byte === 0xef && chunk[1] === 0xbb && scan.depth === 0) i = 2;
        else readStructure(scan, byte, chunk, i, found);
      }
      if (scan.start !== -1) {
        scan.carried.push(Buffer.from(chunk.subarray(scan.start)));
        scan.start = 0;
      }
      return found;
    },
  };
}

/** One byte outside of strings. */
function readStructure(scan: Scan, byte: number, chunk: Buffer, i: number, found: Buffer[]): void {
  const isElement = scan.phase === "inside" && scan.depth === scan.elementDepth;
  if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) openBracket(scan, byte, i);
  else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
    if (isElement && scan.start !== -1) found.push(take(scan, chunk, i));
    if (isElement) scan.phase = "done";
    scan.depth--;
  } else if (byte === COMMA) {
    if (isElement && scan.start !== -1) found.push(take(scan, chunk, i));
    if (scan.depth === 1) scan.lastKey = undefined;
  } else if (byte === COLON && isKey(scan) && scan.start !== -1) {
    const text = take(scan, chunk, i).toString("utf8").trim();
    scan.lastKey = text.startsWith('"') ? (JSON.parse(text) as string) : undefined;
  } else if (byte > 32 && scan.start === -1 && (isElement || (isKey(scan) && scan.lastKey === undefined && scan.key !== undefined))) {
    scan.start = i;
  }
}

function isKey({ phase, depth }: Scan): boolean {
  return phase === "before" && depth === 1;
}

function openBracket(scan: Scan, byte: number, i: number): void {
  if (scan.depth === 0 && byte !== (scan.key === undefined ? OPEN_ARRAY : OPEN_OBJECT)) scan.phase = "wrong";
  scan.depth++;
  const isWanted = byte === OPEN_ARRAY && scan.depth === scan.elementDepth && (scan.key === undefined || scan.lastKey === scan.key);
  if (scan.phase === "before" && isWanted) scan.phase = "inside";
  else if (scan.phase === "inside" && scan.depth === scan.elementDepth + 1 && scan.start === -1) scan.start = i;
}

function take(scan: Scan, chunk: Buffer, end: number): Buffer {
  const piece = chunk.subarray(scan.start, end);
  const whole = scan.carried.length === 0 ? piece : Buffer.concat([...scan.carried, piece]);
  scan.carried = [];
  scan.start = -1;
  return whole;
}
