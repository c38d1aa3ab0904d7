/** Rows of parquet files as the hub's copies have them: their columns one row group after another, their pictures when they are wanted. */

import { DataError } from "../core/errors.ts";
import type { ImageSource } from "../core/types.ts";
import { openParquet, type ParquetFile, type RowGroup } from "./parquet-file.ts";
import { recentPieces } from "./recent-pieces.ts";
import type { Row } from "./read-json.ts";

export interface Columns {
  readonly read: readonly string[];
  /** Columns that not every copy has. */
  readonly ifThere?: readonly string[];
  /** Columns of pictures: in a row they are sources to read from. */
  readonly pictures: readonly string[];
}

/** What the other columns of one group may take, and the pictures of one group that are unpacked at once. */
const MAX_GROUP_BYTES = 192 * 2 ** 20;
/** Groups up to this are unpacked whole; of larger ones single pictures, where the file has an index. */
const WHOLE_GROUP_BYTES = 32 * 2 ** 20;
/** Paths beside the pictures, too short to have an index. */
const INDEXED_BYTES = 2 ** 20;

const pictures = recentPieces<readonly unknown[]>(64 * 2 ** 20);

/** @throws {DataError} for a file that is damaged, has no such column, or whose row groups are too large to be held. */
export async function* readParquet(files: readonly string[], columns: Columns): AsyncGenerator<Row> {
  for (const path of files) {
    const file = await openParquet(path);
    const missing = [...columns.read, ...columns.pictures].filter((column) => !file.columns.includes(column));
    if (missing.length > 0) throw new DataError(`has no column ${missing.join(", ")}; its columns are ${file.columns.join(", ")}`, { file: path }, { hint: "Is it the right configuration and split?" });
    const read = [...columns.read, ...(columns.ifThere ?? []).filter((column) => file.columns.includes(column))];
    for (const group of file.groups) {
      refuseHuge(file, group, read);
      const rows = read.length === 0 ? Array.from({ length: group.rows }, () => ({})) : await file.read(read, group.start, group.start + group.rows);
      for (const [i, values] of rows.entries()) {
        const sources = columns.pictures.map((column): [string, ImageSource] => [column, pictureIn(file, group, column, i)]);
        yield { value: { ...(plain(values) as object), ...Object.fromEntries(sources) }, file: path, row: group.start + i + 1 };
      }
    }
  }
}

function refuseHuge({ path }: ParquetFile, group: RowGroup, columns: readonly string[]): void {
  const bytes = columns.reduce((sum, column) => sum + group.columnBytes(column), 0);
  if (bytes <= MAX_GROUP_BYTES) return;
  throw new DataError(`its row group from row ${group.start + 1} takes ${Math.round(bytes / 2 ** 20)} MiB at once (${columns.join(", ")})`, { file: path }, {
    hint: "Write it in smaller groups, for example with Python: pq.write_table(pq.read_table(OLD), NEW, row_group_size=100).",
  });
}

function pictureIn(file: ParquetFile, group: RowGroup, column: string, i: number): ImageSource {
  const row = group.start + i;
  return {
    name: `${file.path} row ${row + 1} column ${column}`,
    async read() {
      const bytes = group.columnBytes(column);
      if (bytes > WHOLE_GROUP_BYTES && group.unindexedBytes(column) < INDEXED_BYTES) return pictureBytes((await file.read([column], row, row + 1))[0]?.[column], file.path, row, column);
      refuseHuge(file, group, [column]);
      const values = await pictures(`${file.path}\0${group.start}\0${column}`, bytes, async () => (await file.read([column], group.start, group.start + group.rows)).map((values) => values[column]));
      return pictureBytes(values[i], file.path, row, column);
    },
  };
}

/** The bytes of `{bytes, path}`, as the hub writes pictures, or of a column that is nothing else. */
function pictureBytes(value: unknown, file: string, row: number, column: string): Uint8Array {
  const bytes = value instanceof Uint8Array ? value : (value as { bytes?: unknown } | null | undefined)?.bytes;
  if (bytes instanceof Uint8Array && bytes.length > 0) return bytes;
  throw new DataError("has no bytes of a picture", { file, row: row + 1, field: column }, { hint: "Copies that only name their pictures cannot be read; fetch one that holds them." });
}

/** Long integers as numbers where they fit, texts beyond. */
function plain(value: unknown): unknown {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null || value instanceof Uint8Array || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}
