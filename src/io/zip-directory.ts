/**
 * The directory at the end of a zip archive: which files it holds, and where.
 *
 * Format: PKWARE APPNOTE 6.3.10, §4.3.12 (directory), §4.3.14–16 (end records), §4.5.3 (zip64).
 * Quirk: tools without zip64 write the number of entries modulo 65,536; so it is compared modulo that, and the directory's bytes decide.
 */

import type { FileHandle } from "node:fs/promises";
import { DataError } from "../core/errors.ts";
import { refuseClimbing } from "./archive.ts";
import { readRange } from "./read-range.ts";

/** What the directory says of one file. */
export interface ZipEntry {
  readonly method: number;
  readonly isEncrypted: boolean;
  readonly crc: number;
  /** Bytes in the archive, and bytes of the file. */
  readonly packedBytes: number;
  readonly bytes: number;
  /** Of the entry's own header, from the archive's start. */
  readonly offset: number;
  /** Another entry has the same name. */
  readonly isTwice: boolean;
}

const SIGNATURES = { end: 0x06054b50, end64: 0x06064b50, locator64: 0x07064b50, entry: 0x02014b50 };
const END_BYTES = 22;
const LOCATOR_BYTES = 20;
const END64_BYTES = 56;
const ENTRY_BYTES = 46;
const MAX_COMMENT_BYTES = 0xffff;
const MAX_DIRECTORY_BYTES = 2 ** 30;
/** Letters beyond ASCII, and the other slash. */
const UNUSUAL = /[\u0080-\u00ff\\]/;
/** A 32-bit field whose value stands in the zip64 part. */
const ELSEWHERE = 0xffff_ffff;

interface End {
  readonly count: number;
  readonly bytes: number;
  readonly offset: number;
}

/** An archive that is not as its format wants it. */
export function damagedZip(archive: string, problem: string): DataError {
  return new DataError(`is not a whole zip archive: ${problem}`, { file: archive }, { hint: "Fetch it again, or test it with: unzip -t." });
}

/** Every file of the archive by its name, folders between `/`. @throws {DataError} when it is cut off or damaged, or has names that lead out of it. */
export async function readZipDirectory(file: FileHandle, archive: string): Promise<ReadonlyMap<string, ZipEntry>> {
  const { size } = await file.stat();
  const end = await readEnd(file, size, archive);
  const directory = end.bytes > MAX_DIRECTORY_BYTES ? undefined : await readRange(file, end.offset, end.bytes);
  if (directory === undefined) throw damagedZip(archive, "its directory lies beyond its end");
  const entries = new Map<string, ZipEntry>();
  // Decoded once: most names are plain letters, and a name of its own each is most of the work.
  const letters = directory.toString("latin1");
  let [count, at] = [0, 0];
  for (; at + ENTRY_BYTES <= directory.length && directory.readUInt32LE(at) === SIGNATURES.entry; count++) {
    const nameEnd = at + ENTRY_BYTES + directory.readUInt16LE(at + 28);
    const next = nameEnd + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
    if (next > directory.length) break;
    const name = decodeName(directory, letters, at + ENTRY_BYTES, nameEnd);
    refuseClimbing(archive, name);
    if (!name.endsWith("/")) entries.set(name, readEntry(directory, at, nameEnd, next, entries.has(name)));
    at = next;
  }
  if (at !== directory.length || (count - end.count) % 0x1_0000 !== 0) throw damagedZip(archive, `its directory breaks off after ${count} of ${end.count} entries`);
  return entries;
}

/** The last end record whose comment reaches to the end of the file, and its zip64 twin where there is one. */
async function readEnd(file: FileHandle, size: number, archive: string): Promise<End> {
  const length = Math.min(size, END_BYTES + MAX_COMMENT_BYTES);
  const tail = await readRange(file, size - length, length) ?? Buffer.alloc(0);
  let at = tail.length - END_BYTES;
  while (at >= 0 && !(tail.readUInt32LE(at) === SIGNATURES.end && at + END_BYTES + tail.readUInt16LE(at + 20) === tail.length)) at--;
  if (at < 0) throw damagedZip(archive, "it has no directory at its end (a download that broke off?)");
  const [disk, count, bytes, offset] = [tail.readUInt16LE(at + 4), tail.readUInt16LE(at + 10), tail.readUInt32LE(at + 12), tail.readUInt32LE(at + 16)];
  const locator = await readRange(file, Math.max(0, size - length + at - LOCATOR_BYTES), LOCATOR_BYTES);
  if (locator?.readUInt32LE(0) === SIGNATURES.locator64) return readEnd64(file, Number(locator.readBigUInt64LE(8)), archive);
  if (disk !== 0) throw new DataError("is one part of an archive in several parts", { file: archive }, { hint: "Join the parts (zip -s 0 PART --out WHOLE.zip), or unpack them." });
  return { count, bytes, offset };
}

async function readEnd64(file: FileHandle, position: number, archive: string): Promise<End> {
  const record = await readRange(file, position, END64_BYTES);
  if (record?.readUInt32LE(0) !== SIGNATURES.end64) throw damagedZip(archive, "its zip64 record is not where it should be");
  return { count: Number(record.readBigUInt64LE(32)), bytes: Number(record.readBigUInt64LE(40)), offset: Number(record.readBigUInt64LE(48)) };
}

/** UTF-8, which every tool writes for names beyond ASCII today; older names of other letters are read as Latin-1. */
function decodeName(directory: Buffer, letters: string, start: number, end: number): string {
  const plain = letters.slice(start, end);
  if (!UNUSUAL.test(plain)) return plain;
  const name = directory.toString("utf8", start, end);
  return (name.includes("\ufffd") ? plain : name).replaceAll("\\", "/");
}

function readEntry(directory: Buffer, at: number, nameEnd: number, next: number, isTwice: boolean): ZipEntry {
  const entry = {
    method: directory.readUInt16LE(at + 10), isEncrypted: (directory.readUInt16LE(at + 8) & 1) === 1, crc: directory.readUInt32LE(at + 16),
    packedBytes: directory.readUInt32LE(at + 20), bytes: directory.readUInt32LE(at + 24), offset: directory.readUInt32LE(at + 42), isTwice,
  };
  if (entry.packedBytes !== ELSEWHERE && entry.bytes !== ELSEWHERE && entry.offset !== ELSEWHERE) return entry;
  const long = zip64Fields(directory.subarray(nameEnd, next));
  // The zip64 part has only the fields that do not fit, in this order.
  const resolve = (value: number): number => (value === ELSEWHERE ? (long.shift() ?? value) : value);
  const [bytes, packedBytes, offset] = [resolve(entry.bytes), resolve(entry.packedBytes), resolve(entry.offset)];
  return { ...entry, bytes, packedBytes, offset };
}

/** The whole numbers of the zip64 part among the extra fields. */
function zip64Fields(extra: Buffer): number[] {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    const field = extra.subarray(at + 4, at + 4 + extra.readUInt16LE(at + 2));
    return Array.from({ length: Math.floor(field.length / 8) }, (_, i) => Number(field.readBigUInt64LE(8 * i)));
  }
  return [];
}
