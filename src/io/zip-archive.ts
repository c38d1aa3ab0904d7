/**
 * Zip archives, read where they lie: the directory once, then single files, each checked by its length and CRC. Nothing is unpacked to disk.
 *
 * Format: PKWARE APPNOTE 6.3.10, §4.3.7 (local header), §4.4.4 (flags), §4.4.5 (methods: stored and deflated).
 */

import { open, type FileHandle } from "node:fs/promises";
import { promisify } from "node:util";
import { crc32, inflateRaw } from "node:zlib";
import { DataError, messageOf } from "../core/errors.ts";
import { readRange } from "./read-range.ts";
import { damagedZip, readZipDirectory, type ZipEntry } from "./zip-directory.ts";

const inflate = promisify(inflateRaw);

const LOCAL_SIGNATURE = 0x04034b50;
const LOCAL_BYTES = 30;
const STORED = 0;
const DEFLATED = 8;
const MAX_FILE_BYTES = 512 * 2 ** 20;

export interface ZipArchive {
  readonly path: string;
  /** Names of its files, with `/` between folders. */
  has(name: string): boolean;
  readonly count: number;
  /** A whole file. @throws {DataError} when it is damaged, encrypted, larger than 512 MiB, or not there. */
  read(name: string): Promise<Uint8Array>;
}

/** Directories that were read: kept while the program runs, since several benchmarks read the same archive. */
const opened = new Map<string, Promise<ZipArchive>>();

/** @throws {DataError} when it is no zip archive, cut off or damaged. */
export async function openZip(archive: string): Promise<ZipArchive> {
  const { size, mtimeMs } = await withFile(archive, (file) => file.stat());
  const key = `${archive}\0${size}\0${mtimeMs}`;
  const known = opened.get(key) ?? withFile(archive, (file) => readZipDirectory(file, archive)).then((entries) => archiveOf(archive, entries));
  opened.set(key, known);
  return known;
}

/** All files of a small archive by their names. @throws {DataError} as `openZip` and `read`, for any of them. */
export function readWholeZip(archive: string): Promise<ReadonlyMap<string, Uint8Array>> {
  return withFile(archive, async (file) => {
    const contents = new Map<string, Uint8Array>();
    for (const [name, entry] of await readZipDirectory(file, archive)) contents.set(name, await readEntry(file, archive, name, entry));
    return contents;
  });
}

function archiveOf(archive: string, entries: ReadonlyMap<string, ZipEntry>): ZipArchive {
  return {
    path: archive,
    count: entries.size,
    has: (name) => entries.has(name),
    async read(name) {
      const entry = entries.get(name);
      if (entry === undefined) throw new DataError("the archive has no such file", { file: `${archive}!${name}` });
      return withFile(archive, (file) => readEntry(file, archive, name, entry));
    },
  };
}

async function readEntry(file: FileHandle, archive: string, name: string, { method, isEncrypted, crc, packedBytes, bytes, offset, isTwice }: ZipEntry): Promise<Uint8Array> {
  const fault = (problem: string, hint: string): DataError => new DataError(problem, { file: `${archive}!${name}` }, { hint });
  if (isTwice) throw fault("the archive holds two files of this name", "Unpack it and keep the right one.");
  if (isEncrypted) throw fault("is encrypted", "Unpack the archive with its password; cardeval asks for none.");
  if (method !== STORED && method !== DEFLATED) throw fault(`is packed by method ${method}, which is neither stored nor deflated`, "Unpack the archive.");
  if (Math.max(bytes, packedBytes) > MAX_FILE_BYTES) throw fault("is larger than 512 MiB", "Unpack the archive, or leave the sample out.");
  const header = await readRange(file, offset, LOCAL_BYTES);
  if (header?.readUInt32LE(0) !== LOCAL_SIGNATURE) throw damagedZip(archive, `${name} is not where the directory says`);
  const packed = await readRange(file, offset + LOCAL_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28), packedBytes);
  if (packed === undefined) throw damagedZip(archive, `${name} is cut off`);
  const damage = (problem: string): DataError => fault(`is damaged in the archive: ${problem}`, "Fetch the archive again, or test it with: unzip -t.");
  const content = method === STORED ? packed : await inflate(packed, { maxOutputLength: Math.max(1, bytes) }).catch((error: unknown) => { throw damage(messageOf(error)); });
  if (content.length !== bytes) throw damage(`${content.length} bytes instead of ${bytes}`);
  if (crc32(content) !== crc) throw damage("its checksum (CRC-32) is another");
  return content;
}

async function withFile<Result>(archive: string, use: (file: FileHandle) => Promise<Result>): Promise<Result> {
  let file: FileHandle | undefined;
  try {
    file = await open(archive);
    return await use(file);
  } catch (error) {
    if (error instanceof DataError) throw error;
    throw new DataError(`the archive cannot be read: ${messageOf(error)}`, { file: archive }, { cause: error });
  } finally {
    await file?.close();
  }
}
