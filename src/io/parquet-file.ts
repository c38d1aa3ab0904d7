/** Parquet files piece by piece: what they hold, and the values of some columns in a stretch of rows. */

import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { parquetMetadataAsync, parquetReadObjects, parquetSchema, type AsyncBuffer, type FileMetaData } from "hyparquet";
import { DataError, messageOf } from "../core/errors.ts";
import { withFile } from "./archive.ts";
import { readRange } from "./read-range.ts";

/** Rows that lie together, and what each of their columns takes. */
export interface RowGroup {
  /** The first row of the group, counted from 0 in the file. */
  readonly start: number;
  readonly rows: number;
  columnBytes(column: string): number;
  /** Of these, what must be read whole for a single row, since no index says where the row is. */
  unindexedBytes(column: string): number;
}

export interface ParquetFile {
  readonly path: string;
  readonly columns: readonly string[];
  readonly groups: readonly RowGroup[];
  /** Objects with these columns. @throws {DataError} when the file is damaged there. */
  read(columns: readonly string[], start: number, end: number): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

const compressors = { GZIP: (packed: Uint8Array): Uint8Array => gunzipSync(packed), BROTLI: (packed: Uint8Array): Uint8Array => brotliDecompressSync(packed) };

/** @throws {DataError} when it is no parquet file, or cut off. */
export async function openParquet(path: string): Promise<ParquetFile> {
  return withFile(path, async (handle) => {
    const { size } = await handle.stat();
    const head = (await readRange(handle, 0, Math.min(size, 64)))?.toString("latin1") ?? "";
    if (head.startsWith("version https://git-lfs")) throw new DataError("is a git-lfs pointer, not the file", { file: path }, { hint: "Fetch the file itself: git lfs pull, or cardeval data fetch." });
    if (!head.startsWith("PAR1")) throw damaged(path, size === 0 ? "it is empty" : "it does not begin as one");
    const file = bufferOf(path, size);
    const metadata = await parquetMetadataAsync(file).catch((error: unknown) => { throw damaged(path, messageOf(error)); });
    return {
      path,
      columns: parquetSchema(metadata).children.map(({ element }) => element.name),
      groups: groupsOf(metadata),
      read: (columns, rowStart, rowEnd) => parquetReadObjects({ file, metadata, columns: [...columns], rowStart, rowEnd, utf8: false, compressors, useOffsetIndex: true })
        .catch((error: unknown) => { throw damaged(path, `rows ${rowStart + 1} to ${rowEnd}: ${messageOf(error)}`); }),
    };
  });
}

function damaged(path: string, problem: string): DataError {
  return new DataError(`is not a whole parquet file: ${problem}`, { file: path }, { hint: "Fetch it again." });
}

function bufferOf(path: string, size: number): AsyncBuffer {
  return {
    byteLength: size,
    slice: (start, end = size) => withFile(path, async (handle) => {
      const bytes = await readRange(handle, start, end - start);
      if (bytes === undefined) throw damaged(path, `it ends before byte ${end}`);
      return bytes.buffer as ArrayBuffer;
    }),
  };
}

function groupsOf({ row_groups: groups }: FileMetaData): RowGroup[] {
  let next = 0;
  return groups.map(({ num_rows: count, columns }) => {
    const start = next;
    next += Number(count);
    const chunks = (column: string): typeof columns => columns.filter(({ meta_data: chunk }) => chunk?.path_in_schema[0] === column);
    const bytesOf = (some: typeof columns): number => some.reduce((sum, { meta_data: chunk }) => sum + Number(chunk?.total_uncompressed_size ?? 0), 0);
    return {
      start, rows: Number(count),
      columnBytes: (column) => bytesOf(chunks(column)),
      unindexedBytes: (column) => bytesOf(chunks(column).filter(({ offset_index_offset: offset }) => offset === undefined || offset === null)),
    };
  });
}
