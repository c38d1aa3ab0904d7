/**
 * Baselines: the statistics of a good run under a name, small enough for git.
 *
 * One file of JSON lines: what was blessed, then of every benchmark its head and one line a sample. A sample that changed is a line
 * that changed. No question, no reply, no picture.
 */

import { existsSync } from "node:fs";
import { mkdir, readdir } from "node:fs/promises";
import path from "node:path";
import type { Side } from "../src/core/comparison.ts";
import { DataError, UsageError } from "../src/core/errors.ts";
import type { RunRecord } from "../src/core/records.ts";
import { suggestion } from "../src/core/nearest.ts";
import { readJsonLines } from "../src/io/read-json.ts";
import { writeFileAtomically } from "../src/io/write-file.ts";
import { readRunRecord, places } from "./run-folder.ts";
import { readStatistics, type BenchmarkStatistics, type SampleStatistics, type StatisticsHead } from "./statistics.ts";

/** A run or a baseline as comparisons see it. */
export interface Measured {
  readonly side: Side;
  readonly benchmarks: readonly BenchmarkStatistics[];
  /** Of runs: where they lie. */
  readonly folder?: string;
  /** Of baselines: the day they were blessed. */
  readonly blessedOn?: string;
}

interface BaselineHead extends Side {
  readonly schema: 1;
  readonly blessedOn: string;
  readonly column: string;
  readonly code: RunRecord["sessions"][number]["code"];
}

const ENDING = ".jsonl";

export function baselinePlace(folder: string, name: string): string {
  return path.join(folder, `${name}${ENDING}`);
}

/** @throws {UsageError} when the folder holds no scored run. */
export async function readMeasuredRun(folder: string): Promise<Measured> {
  const record = await readRunRecord(folder);
  const scored = record.benchmarks.filter(({ name }) => existsSync(places.statistics(folder, name)));
  if (scored.length === 0) throw new UsageError(`nothing in ${folder} was scored`, { hint: `Score it with: cardeval score ${folder}` });
  const benchmarks = await Promise.all(scored.map(({ name }) => readStatistics(places.statistics(folder, name))));
  return { side: sideOf(record, folder), folder, benchmarks };
}

function sideOf({ model, fingerprint }: RunRecord, name: string): Side {
  return { name, model, fingerprint };
}

/** Writes a run's statistics as a baseline and returns where. @throws {UsageError} when samples of the run failed. */
export async function blessRun(folder: string, name: string, into: string, today: string): Promise<string> {
  if (!/^[\w.-]+$/.test(name)) throw new UsageError(`"${name}" is no name for a baseline`, { hint: "Use letters, digits, dots, - and _." });
  const record = await readRunRecord(folder);
  const { benchmarks } = await readMeasuredRun(folder);
  const failed = benchmarks.filter(({ head }) => head.counts.failed > 0).map(({ head }) => `${head.counts.failed} of ${head.benchmark}`);
  if (failed.length > 0) throw new UsageError(`${folder} is incomplete: samples failed (${failed.join(", ")})`, { hint: "Issue the run again until it is complete; a baseline with holes compares with nothing." });
  const code = record.sessions.at(-1)?.code ?? { version: "" };
  const head: BaselineHead = { schema: 1, ...sideOf(record, name), blessedOn: today, column: record.settings.column, code };
  const lines = benchmarks.flatMap(({ head: benchmark, samples }) => [benchmark, ...samples.map(({ id, of }) => ({ id, of }))]);
  const target = baselinePlace(into, name);
  await mkdir(into, { recursive: true });
  await writeFileAtomically(target, [head, ...lines].map((line) => `${JSON.stringify(line)}\n`).join(""));
  return target;
}

/** @throws {DataError} when the file is no baseline. */
export async function readBaseline(file: string): Promise<Measured> {
  let head: BaselineHead | undefined;
  const benchmarks: { head: StatisticsHead; samples: SampleStatistics[] }[] = [];
  for await (const { value, row } of readJsonLines(file)) {
    if (head === undefined) head = value as BaselineHead;
    else if (Object.hasOwn(value as object, "benchmark")) benchmarks.push({ head: value as StatisticsHead, samples: [] });
    else benchmarks.at(-1)?.samples.push(value as SampleStatistics);
    if (row === 1 && (head.schema !== 1 || typeof head.blessedOn !== "string")) throw new DataError("is not a baseline", { file, row }, { hint: "Make one with: cardeval baseline bless RUN NAME." });
  }
  if (head === undefined || benchmarks.length === 0) throw new DataError("is not a baseline", { file }, { hint: "Make one with: cardeval baseline bless RUN NAME." });
  const { name, model, fingerprint, blessedOn } = head;
  return { side: { name, model, fingerprint }, blessedOn, benchmarks };
}

export async function listBaselines(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => name.endsWith(ENDING)).map((name) => name.slice(0, -ENDING.length)).sort();
}

/** What `--vs` names: a run's folder, a baseline's file, or a baseline by name. @throws {UsageError} with the nearest name. */
export async function readAgainst(name: string, baselines: string): Promise<Measured> {
  if (existsSync(path.join(name, "run.json"))) return readMeasuredRun(name);
  const place = [name, baselinePlace(baselines, name)].find((file) => file.endsWith(ENDING) && existsSync(file));
  if (place !== undefined) return readBaseline(place);
  throw new UsageError(`there is no run and no baseline "${name}"`, { hint: suggestion(name, await listBaselines(baselines)) || `Bless one with: cardeval baseline bless RUN ${name} (in ${baselines}/).` });
}
