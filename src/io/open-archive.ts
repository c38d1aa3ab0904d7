/** Archives by their endings, and places in them: `archive.zip!entry`. */

import { stat } from "node:fs/promises";
import { DataError, messageOf } from "../core/errors.ts";
import type { Archive } from "./archive.ts";

const openZip = async (archive: string): Promise<Archive> => (await import("./zip-archive.ts")).openZip(archive);
const openTar = async (archive: string): Promise<Archive> => (await import("./tar-archive.ts")).openTar(archive);

/** Endings of archives that are read where they lie. */
const FORMATS: Readonly<Record<string, (archive: string) => Promise<Archive>>> = { ".zip": openZip, ".tar": openTar };

/** Endings of those that have no places to read from: compressed as a whole, or of another kind. */
const SEALED = /\.(tar\.\w+|tgz|tbz2?|txz|rar|7z)$/i;

/** Directories that were read: kept while the program runs, since several benchmarks read the same archive. */
const opened = new Map<string, Promise<Archive>>();

export function isArchive(name: string): boolean {
  return Object.hasOwn(FORMATS, endingOf(name));
}

/** Whether an archive must be unpacked before anything in it can be read. */
export function isSealed(name: string): boolean {
  return SEALED.test(name);
}

/** @throws {DataError} when it is no archive, cut off or damaged. */
export async function openArchive(archive: string): Promise<Archive> {
  const { size, mtimeMs } = await stat(archive).catch((error: unknown) => {
    throw new DataError(`the archive cannot be read: ${messageOf(error)}`, { file: archive }, { cause: error });
  });
  const key = `${archive}\0${size}\0${mtimeMs}`;
  const known = opened.get(key) ?? (FORMATS[endingOf(archive)] ?? openZip)(archive);
  opened.set(key, known);
  return known;
}

/** A place in an archive; undefined for the path of a file of its own. @example placeInside("a.zip!b/c.json") // → { archive: "a.zip", entry: "b/c.json" } */
export function placeInside(place: string): { readonly archive: string; readonly entry: string } | undefined {
  const [, archive, entry] = /^(.+?\.(?:zip|tar))!(.+)$/is.exec(place) ?? [];
  return archive === undefined || entry === undefined ? undefined : { archive, entry };
}

function endingOf(name: string): string {
  return name.slice(name.lastIndexOf(".")).toLowerCase();
}
