/** From settings to what will be done: benchmarks, data, models. Nothing is asked yet. */

import path from "node:path";
import { createBenchmark, type AnyBenchmark } from "../core/define.ts";
import { DataError, UsageError, type EvalError } from "../core/errors.ts";
import { suggestion } from "../core/nearest.ts";
import type { BenchmarkPlan, DataFileRecord } from "../core/records.ts";
import { describeFiles } from "../io/data-root.ts";
import { locateData } from "../io/locate-data.ts";
import { packageRoot } from "../io/package-root.ts";
import { benchmarkNames, loadBenchmark } from "../../datasets/index.ts";
import { suites } from "../../datasets/suites.ts";
import { optionsOf } from "./addressed.ts";
import { readModels, type Asked } from "./models-file.ts";
import { scorerSpec } from "./rate-replies.ts";
import type { Settings } from "./settings.ts";

/** Side of the picture when nobody says another: the card's first column. */
const RESOLUTION = 224;

export interface Plan {
  readonly suite: string;
  readonly data: "sampler" | "files";
  readonly root: string;
  readonly column: string;
  readonly resolution: number;
  readonly jobs: readonly Job[];
}

/** One benchmark of a run, with its files found and its model named. */
export interface Job {
  readonly benchmark: AnyBenchmark;
  readonly asked: Asked;
  readonly files: Readonly<Record<string, string>>;
  readonly fileRecords: readonly DataFileRecord[];
  /** Why the benchmark cannot run: its data is not there, or nobody scores its captions. */
  readonly problem?: EvalError;
}

export async function makePlan(settings: Settings): Promise<Plan> {
  const { suite, names } = chooseBenchmarks(settings);
  const { data, root } = chooseData(settings);
  const models = await chooseModels(settings, data);
  const chosen = benchmarkOptions(settings.list("set"), names);
  const jobs: Job[] = [];
  for (const name of names) {
    const benchmark = createBenchmark(await loadBenchmark(name), chosen.get(name));
    const found = await findData(benchmark, root);
    const problem = found.problem ?? missingScorer(benchmark, settings, data);
    jobs.push({ asked: models.asked(name), ...found, ...(problem === undefined ? {} : { problem }) });
  }
  const problems = jobs.flatMap((job) => job.problem ?? []);
  if (problems.length === jobs.length && problems[0] !== undefined) throw data === "sampler" && problems[0] instanceof DataError ? noSampler(names, settings.list("set")) : problems[0];
  const resolution = models.resolution;
  return { suite, data, root, jobs, resolution, column: settings.text("column") ?? `pt-${resolution}` };
}

/** Before a model is asked for thousands of captions that nobody could score. */
function missingScorer({ name, partsBy }: AnyBenchmark, settings: Settings, data: Plan["data"]): UsageError | undefined {
  if (partsBy === undefined || scorerSpec(settings, data === "sampler") !== undefined) return undefined;
  return new UsageError(`${name}: nobody scores its captions`, { hint: "Say --scorer SPEC: perspective, recorded:FILE, onnx:DIR or http:URL (cardeval list scorers; docs/safety.md)." });
}

function noSampler(names: readonly string[], chosen: readonly string[]): UsageError {
  return new UsageError(`the packaged sampler has no data of ${names.join(", ")}${chosen.length === 0 ? "" : ` with --set ${chosen.join(" ")}`}`, {
    hint: "Say --data DIR (the folder with the official files; `cardeval list benchmarks` names them) and --backend SPEC (cardeval list backends).",
  });
}

/**
 * Locates the files of a benchmark: the official ones, or those of a copy, which then is the benchmark's data set.
 *
 * What is missing is returned, so that others can go on.
 */
export async function findData(benchmark: AnyBenchmark, root: string): Promise<Pick<Job, "benchmark" | "files" | "fileRecords" | "problem">> {
  try {
    const { dataset, files } = await locateData(benchmark.dataset, root);
    const fileRecords = await describeFiles(root, files);
    refuseImpostors(benchmark, Object.values(files), fileRecords);
    return { benchmark: { ...benchmark, dataset }, files, fileRecords };
  } catch (error) {
    const problem = root === samplerRoot() ? new DataError(`has no data of ${benchmark.name}`, { file: "the packaged sampler" }, { cause: error }) : (error as DataError);
    return { benchmark, files: {}, fileRecords: [], problem };
  }
}

/** A file that is known to be another set than its name says, whatever its number of rows. */
function refuseImpostors({ dataset }: AnyBenchmark, places: readonly string[], records: readonly DataFileRecord[]): void {
  for (const [i, { sha256 }] of records.entries()) {
    const isWhat = dataset.impostors?.[sha256];
    if (isWhat !== undefined) throw new DataError(`is ${isWhat}`, { file: places[i] ?? "" }, { hint: `Get the file of ${dataset.source.homepage}.` });
  }
}

