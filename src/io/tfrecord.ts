/**
 * TFRecord files: records one after another, each with its length and two checksums.
 *
 * A record: length (8 bytes, little-endian), masked CRC-32C of these 8 bytes, data, masked CRC-32C of the data.
 * Source: tensorflow.org/tutorials/load_data/tfrecord; tensorflow/core/lib/io/record_writer.h.
 */

import { open, type FileHandle } from "node:fs/promises";
import { DataError, messageOf } from "../core/errors.ts";
import { maskedCrc32c } from "./crc32c.ts";
import { readRange } from "./read-range.ts";

const HEAD_BYTES = 12;
const SUM_BYTES = 4;
/** A picture and its texts; more is no record of a benchmark. */
const MAX_RECORD_BYTES = 512 * 2 ** 20;
const HINT = "Copy or build the file again.";

export interface TfRecord {
  /** Where it begins, for reading it again. */
  readonly offset: number;
  /** Counted from 0. */
  readonly index: number;
  readonly data: Buffer;
}

/** Records in their order from the `skip`-th on; what is skipped is stepped over by its length. @throws {DataError} for a file that is cut or damaged. */
export async function* readTfRecords(path: string, skip = 0): AsyncGenerator<TfRecord> {
  const file = await openFile(path);
  try {
    const { size } = await file.stat();
    let offset = 0;
    for (let index = 0; offset < size; index++) {
      const bytes = await lengthAt(file, path, offset, index, size);
      if (index >= skip) yield { offset, index, data: await dataAt(file, path, offset, index, bytes) };
      offset += HEAD_BYTES + bytes + SUM_BYTES;
    }
  } finally {
    await file.close();
  }
}

/** One record again. @throws {DataError} */
export async function readTfRecord(path: string, { offset, index }: Pick<TfRecord, "offset" | "index">): Promise<Buffer> {
  const file = await openFile(path);
  try {
    const { size } = await file.stat();
    return await dataAt(file, path, offset, index, await lengthAt(file, path, offset, index, size));
  } finally {
    await file.close();
  }
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path);
  } catch (error) {
    throw new DataError(`cannot be read: ${messageOf(error)}`, { file: path }, { cause: error });
  }
}

async function lengthAt(file: FileHandle, path: string, offset: number, index: number, size: number): Promise<number> {
  const head = await readRange(file, offset, HEAD_BYTES);
  if (head === undefined) throw cut(path, index, size);
  if (maskedCrc32c(head.subarray(0, 8)) !== head.readUInt32LE(8)) {
    throw new DataError(index === 0 ? "is not a TFRecord file, or its first length is damaged" : "the checksum of its length is wrong", { file: path, row: index + 1 }, { hint: HINT });
  }
  const bytes = Number(head.readBigUInt64LE(0));
  if (bytes > MAX_RECORD_BYTES) throw new DataError(`is a record of ${bytes} bytes; at most ${MAX_RECORD_BYTES} are read`, { file: path, row: index + 1 });
  if (offset + HEAD_BYTES + bytes + SUM_BYTES > size) throw cut(path, index, size);
  return bytes;
}

async function dataAt(file: FileHandle, path: string, offset: number, index: number, bytes: number): Promise<Buffer> {
  const body = await readRange(file, offset + HEAD_BYTES, bytes + SUM_BYTES);
  if (body === undefined) throw cut(path, index, offset);
  const data = body.subarray(0, bytes);
  if (maskedCrc32c(data) !== body.readUInt32LE(bytes)) throw new DataError("the checksum of its data is wrong: the file is damaged", { file: path, row: index + 1 }, { hint: HINT });
  return data;
}

function cut(path: string, index: number, size: number): DataError {
  return new DataError(`is cut off: the file ends within this record, after ${size} bytes`, { file: path, row: index + 1 }, { hint: HINT });
}
