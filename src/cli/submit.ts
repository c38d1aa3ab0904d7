/** `cardeval submit RUN`: the file that a test server takes, from a run's answers; `--check FILE` holds another program's file to the same rules. */

import { mkdir } from "node:fs/promises";
import path from "node:path";
import { createBenchmark, type BenchmarkDefinition } from "../core/define.ts";
import { UsageError } from "../core/errors.ts";
import type { BenchmarkPlan, DataFileRecord, RunRecord } from "../core/records.ts";
import { fileSchema, type Submission } from "../core/submission.ts";
import { describeFile, openDataRoot } from "../io/data-root.ts";
import { readJournal } from "../../runner/journal.ts";
import { places, readRunRecord } from "../../runner/run-folder.ts";
import { select } from "../../runner/select.ts";
import { checkSubmission, writeSubmission, type Share } from "../../runner/submission.ts";
import { loadBenchmark } from "../../datasets/index.ts";
import { exitCodes } from "./exit-codes.ts";
import type { Flags } from "./commands.ts";
import { benchmarkOptions, chooseData, findData } from "./plan.ts";
import { resolveSettings, type Settings } from "./settings.ts";

/** One benchmark with the options that its questions are read by. */
interface Asked {
  readonly definition: BenchmarkDefinition;
  readonly options: Readonly<Record<string, string>>;
  /** What the run says of it; absent for a file of another program. */
  readonly plan?: BenchmarkPlan;
}

export async function execute(flags: Flags): Promise<number> {
  const settings = await resolveSettings(flags);
  const asked = typeof flags["run"] === "string" ? await askedOfRun(await readRunRecord(flags["run"]), settings) : await askedByName(settings);
  const files = groupByFile(asked);
  if (flags["schema"] === true) return printSchemas(files);
  const { check, partial } = { check: flags["check"], partial: flags["partial"] === true };
  if (settings.text("data") === undefined) throw new UsageError("which questions?", { hint: "Say --data DIR, the folder with the server's question files: answers are checked against them." });
  const { root } = chooseData(settings);
  if (typeof check === "string") return checkFile(check, await sharesOf(onlyFile(files, "--check"), root, undefined), partial);
  const run = flags["run"];
  if (typeof run !== "string") throw new UsageError("nothing to hand in", { hint: "Say `cardeval submit RUN --data DIR`, or --benchmark B --check FILE." });
  const { model } = await readRunRecord(run);
  const out = settings.text("out");
  if (out !== undefined) onlyFile(files, "--out");
  for (const [name, group] of files) {
    const place = out ?? path.join(run, "submissions", name.replace("{model}", model.replaceAll(/[^A-Za-z0-9.]+/g, "-").replaceAll(/^[-.]+|[-.]+$/g, "") || "model"));
    await mkdir(path.dirname(place), { recursive: true });
    const shares = await sharesOf(group, root, run);
    const { rows, missing, unreadable } = await writeSubmission(place, shares, partial);
    console.log(`${await describeFileOf(place, rows, missing.length, unreadable)}${group.flatMap((entry) => `\n  ${submissionOf(entry).note ?? ""}`.trimEnd()).join("")}`);
    console.log(`  hand it in at ${submissionOf(group[0] as Asked).server}; write the server's answer down with: cardeval report ${run} --recorded FILE`);
  }
  return exitCodes.done;
}

async function describeFileOf(place: string, rows: number, missing: number, unreadable: number): Promise<string> {
  const { bytes, sha256 } = await describeFile(place, place);
  return [
    `${place}\n  ${number(rows)} answers, ${number(bytes)} bytes, sha256 ${sha256}`,
    ...(missing === 0 ? [] : [`partial: ${number(missing)} questions are not in it`]),
    ...(unreadable === 0 ? [] : [`${number(unreadable)} replies are none of the answers that the benchmark can read; they are handed in as they stand`]),
  ].join("\n  ");
}

function number(value: number): string {
  return value.toLocaleString("en-US");
}

async function checkFile(file: string, shares: readonly Share[], partial: boolean): Promise<number> {
  const { rows, missing } = await checkSubmission(file, shares, partial);
  console.log(`${file}: ${number(rows)} answers in the server's format${missing.length > 0 ? `, ${number(missing.length)} missing` : ", one for every question"}`);
  return exitCodes.done;
}

function printSchemas(files: ReadonlyMap<string, readonly Asked[]>): number {
  for (const group of files.values()) console.log(JSON.stringify(fileSchema(group.map(submissionOf)), null, 2));
  return exitCodes.done;
}

