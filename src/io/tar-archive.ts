/**
 * Tar archives (WebDataset's shards are such), read where they lie: all headers once, then single files.
 *
 * Format: POSIX.1-2017 pax interchange format (ustar headers; `path` and `size` of extended headers), GNU tar's long names and
 * base-256 sizes. As when it is unpacked, the last file of a name counts, and links are no files.
 */

import { createReadStream } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { DataError } from "../core/errors.ts";
import { type Archive, archiveOf, CHUNK_BYTES, MAX_FILE_BYTES, refuseClimbing, withFile } from "./archive.ts";
import { readRange } from "./read-range.ts";

const BLOCK = 512;
/** Of plain files, by whoever wrote them. */
const FILE_KINDS = new Set(["0", "\0", "7"]);
/** Long names and extended headers beyond this are not of a data set. */
const MAX_NOTE_BYTES = 1 << 20;

interface TarEntry {
  readonly offset: number;
  readonly bytes: number;
}

/** What stands before a header about the file that it heads. */
interface Notes {
  path?: string;
  size?: number;
}

/** @throws {DataError} when it is no tar archive, cut off or damaged. */
export async function openTar(archive: string): Promise<Archive> {
  return archiveOf(archive, await withFile(archive, (file) => readHeaders(file, archive)), {
    async read(name, { offset, bytes }) {
      if (bytes > MAX_FILE_BYTES) throw new DataError("is larger than 512 MiB", { file: `${archive}!${name}` }, { hint: "Unpack the archive, or leave the sample out." });
      const content = await withFile(archive, (file) => readRange(file, offset, bytes));
      if (content === undefined) throw damagedTar(archive, `${name} is cut off`);
      return content;
    },
    async *chunks(_, { offset, bytes }) {
      if (bytes > 0) yield* createReadStream(archive, { start: offset, end: offset + bytes - 1, highWaterMark: CHUNK_BYTES });
    },
  });
}

function damagedTar(archive: string, problem: string): DataError {
  return new DataError(`is not a whole tar archive: ${problem}`, { file: archive }, { hint: "Fetch it again, or test it with: tar -tf." });
}

async function readHeaders(file: FileHandle, archive: string): Promise<ReadonlyMap<string, TarEntry>> {
  const { size } = await file.stat();
  if (size === 0) throw damagedTar(archive, "it is an empty file");
  const entries = new Map<string, TarEntry>();
  let notes: Notes = {};
  for (let at = 0; at < size;) {
    const header = await readRange(file, at, BLOCK);
    if (header === undefined) throw damagedTar(archive, `its header at byte ${at} is cut off`);
    if (header.every((byte) => byte === 0)) break;
    if (!isHeader(header)) throw damagedTar(archive, at === 0 ? "it does not begin with a header" : `its header at byte ${at} has another checksum`);
    const kind = String.fromCharCode(header[156] ?? 0);
    const offset = at + BLOCK;
    const bytes = ("xgLK".includes(kind) ? undefined : notes.size) ?? numberField(header, 124, 12);
    if (!(bytes >= 0) || offset + bytes > size) throw damagedTar(archive, `it ends within the file at byte ${at}`);
    if (kind === "L" || kind === "x") Object.assign(notes, await readNotes(file, archive, kind, offset, bytes));
    else if (!"gK".includes(kind)) {
      const name = (notes.path ?? ustarName(header)).replace(/^(\.\/+)+/, "");
      refuseClimbing(archive, name);
      if (FILE_KINDS.has(kind) && !name.endsWith("/")) entries.set(name, { offset, bytes });
      else if (kind === "S") throw new DataError(`holds ${name} with holes in it (GNU sparse)`, { file: archive }, { hint: "Unpack the archive." });
      notes = {};
    }
    at = offset + Math.ceil(bytes / BLOCK) * BLOCK;
  }
  return entries;
}

/** Its checksum is the sum of its bytes, its own field taken as blanks. */
function isHeader(header: Buffer): boolean {
  let sum = 8 * 32;
  for (let i = 0; i < BLOCK; i++) if (i < 148 || i >= 156) sum += header[i] ?? 0;
  return sum === numberField(header, 148, 8);
}

/** Octal digits, or base 256 where the first bit is set. */
function numberField(header: Buffer, start: number, length: number): number {
  const field = header.subarray(start, start + length);
  if (((field[0] ?? 0) & 0x80) !== 0) return field.subarray(1).reduce((sum, byte) => sum * 256 + byte, 0);
  return Number.parseInt(textField(header, start, length).trim() || "0", 8);
}

function textField(header: Buffer, start: number, length: number): string {
  const end = header.indexOf(0, start);
  return header.toString("utf8", start, end === -1 || end > start + length ? start + length : end);
}

function ustarName(header: Buffer): string {
  const prefix = header.toString("latin1", 257, 263) === "ustar\0" ? textField(header, 345, 155) : "";
  return prefix === "" ? textField(header, 0, 100) : `${prefix}/${textField(header, 0, 100)}`;
}

/** GNU's long name, or the records `length key=value` of an extended header. */
async function readNotes(file: FileHandle, archive: string, kind: string, offset: number, bytes: number): Promise<Notes> {
  const content = bytes > MAX_NOTE_BYTES ? undefined : await readRange(file, offset, bytes);
  if (content === undefined) throw damagedTar(archive, `the note at byte ${offset} is cut off or too long`);
  if (kind === "L") return { path: textField(content, 0, bytes) };
  const notes: Notes = {};
  for (let at = 0; at < bytes;) {
    const length = Number.parseInt(content.toString("latin1", at, at + 20), 10);
    if (!(length > 0)) throw damagedTar(archive, `the extended header at byte ${offset} is not made of records`);
    const [, key, value = ""] = /^\d+ ([^=]+)=(.*)\n$/s.exec(content.toString("utf8", at, at + length)) ?? [];
    if (key === "path") notes.path = value;
    if (key === "size") notes.size = Number(value);
    at += length;
  }
  return notes;
}
