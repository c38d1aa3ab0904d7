/** Text files line by line: streamed, with the places where lines begin, and read again from such a place. */

import { isUtf8 } from "node:buffer";
import { closeSync, openSync, readSync } from "node:fs";
import { decodeText, readChunks } from "./read-bytes.ts";

const NEWLINE = 10;
const WINDOW_BYTES = 1 << 16;
/** What is made of a block at a time; of larger ones more outlives the next collection of garbage. */
const BLOCK_BYTES = 1 << 17;

/** A line without its end, its row from 1 and the place where it begins. */
export interface TextLine {
  readonly text: string;
  readonly row: number;
  readonly offset: number;
}

/** @throws {DataError} when the file cannot be read or is not UTF-8. */
export async function* readLines(path: string): AsyncGenerator<TextLine> {
  for await (const block of readLineBlocks(path)) yield* linesOf(block, path);
}

/** Lines that follow each other, as bytes without the end of the last. */
export interface LineBlock {
  readonly bytes: Buffer;
  readonly lines: number;
  /** Of the first line, from 1, and where it begins. */
  readonly row: number;
  readonly offset: number;
}

/** The same lines, some hundred at a time: waiting for every single one takes longer than reading it. @throws {DataError} when the file cannot be read. */
export async function* readLineBlocks(path: string): AsyncGenerator<LineBlock> {
  let rest: Buffer = Buffer.alloc(0);
  let [row, offset] = [1, 0];
  const blockOf = (bytes: Buffer): LineBlock => {
    const block = { bytes, lines: countLines(bytes), row, offset };
    row += block.lines;
    offset += bytes.length + 1;
    return block;
  };
  for await (const chunk of readChunks(path)) {
    const data = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let from = 0;
    for (let end = blockEnd(data, from); end !== -1; end = blockEnd(data, from)) {
      yield blockOf(data.subarray(from, end));
      from = end + 1;
    }
    rest = data.subarray(from);
  }
  if (rest.length > 0) yield blockOf(rest);
}

/** The last line's end within a block from here, or that of a longer line; -1 where none is left. */
function blockEnd(data: Buffer, from: number): number {
  const end = data.lastIndexOf(NEWLINE, from + BLOCK_BYTES);
  return end >= from ? end : data.indexOf(NEWLINE, from);
}

function countLines(bytes: Buffer): number {
  let lines = 1;
  for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, end + 1)) lines++;
  return lines;
}

/** A block line by line. @throws {DataError} at a line that is not UTF-8. */
export function* linesOf(block: LineBlock, file: string): Generator<TextLine> {
  const isText = isUtf8(block.bytes);
  let { row } = block;
  let from = 0;
  for (const text of block.bytes.toString("utf8").split("\n")) {
    const found = block.bytes.indexOf(NEWLINE, from);
    const end = found === -1 ? block.bytes.length : found;
    if (!isText) decodeText(block.bytes.subarray(from, end), { file, row });
    yield { text: bare(text), row, offset: block.offset + from };
    row++;
    from = end + 1;
  }
}

/** Without a byte order mark and the carriage return of a CRLF. */
function bare(line: string): string {
  return line.slice(line.startsWith("\ufeff") ? 1 : 0, line.endsWith("\r") ? -1 : line.length);
}

interface Line {
  readonly bytes: Buffer;
  /** Where it begins in the file. */
  readonly offset: number;
}

interface Splitter {
  /** Lines that end in this chunk. The chunk must stay as it is until the next one. */
  push(chunk: Buffer): Line[];
  /** What follows the last line end. */
  rest(): Line;
}

export function createLineSplitter(): Splitter {
  let rest: Buffer = Buffer.alloc(0);
  let offset = 0;
  return {
    rest: () => ({ bytes: rest, offset }),
    push(chunk) {
      const data = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      const lines: Line[] = [];
      let from = 0;
      for (let end = data.indexOf(NEWLINE); end !== -1; end = data.indexOf(NEWLINE, from)) {
        lines.push({ bytes: data.subarray(from, end), offset: offset + from });
        from = end + 1;
      }
      rest = data.subarray(from);
      offset += from;
      return lines;
    },
  };
}

/** Visits every whole line with the place where it begins; returns where the last one ends. @throws {DataError} when the file cannot be read. */
export async function eachWholeLine(path: string, visit: (bytes: Buffer, offset: number) => void): Promise<number> {
  const splitter = createLineSplitter();
  let end = 0;
  for await (const chunk of readChunks(path)) {
    for (const { bytes, offset } of splitter.push(chunk)) {
      visit(bytes, offset);
      end = offset + bytes.length + 1;
    }
  }
  return end;
}

/** Lines by where they begin. Reading in file order is one pass over the file. */
export interface LineReader {
  lineAt(offset: number): string;
  /** Reading afterwards opens the file again. */
  close(): void;
}

export function openLineReader(path: string): LineReader {
  let file: number | undefined;
  let window = Buffer.alloc(0);
  let start = 0;
  const fill = (offset: number, bytes: number): void => {
    file ??= openSync(path, "r");
    const larger = Buffer.allocUnsafe(bytes);
    window = larger.subarray(0, readSync(file, larger, 0, bytes, offset));
    start = offset;
  };
  return {
    lineAt(offset) {
      let end = offset < start ? -1 : window.indexOf(NEWLINE, offset - start);
      for (let bytes = WINDOW_BYTES; end === -1; bytes *= 4) {
        fill(offset, bytes);
        end = window.indexOf(NEWLINE);
        if (end === -1 && window.length < bytes) end = window.length;
      }
      return decodeText(window.subarray(offset - start, end), { file: path });
    },
    close() {
      if (file !== undefined) closeSync(file);
      file = undefined;
    },
  };
}
