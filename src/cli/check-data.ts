/** What there is of a benchmark's data: annotation files, rows, pictures. Pictures are looked up, not decoded. */

import path from "node:path";
import type { AnyBenchmark } from "../core/define.ts";
import { EvalError } from "../core/errors.ts";
import type { DataFileRecord } from "../core/records.ts";
import type { DataRoot, DataSource, DataWarning } from "../core/types.ts";
import { openDataRoot } from "../io/data-root.ts";
import { select } from "../../runner/select.ts";
import { findData } from "./plan.ts";

/** Names of missing pictures that are kept. */
const EXAMPLES = 5;

export interface DataState {
  readonly benchmark: string;
  /** `missing`: no annotation file; `unreadable`: the adapter refused one; `incomplete`: rows or pictures differ from the full split. */
  readonly state: "complete" | "incomplete" | "unreadable" | "missing";
  readonly files: readonly DataFileRecord[];
  readonly filesExpected: number;
  /** Why files, rows or pictures cannot be used, one message each. */
  readonly problems: readonly string[];
  /** Samples that the adapter made; absent when its files were not all there. */
  readonly rows: { readonly found?: number; readonly expected: number };
  /** Different pictures that the samples want; videos, or parts of them, where samples show videos. */
  readonly pictures: { readonly found: number; readonly wanted: number; readonly missing: readonly string[] };
  readonly warnings: readonly DataWarning[];
  readonly source: DataSource;
}

/** @param expected rows of the full split, or undefined where any number will do */
export async function checkData(benchmark: AnyBenchmark, root: string, expected: number | undefined): Promise<DataState> {
  const { files, records, problems, filesExpected, benchmark: { name, dataset } } = await findAll(benchmark, root);
  const base = { benchmark: name, files: records, filesExpected, problems, rows: { expected: expected ?? 0 }, pictures: { found: 0, wanted: 0, missing: [] }, warnings: [], source: dataset.source };
  if (problems.length > 0) return { ...base, state: records.length === 0 ? "missing" : "incomplete" };
  const data = openDataRoot(root, dataset.folders);
  const asked = new Map<string, () => Promise<boolean>>();
  const watched: DataRoot = {
    ...data,
    image(...candidates) {
      asked.set(candidates[0] ?? "", async () => (await data.find(...candidates)) !== undefined);
      return data.image(...candidates);
    },
    video(candidates, sampling) {
      const video = data.video(candidates, sampling);
      asked.set(path.relative(root, video.name), video.exists);
      return video;
    },
  };
  let found = 0;
  try {
    for await (const _ of select(dataset.samples(watched, files), {}, name)) found++;
    const pictures = await countPictures(asked);
    const isComplete = (expected === undefined || found === expected) && pictures.found === pictures.wanted;
    const sealed = await data.sealed(...pictures.missing);
    return {
      ...base, state: isComplete ? "complete" : "incomplete", rows: { found, expected: expected ?? found }, pictures, warnings: data.warnings(),
      problems: sealed.map((archive) => `${archive} was not looked into: unpack it first`),
    };
  } catch (error) {
    if (!(error instanceof EvalError)) throw error;
    return { ...base, state: "unreadable", problems: [sentence(error)], rows: { found, expected: expected ?? found }, warnings: data.warnings() };
  }
}

/** All files that make the benchmark, or what is there of the official ones and why the others are not. */
async function findAll(benchmark: AnyBenchmark, root: string): Promise<{ benchmark: AnyBenchmark; files: Readonly<Record<string, string>>; records: readonly DataFileRecord[]; filesExpected: number; problems: readonly string[] }> {
  const { dataset: { copies: _, tfds: __, ...dataset } } = benchmark;
  const found = await findData(benchmark, root);
  if (found.problem === undefined) return { ...found, records: found.fileRecords, filesExpected: found.fileRecords.length, problems: [] };
  const roles = await Promise.all(Object.entries(dataset.files).map(([role, candidates]) => findData({ ...benchmark, dataset: { ...dataset, files: { [role]: candidates } } }, root)));
  const problems = roles.flatMap(({ problem }) => problem ?? []).map(sentence);
  // What is wrong with a copy no role tells.
  const ofCopy = sentence(found.problem);
  return { benchmark, files: {}, records: roles.flatMap(({ fileRecords }) => fileRecords), filesExpected: roles.length, problems: problems.includes(ofCopy) ? problems : [...problems, ofCopy] };
}

function sentence(error: EvalError): string {
  return error.hint === undefined ? error.message : `${error.message}. ${error.hint}`;
}

async function countPictures(asked: ReadonlyMap<string, () => Promise<boolean>>): Promise<DataState["pictures"]> {
  let [found, wanted] = [0, 0];
  const missing: string[] = [];
  for (const [name, exists] of asked) {
    wanted++;
    if (await exists()) found++;
    else if (missing.length < EXAMPLES) missing.push(name);
  }
  return { found, wanted, missing };
}