/** Benchmarks of the run whose split the server takes, or those that were named. */
async function askedOfRun(record: RunRecord, settings: Settings): Promise<readonly Asked[]> {
  const wanted = settings.list("benchmark");
  const names = record.benchmarks.map(({ name }) => name);
  for (const name of wanted) if (!names.includes(name)) throw new UsageError(`the run has no ${name}`, { hint: `It has: ${names.join(", ")}.` });
  const chosen = benchmarkOptions(settings.list("set"), names);
  const asked: Asked[] = [];
  for (const plan of record.benchmarks) {
    if (wanted.length > 0 && !wanted.includes(plan.name)) continue;
    const entry = { definition: await loadBenchmark(plan.name), options: { ...plan.options, ...chosen.get(plan.name) }, plan };
    const isTaken = entry.definition.submission?.files[entry.options["split"] ?? ""] !== undefined;
    if (isTaken || wanted.length > 0) asked.push(entry);
  }
  if (asked.length > 0) return asked;
  throw new UsageError(`no server takes what this run answered (${names.join(", ")})`, { hint: "Run with --set BENCHMARK.split=test; docs/submissions.md lists benchmarks and splits." });
}

async function askedByName(settings: Settings): Promise<readonly Asked[]> {
  const names = settings.list("benchmark");
  if (names.length === 0) throw new UsageError("which run, or which benchmark?", { hint: "Say `cardeval submit RUN --data DIR`, or --benchmark B --check FILE." });
  const chosen = benchmarkOptions(settings.list("set"), names);
  return Promise.all(names.map(async (name) => {
    const definition = await loadBenchmark(name);
    return { definition, options: { ...createBenchmark(definition, chosen.get(name)).options, ...(chosen.get(name)?.["split"] === undefined ? serverSplit(definition) : {}) } };
  }));
}

/** The one split that the server takes; where it takes several, the user says which. */
function serverSplit({ submission }: BenchmarkDefinition): Readonly<Record<string, string>> {
  const [split, ...others] = Object.keys(submission?.files ?? {});
  return split === undefined || others.length > 0 ? {} : { split };
}

/** @throws {UsageError} for a benchmark without a server, and for a split that it does not take. */
function submissionOf({ definition: { name, submission } }: Asked): Submission {
  if (submission === undefined) throw new UsageError(`${name} has no test server`, { hint: "docs/submissions.md lists those that have one." });
  return submission;
}

/** Benchmarks by the file that they go into. */
function groupByFile(asked: readonly Asked[]): Map<string, Asked[]> {
  const files = new Map<string, Asked[]>();
  for (const entry of asked) {
    const { name } = entry.definition;
    const taken = submissionOf(entry).files;
    const split = entry.options["split"] ?? "";
    const file = taken[split];
    if (file === undefined) {
      const first = Object.keys(taken)[0] ?? "";
      throw new UsageError(`${name}: the answers are to ${split}, and the server takes ${Object.keys(taken).join(", ")}`, { hint: `Say --set ${name}.split=${first}, in the run and here.` });
    }
    files.set(file, [...(files.get(file) ?? []), entry]);
  }
  return files;
}

function onlyFile(files: ReadonlyMap<string, readonly Asked[]>, option: string): readonly Asked[] {
  const [group, ...others] = files.values();
  if (group === undefined || others.length > 0) throw new UsageError(`${option} names one file, and these are ${files.size}: ${[...files.keys()].join(", ")}`, { hint: "Choose with --benchmark." });
  return group;
}

/** @param run where the replies lie; absent when only a file is checked */
async function sharesOf(group: readonly Asked[], root: string, run: string | undefined): Promise<readonly Share[]> {
  const shares: Share[] = [];
  for (const entry of group) {
    const benchmark = createBenchmark(entry.definition, entry.options);
    const { files, fileRecords, problem } = await findData(benchmark, root);
    if (problem !== undefined) throw problem;
    if (entry.plan !== undefined && entry.plan.options["split"] === entry.options["split"]) requireSameQuestions(entry.plan, fileRecords);
    const samples = (): ReturnType<typeof select<unknown>> => select(benchmark.dataset.samples(openDataRoot(root, benchmark.dataset.folders), files), {}, benchmark.name);
    shares.push({ benchmark, submission: submissionOf(entry), samples, replies: run === undefined ? new Map() : await readJournal(places.journal(run, benchmark.name)) });
  }
  return shares;
}

function requireSameQuestions({ name, data }: BenchmarkPlan, found: readonly DataFileRecord[]): void {
  const asked = new Set(data.files.map(({ sha256 }) => sha256));
  const other = found.find(({ sha256 }) => !asked.has(sha256));
  if (other !== undefined) throw new UsageError(`${name}: ${other.path} is not the file that the run read (sha256 ${other.sha256.slice(0, 12)}…)`, { hint: "Point --data to the folder that the run was made from." });
}