export function chooseBenchmarks(settings: Settings): { suite: string; names: readonly string[] } {
  const names = settings.list("benchmark");
  const cardAsked = settings.origins().some(({ name, origin }) => name === "card" && origin !== "default");
  const suite = settings.text("suite") ?? (cardAsked ? "card" : undefined);
  if (names.length > 0 && settings.text("suite") !== undefined) throw new UsageError("--suite and --benchmark exclude each other");
  if (names.length > 0) return { suite: names.length === 1 ? (names[0] ?? "") : "custom", names: [...new Set(names)] };
  if (suite === undefined) throw new UsageError("nothing to run", { hint: "Say --suite captioning, or --benchmark NAME (cardeval list benchmarks)." });
  if (!Object.hasOwn(suites, suite)) throw new UsageError(`there is no suite "${suite}"`, { hint: suggestion(suite, Object.keys(suites)) });
  return { suite, names: suites[suite as keyof typeof suites] };
}

export function samplerRoot(): string {
  return path.join(packageRoot(), "datasets", "sampler");
}

export function chooseData(settings: Settings): { data: "sampler" | "files"; root: string } {
  const wanted = settings.text("data");
  if (wanted === "sampler") return { data: "sampler", root: samplerRoot() };
  if (wanted !== undefined) return { data: "files", root: path.resolve(wanted) };
  const backend = settings.text("backend");
  if (settings.text("models") === undefined && (backend === undefined || /(^|:)tiny$/.test(backend))) return { data: "sampler", root: samplerRoot() };
  throw new UsageError("no data", { hint: "Say --data DIR (the folder with the official files; `cardeval list benchmarks` names them), or --data sampler." });
}

async function chooseModels(settings: Settings, data: "sampler" | "files"): Promise<{ resolution: number; asked(benchmark: string): Asked }> {
  const resolution = settings.whole("resolution");
  const file = settings.text("models");
  const backend = settings.text("backend");
  const addressed = optionsOf(settings);
  if (file !== undefined) {
    if (backend !== undefined) throw new UsageError("--models and --backend exclude each other");
    const column = settings.text("column");
    const beside = Object.keys(addressed)[0];
    if (beside !== undefined) throw new UsageError(`--models and --${beside} exclude each other`, { hint: `Write ${beside} into ${file}.` });
    if (column === undefined) throw new UsageError("--models needs --column", { hint: "Say which card column to fill, for example --column pt-224." });
    return readModels(file, column, benchmarkNames);
  }
  if (backend === undefined && data === "files") {
    throw new UsageError("no model", { hint: "Say --backend SPEC (cardeval list backends). The embedded model must be asked for on other data: --backend tiny." });
  }
  return { resolution: resolution ?? RESOLUTION, asked: () => ({ backend: backend ?? "tiny", ...addressed }) };
}

/** `--set xm3600.references=raw` by benchmark. */
export function benchmarkOptions(words: readonly string[], names: readonly string[]): Map<string, Record<string, string>> {
  const chosen = new Map<string, Record<string, string>>();
  for (const word of words) {
    const match = /^([^.=]+)\.([^=]+)=(.+)$/.exec(word);
    if (match === null) throw new UsageError(`--set ${word}: expected BENCHMARK.OPTION=VALUE`, { hint: "For example --set xm3600.references=raw." });
    const [, benchmark = "", option = "", value = ""] = match;
    if (!names.includes(benchmark)) throw new UsageError(`--set ${word}: "${benchmark}" is not part of this run`, { hint: suggestion(benchmark, names) });
    chosen.set(benchmark, { ...chosen.get(benchmark), [option]: value });
  }
  return chosen;
}

/** The benchmark's part of run.json. */
export function describeJob({ benchmark, asked, fileRecords }: Job, resolution: number, approximations: readonly string[]): BenchmarkPlan {
  const { name, title, version, options, task, dataset } = benchmark;
  return {
    name, title, version, options,
    protocol: { prompt: task.form, ...task.decode, resolution, antialias: task.antialias, ...(dataset.frames === undefined ? {} : { frames: dataset.frames }) },
    data: { files: fileRecords, expected: dataset.size },
    asked: [asked.backend, asked.model, ...(["dialect", "pictures", "reasoning"] as const).flatMap((key) => (asked[key] === undefined ? [] : `--${key} ${asked[key]}`))].filter((word) => word !== undefined).join(" "),
    approximations,
  };
}
