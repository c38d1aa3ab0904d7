/** Files to bytes and text, in archives too (`archive.zip!entry`), with errors that say what is wrong with the file. */

import { isUtf8 } from "node:buffer";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { DataError, messageOf } from "../core/errors.ts";
import { CHUNK_BYTES } from "./archive.ts";
import { openArchive, placeInside } from "./open-archive.ts";

function unreadable(path: string, error: unknown): DataError {
  const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
  return new DataError(missing ? "the file does not exist" : `cannot be read: ${messageOf(error)}`, { file: path }, { cause: error });
}

/** The whole file. @throws {DataError} when it cannot be read. */
export async function readBytes(path: string): Promise<Uint8Array> {
  const inside = placeInside(path);
  if (inside !== undefined) return (await openArchive(inside.archive)).read(inside.entry);
  try {
    return await readFile(path);
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** Bytes as UTF-8 without a byte order mark. @throws {DataError} for other encodings. */
export function decodeText(bytes: Uint8Array, at: { file: string; row?: number }): string {
  if (!isUtf8(bytes)) {
    throw new DataError("is not UTF-8 text", at, { hint: "Convert it (for example: iconv -f latin1 -t utf8), and check where it was damaged." });
  }
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
  return text.startsWith("\ufeff") ? text.slice(1) : text;
}

/** The file in chunks of 1 MiB. @throws {DataError} when it cannot be read. */
export async function* readChunks(path: string): AsyncGenerator<Buffer> {
  const inside = placeInside(path);
  if (inside !== undefined) return yield* (await openArchive(inside.archive)).chunks(inside.entry);
  try {
    yield* createReadStream(path, { highWaterMark: CHUNK_BYTES });
  } catch (error) {
    throw unreadable(path, error);
  }
}
