/** Archives as they are used here: files by their names, read where they lie. */

import { open, type FileHandle } from "node:fs/promises";
import { DataError, messageOf } from "../core/errors.ts";

export interface Archive {
  readonly path: string;
  /** How many files it holds. */
  readonly count: number;
  /** Names have `/` between folders. */
  has(name: string): boolean;
  /** A whole file. @throws {DataError} when it is damaged, encrypted, larger than 512 MiB, or not there. */
  read(name: string): Promise<Uint8Array>;
  /** A file of any size, piece by piece; what is wrong with it may come out at its end. @throws {DataError} as `read`. */
  chunks(name: string): AsyncGenerator<Buffer>;
}

/** What `read` gives at most, and the pieces that `chunks` gives. */
export const MAX_FILE_BYTES = 512 * 2 ** 20;
export const CHUNK_BYTES = 1 << 20;

const LEADS_OUT = /(^|\/)\.\.(\/|$)|^\//;

/** @throws {DataError} for a name that points above the archive, or is none. */
export function refuseClimbing(archive: string, name: string): void {
  if (LEADS_OUT.test(name) || name.includes("\0")) throw new DataError(`holds ${JSON.stringify(name)}, which leads out of it`, { file: archive }, { hint: "The official archives have no such name: fetch it from the data's own page." });
}

/** An archive of entries that were found by their names; how one is read differs between formats. */
export function archiveOf<Entry>(
  archive: string, entries: ReadonlyMap<string, Entry>,
  { read, chunks }: { read(name: string, entry: Entry): Promise<Uint8Array>; chunks(name: string, entry: Entry): AsyncIterable<Buffer> },
): Archive {
  const find = (name: string): Entry => {
    const entry = entries.get(name);
    if (entry === undefined) throw new DataError("the archive has no such file", { file: `${archive}!${name}` });
    return entry;
  };
  return {
    path: archive,
    count: entries.size,
    has: (name) => entries.has(name),
    read: async (name) => read(name, find(name)),
    async *chunks(name) {
      yield* chunks(name, find(name));
    },
  };
}

/** @throws {DataError} when the archive cannot be opened or read. */
export async function withFile<Result>(archive: string, use: (file: FileHandle) => Promise<Result>): Promise<Result> {
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
