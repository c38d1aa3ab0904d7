/** Where a benchmark's data lies under a data root: official files, else a folder of TensorFlow Datasets, else a copy of the hub. */

import { readdir } from "node:fs/promises";
import path from "node:path";
import { DataError } from "../core/errors.ts";
import type { Dataset, HubCopy, TfdsFolder } from "../core/types.ts";
import { openDataRoot } from "./data-root.ts";
import { findTfds, tfdsPlaces } from "./tfds-folder.ts";

/** A copy that is there: the pieces of each table in their order. */
export interface FoundCopy {
  readonly copy: HubCopy<unknown>;
  readonly tables: Readonly<Record<string, readonly string[]>>;
}

interface Located {
  readonly dataset: Dataset<unknown>;
  readonly files: Readonly<Record<string, string>>;
}

/** The official files, or where they are not all there a prepared folder or a copy, as the data set that it is then. @throws {DataError} for the first official file that is missing, when there is nothing else either. */
export async function locateData(dataset: Dataset<unknown>, root: string): Promise<Located> {
  const data = openDataRoot(root, dataset.folders);
  const { tfds } = dataset;
  const official = tfds?.only === undefined ? await data.locate(dataset.files, dataset.origins).catch((error: unknown) => error as Error) : noFolder(tfds, dataset, root);
  if (!(official instanceof Error)) return { dataset, files: official };
  const prepared = tfds === undefined ? undefined : await findTfds(root, dataset.folders, tfds);
  if (tfds !== undefined && prepared !== undefined) {
    const from = { code: "tfds", message: told("read from a folder of TensorFlow Datasets, in its order", tfds), example: Object.values(tfds.splits)[0]?.names[0] ?? "" };
    return { files: prepared.files, dataset: readFrom(dataset, from, (root) => tfds.samples(root, prepared.splits)) };
  }
  const found = await findCopy(root, dataset);
  if (found === undefined) throw official;
  const { copy, tables } = found;
  const needed = await data.locate(Object.fromEntries((copy.needs ?? []).map((role) => [role, dataset.files[role] ?? []])), dataset.origins);
  const pieces = Object.entries(tables).flatMap(([role, places]) => places.map((place, i) => [`${role} ${i + 1}`, place] as const));
  const from = { code: "hub-copy", message: told("read from a copy on the Hugging Face Hub", copy), example: copy.repository };
  return { files: { ...Object.fromEntries(pieces), ...needed }, dataset: readFrom(dataset, from, (root) => copy.samples(root, tables, needed)) };
}

function told(what: string, { differs }: { readonly differs?: string }): string {
  return differs === undefined ? what : `${what}; ${differs}`;
}

/** The data set with samples from elsewhere, and the warning that says so. */
function readFrom(dataset: Dataset<unknown>, { code, message, example }: { code: string; message: string; example: string }, samples: Dataset<unknown>["samples"]): Dataset<unknown> {
  return {
    ...dataset,
    samples(root, files) {
      root.warn(code, message, example);
      return samples(root, files);
    },
  };
}

function noFolder({ splits, only }: TfdsFolder<unknown>, { folders }: Dataset<unknown>, root: string): DataError {
  const places = Object.values(splits).flatMap((split) => tfdsPlaces(root, folders, split));
  const hint = `Official files will not do: ${only}. Build it in big_vision/datasets with tfds build, or copy it. Looked for: ${places.join(", ")}.`;
  return new DataError("there is no folder of TensorFlow Datasets, with a version in it", { file: places[0] ?? root }, { hint });
}

/** The first copy with a piece of every table. @throws {DataError} when other pieces of it are missing. */
export async function findCopy(root: string, { folders, copies = [] }: Pick<Dataset<unknown>, "folders" | "copies">): Promise<FoundCopy | undefined> {
  for (const copy of copies) {
    for (const folder of copyFolders(root, folders, copy)) {
      const found = await Promise.all(Object.entries(copy.tables).map(async ([role, pattern]) => [role, await piecesOf(folder, pattern)] as const));
      if (found.every(([, pieces]) => pieces.length > 0)) return { copy, tables: Object.fromEntries(found) };
    }
  }
  return undefined;
}

/** Where a copy may lie. */
export function copyFolders(root: string, folders: readonly string[], { repository }: HubCopy<unknown>): string[] {
  return [...folders.slice(0, 1), repository].map((folder) => path.join(root, folder));
}

/** Whether a name is what a pattern with `*` describes; `*` stands for anything but `/`. */
export function isOfPattern(name: string, pattern: string): boolean {
  return new RegExp(`^${pattern.split("*").map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&")).join("[^/]*")}$`).test(name);
}

async function piecesOf(folder: string, pattern: string): Promise<string[]> {
  const within = path.join(folder, path.posix.dirname(pattern));
  const names = (await readdir(within).catch((): string[] => [])).filter((name) => isOfPattern(name, path.posix.basename(pattern))).sort();
  refuseGaps(names, within);
  return names.map((name) => path.join(within, name));
}

/** Pieces say of how many they are: `test-00001-of-00004.parquet`. */
function refuseGaps(names: readonly string[], folder: string): void {
  const counted = names.map((name) => /-(\d{5})-of-(\d{5})/.exec(name));
  const count = Number(counted[0]?.[2] ?? 0);
  const missing = Array.from({ length: count }, (_, i) => i).filter((i) => counted.filter((match) => Number(match?.[1]) === i && Number(match?.[2]) === count).length !== 1);
  if (missing.length === 0 && (count === 0 || count === names.length)) return;
  throw new DataError(`holds ${names.length} of ${count} pieces: ${names.slice(0, 5).join(", ")}${names.length > 5 ? ", …" : ""}`, { file: folder }, {
    hint: missing.length > 0 ? `Missing, or there twice: number ${missing.slice(0, 8).join(", ")}${missing.length > 8 ? ", …" : ""}. cardeval data fetch gets the rest.` : "Keep the pieces of one copy only.",
  });
}
