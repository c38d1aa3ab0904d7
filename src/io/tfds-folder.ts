/**
 * Folders of TensorFlow Datasets under a data root: `NAME/VERSION/` or `NAME/CONFIG/VERSION/`, with `dataset_info.json` (splits and how
 * many records every file has), `features.json` and `NAME-SPLIT.tfrecord-00000-of-00008`.
 *
 * Source: tensorflow.org/datasets/external_tfrecord; tensorflow_datasets/core/proto/dataset_info.proto.
 */

import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { DataError } from "../core/errors.ts";
import type { TfdsFolder, TfdsRecords, TfdsSplit } from "../core/types.ts";
import { idField, listField, recordOf, textField, wrongField } from "./fields.ts";
import { readJson } from "./read-json.ts";

export interface FoundTfds {
  readonly splits: Readonly<Record<string, TfdsRecords>>;
  /** Every file that is read, by role. */
  readonly files: Readonly<Record<string, string>>;
}

/** Where the folders of a split may lie: under `tfds`, in the benchmark's own folder, in the root itself. */
export function tfdsPlaces(root: string, folders: readonly string[], { names }: TfdsSplit): string[] {
  return ["tfds", ...folders.slice(0, 1), ""].flatMap((folder) => names.map((name) => path.join(root, folder, ...name.split("/"))));
}

/** All splits, or undefined where one has no folder. @throws {DataError} when there is a folder that cannot be used. */
export async function findTfds(root: string, folders: readonly string[], { splits }: TfdsFolder<unknown>): Promise<FoundTfds | undefined> {
  const records: Record<string, TfdsRecords> = {};
  const files: Record<string, string> = {};
  for (const [role, split] of Object.entries(splits)) {
    const folder = await newestVersion(tfdsPlaces(root, folders, split));
    if (folder === undefined) return undefined;
    const found = await openSplit(folder, split);
    records[role] = found;
    Object.assign(files, { [`${role} splits`]: path.join(folder, INFO), [`${role} features`]: found.features });
    for (const [i, shard] of found.shards.entries()) files[`${role} ${i + 1}`] = shard.path;
  }
  return { splits: records, files };
}

const INFO = "dataset_info.json";
const BUILD = "Build the whole split again (tfds build).";

/** The folder of the highest version at the first place that has any. */
async function newestVersion(places: readonly string[]): Promise<string | undefined> {
  for (const place of places) {
    const versions = (await readdir(place).catch((): string[] => [])).filter((name) => /^\d+\.\d+\.\d+$/.test(name)).sort(compareVersions);
    const newest = versions.at(-1);
    if (newest !== undefined) return path.join(place, newest);
  }
  return undefined;
}

function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split(".").map(Number)) as [number[], number[]];
  return left.map((number, i) => number - (right[i] ?? 0)).find((difference) => difference !== 0) ?? 0;
}

async function openSplit(folder: string, { split, last, since }: TfdsSplit): Promise<TfdsRecords> {
  const file = path.join(folder, INFO);
  const info = recordOf(await readJson(file), { file });
  const version = path.basename(folder);
  if (since !== undefined && compareVersions(version, since) < 0) {
    throw new DataError(`is version ${version}; ${since} or a later one is needed`, { file: folder }, { hint: "Build it with the builder as it is today." });
  }
  const format = info["fileFormat"] ?? "tfrecord";
  if (format !== "tfrecord") throw wrongField({ file }, "fileFormat", "tfrecord (tfds build --file_format=tfrecord writes it)", format);
  const splits = listField(info, "splits", { file }).map((value) => recordOf(value, { file }, "splits"));
  const found = splits.find(({ name }) => name === split);
  if (found === undefined) throw new DataError(`has no split ${split}; it has ${splits.map(({ name }) => String(name)).join(", ") || "none"}`, { file }, { hint: "Build the missing one." });
  const lengths = listField(found, "shardLengths", { file }).map((length) => countOf({ length }, file));
  const name = textField(info, "name", { file });
  const whole = lengths.map((records, i) => ({ path: path.join(folder, shardName(found, { file, name, split, i, count: lengths.length })), records, skip: 0 }));
  const shards = lastRecords(whole, last, file);
  await refuseMissing(shards.map((shard) => shard.path), lengths.length);
  return { features: path.join(folder, "features.json"), shards };
}

/** Whole numbers of 64 bits are texts in the JSON of protocol buffers. */
function countOf(line: { readonly length: unknown }, file: string): number {
  const text = idField(line, "length", { file });
  if (!/^\d+$/.test(text)) throw wrongField({ file }, "shardLengths", "whole numbers", text);
  return Number(text);
}

function shardName(split: Readonly<Record<string, unknown>>, { file, name, split: splitName, i, count }: { file: string; name: string; split: string; i: number; count: number }): string {
  const [index, of] = [i, count].map((number) => String(number).padStart(5, "0")) as [string, string];
  const template = split["filepathTemplate"] ?? "{DATASET}-{SPLIT}.{FILEFORMAT}-{SHARD_X_OF_Y}";
  const parts: Readonly<Record<string, string>> = { DATASET: name, SPLIT: splitName, FILEFORMAT: "tfrecord", SHARD_INDEX: index, NUM_SHARDS: of, SHARD_X_OF_Y: `${index}-of-${of}` };
  const filled = String(template).replaceAll(/\{([A-Z_]+)\}/g, (whole, part: string) => parts[part] ?? whole);
  if (/[{}/\\]/.test(filled)) throw wrongField({ file }, "filepathTemplate", "the name of a file, of parts that are known", template);
  return filled;
}

/** Files that hold the last so many records, the first of them from the record on that is one of these. @throws {DataError} when there are fewer. */
function lastRecords(shards: TfdsRecords["shards"], last: number | undefined, file: string): TfdsRecords["shards"] {
  const all = shards.reduce((sum, { records }) => sum + records, 0);
  if (last !== undefined && last > all) throw new DataError(`has ${all} records, of which the last ${last} are wanted`, { file }, { hint: BUILD });
  let skip = all - (last ?? all);
  return shards.flatMap((shard) => {
    const skipped = Math.min(skip, shard.records);
    skip -= skipped;
    return skipped === shard.records ? [] : [{ ...shard, skip: skipped }];
  });
}

async function refuseMissing(files: readonly string[], count: number): Promise<void> {
  const isThere = await Promise.all(files.map((file) => stat(file).then((found) => found.isFile(), () => false)));
  const missing = files.filter((_, i) => isThere[i] !== true);
  if (missing[0] === undefined) return;
  throw new DataError(`does not exist; ${files.length} of the split's ${count} files are needed, ${missing.length} of them are missing`, { file: missing[0] }, { hint: "Copy the missing files, or build the data set again." });
}
