/**
 * Zip archives, read where they lie: the directory once, then single files, each checked by its length and CRC. Nothing is unpacked to disk.
 *
 * Format: PKWARE APPNOTE 6.3.10, §4.3.7 (local header), §4.4.4 (flags), §4.4.5 (methods: stored and deflated).
 */

import { open, type FileHandle } from "node:fs/promises";
import { pipeline } from "node:stream";
import { promisify } from "node:util";
import { crc32, createInflateRaw, inflateRaw } from "node:zlib";
import { DataError, messageOf } from "../core/errors.ts";
import { type Archive, archiveOf, CHUNK_BYTES, MAX_FILE_BYTES, withFile } from "./archive.ts";
import { readRange } from "./read-range.ts";
import { damagedZip, readZipDirectory, type ZipEntry } from "./zip-directory.ts";

const inflate = promisify(inflateRaw);

const LOCAL_SIGNATURE = 0x04034b50;
const LOCAL_BYTES = 30;
const STORED = 0;
const DEFLATED = 8;

/** @throws {DataError} when it is no zip archive, cut off or damaged. */
export async function openZip(archive: string): Promise<Archive> {
  return archiveOf(archive, await withFile(archive, (file) => readZipDirectory(file, archive)), {
    read: (name, entry) => withFile(archive, (file) => readEntry(file, archive, name, entry)),
    chunks: (name, entry) => streamEntry(archive, name, entry),
  });
}

/** All files of a small archive by their names. @throws {DataError} as `openZip` and `read`, for any of them. */
export function readWholeZip(archive: string): Promise<ReadonlyMap<string, Uint8Array>> {
  return withFile(archive, async (file) => {
    const contents = new Map<string, Uint8Array>();
    for (const [name, entry] of await readZipDirectory(file, archive)) contents.set(name, await readEntry(file, archive, name, entry));
    return contents;
  });
}

async function readEntry(file: FileHandle, archive: string, name: string, entry: ZipEntry): Promise<Uint8Array> {
  const { method, crc, packedBytes, bytes } = entry;
  if (Math.max(bytes, packedBytes) > MAX_FILE_BYTES) throw fault(archive, name, "is larger than 512 MiB", "Unpack the archive, or leave the sample out.");
  const packed = await readRange(file, await contentStart(file, archive, name, entry), packedBytes);
  if (packed === undefined) throw damagedZip(archive, `${name} is cut off`);
  const content = method === STORED ? packed : await inflate(packed, { maxOutputLength: Math.max(1, bytes) }).catch((error: unknown) => { throw damage(archive, name, messageOf(error)); });
  refuseOther(archive, name, entry, content.length, () => crc32(content) === crc);
  return content;
}

async function* streamEntry(archive: string, name: string, entry: ZipEntry): AsyncGenerator<Buffer> {
  const file = await open(archive);
  try {
    const start = await contentStart(file, archive, name, entry);
    let [length, sum] = [0, 0];
    if (entry.packedBytes > 0) {
      const packed = file.createReadStream({ start, end: start + entry.packedBytes - 1, autoClose: false, highWaterMark: CHUNK_BYTES });
      // Errors of either reach who reads the last one.
      const content = entry.method === STORED ? packed : pipeline(packed, createInflateRaw({ chunkSize: CHUNK_BYTES }), () => {});
      for await (const chunk of content as AsyncIterable<Buffer>) {
        length += chunk.length;
        if (length > entry.bytes) break;
        sum = crc32(chunk, sum);
        yield chunk;
      }
    }
    refuseOther(archive, name, entry, length, () => sum === entry.crc);
  } catch (error) {
    throw error instanceof DataError ? error : damage(archive, name, messageOf(error));
  } finally {
    await file.close();
  }
}

/** Where an entry's packed bytes begin. @throws {DataError} when they cannot be read here. */
async function contentStart(file: FileHandle, archive: string, name: string, { method, isEncrypted, isTwice, offset }: ZipEntry): Promise<number> {
  if (isTwice) throw fault(archive, name, "the archive holds two files of this name", "Unpack it and keep the right one.");
  if (isEncrypted) throw fault(archive, name, "is encrypted", "Unpack the archive with its password; cardeval asks for none.");
  if (method !== STORED && method !== DEFLATED) throw fault(archive, name, `is packed by method ${method}, which is neither stored nor deflated`, "Unpack the archive.");
  const header = await readRange(file, offset, LOCAL_BYTES);
  if (header?.readUInt32LE(0) !== LOCAL_SIGNATURE) throw damagedZip(archive, `${name} is not where the directory says`);
  return offset + LOCAL_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28);
}

function refuseOther(archive: string, name: string, { bytes }: ZipEntry, length: number, isAsSummed: () => boolean): void {
  if (length !== bytes) throw damage(archive, name, length > bytes ? `more than ${bytes} bytes` : `${length} bytes instead of ${bytes}`);
  if (!isAsSummed()) throw damage(archive, name, "its checksum (CRC-32) is another");
}

function damage(archive: string, name: string, problem: string): DataError {
  return fault(archive, name, `is damaged in the archive: ${problem}`, "Fetch the archive again, or test it with: unzip -t.");
}

function fault(archive: string, name: string, problem: string, hint: string): DataError {
  return new DataError(problem, { file: `${archive}!${name}` }, { hint });
}
