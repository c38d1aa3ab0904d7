/** `cardeval data check|where|fetch [BENCHMARK…]`: what of the data is there, what is missing, where to get it, and what can be fetched. */

import { stat } from "node:fs/promises";
import { createBenchmark, type AnyBenchmark } from "../core/define.ts";
import { UsageError } from "../core/errors.ts";
import { suggestion } from "../core/nearest.ts";
import { openDataRoot } from "../io/data-root.ts";
import { copyFolders } from "../io/locate-data.ts";
import { tfdsPlaces } from "../io/tfds-folder.ts";
import { benchmarkNames, loadBenchmark } from "../../datasets/index.ts";
import { plainTable } from "../../reports/plain-table.ts";
import { checkData, type DataState } from "./check-data.ts";
import { exitCodes } from "./exit-codes.ts";
import type { Flags } from "./commands.ts";
import { chooseData } from "./plan.ts";
import { createProgress } from "./progress.ts";
import { resolveSettings, type Settings } from "./settings.ts";

const ACTIONS = ["check", "where", "fetch"];

export async function execute(flags: Flags): Promise<number> {
  const settings = await resolveSettings(flags);
  const action = String(flags["action"]);
  if (!ACTIONS.includes(action)) throw new UsageError(`data cannot "${action}"`, { hint: suggestion(action, ACTIONS) });
  if (settings.text("data") === undefined) throw new UsageError("which data?", { hint: "Say --data DIR, the folder that has a folder for each benchmark (or --data sampler)." });
  const { data, root } = chooseData(settings);
  if (action === "fetch" && data === "sampler") throw new UsageError("the packaged sampler needs no fetching", { hint: "Say --data DIR." });
  const words = ((flags["benchmarks"] ?? []) as readonly unknown[]).map(String);
  if (action === "fetch" && words.length === 0) throw new UsageError("which benchmarks?", { hint: "Name them: some are tens of gigabytes. `cardeval list benchmarks` has all." });
  const names = words.length > 0 ? [...new Set(words)] : benchmarkNames;
  const benchmarks = await Promise.all(names.map(loadWhole));
  if (action === "where") return printPlaces(benchmarks, root, settings.flag("json"));
  if (action === "fetch") return (await import("./fetch-data.ts")).fetchData(benchmarks, root, { yes: flags["yes"] === true, official: flags["official"] === true, quiet: settings.flag("quiet") });
  if (!(await stat(root).then((found) => found.isDirectory(), () => false))) throw new UsageError(`${root} is not a folder`);
  return check(benchmarks, root, data === "sampler", settings);
}

/** With the whole official split, also where a run makes do with the videos that are there. */
async function loadWhole(name: string): Promise<AnyBenchmark> {
  const definition = await loadBenchmark(name);
  return createBenchmark(definition, definition.options["videos"] === undefined ? {} : { videos: "all" });
}

async function check(benchmarks: readonly AnyBenchmark[], root: string, isSampler: boolean, settings: Settings): Promise<number> {
  const progress = createProgress({ quiet: settings.flag("quiet") });
  const states: DataState[] = [];
  for (const [i, benchmark] of benchmarks.entries()) {
    progress.say(`${benchmark.name} (${i + 1} of ${benchmarks.length})`);
    states.push(await checkData(benchmark, root, isSampler ? undefined : benchmark.dataset.size));
  }
  console.log(settings.flag("json") ? JSON.stringify(states) : describe(states));
  return states.every(({ state }) => state === "complete") ? exitCodes.done : exitCodes.usage;
}

function describe(states: readonly DataState[]): string {
  const number = (value: number): string => value.toLocaleString("en-US");
  const share = (found: number, whole: number): string => `${number(found)} of ${number(whole)}`;
  const rows = states.map(({ benchmark, state, files, filesExpected, rows: { found, expected }, pictures }) => [
    benchmark, state, share(files.length, filesExpected), found === undefined ? "–" : share(found, expected), pictures.wanted === 0 ? "–" : share(pictures.found, pictures.wanted),
  ]);
  const details = states.map(({ benchmark, state, files, problems, pictures, warnings, source }) => [
    benchmark,
    ...files.map(({ path, bytes, sha256 }) => `  found     ${path} (${number(bytes)} bytes, sha256 ${sha256})`),
    ...problems.map((problem) => `  problem   ${problem}`),
    ...(pictures.missing.length === 0 ? [] : [`  missing   ${number(pictures.wanted - pictures.found)} pictures: ${pictures.missing.join(", ")}${pictures.wanted - pictures.found > pictures.missing.length ? ", …" : ""}`]),
    ...warnings.map(({ count, message, examples }) => `  warning   ${number(count)} × ${message}: ${examples.join(", ")}`),
    ...(state === "complete" ? [] : [`  get it    ${source.homepage} (${source.licence})`]),
  ].join("\n"));
  return [plainTable(["benchmark", "state", "files", "samples", "pictures"], rows, 2, 4), ...details].join("\n\n");
}

function printPlaces(benchmarks: readonly AnyBenchmark[], root: string, json: boolean): number {
  const places = benchmarks.map(({ name, dataset }) => {
    const data = openDataRoot(root, dataset.folders);
    const files = Object.fromEntries(Object.entries(dataset.files).map(([role, candidates]) => [role, data.places(...candidates)]));
    const copies = (dataset.copies ?? []).map((copy) => ({ repository: copy.repository, tables: Object.values(copy.tables), folders: copyFolders(root, dataset.folders, copy) }));
    const splits = Object.values(dataset.tfds?.splits ?? {});
    const builders = new Map(splits.map((split) => [split.names.join(), tfdsPlaces(root, dataset.folders, split)]));
    const prepared = [...builders].map(([names, folders]) => ({ splits: splits.filter((split) => split.names.join() === names).map(({ split }) => split), folders }));
    return { benchmark: name, files, prepared, copies, pictures: dataset.pictures, folders: data.places("."), source: dataset.source };
  });
  if (json) console.log(JSON.stringify(places));
  else for (const { benchmark, files, prepared, copies, pictures, folders, source } of places) {
    console.log(`${benchmark}  ${source.homepage} (${source.licence})`);
    for (const [role, candidates] of Object.entries(files)) console.log([`  ${role}, the first of`, ...candidates.map((place) => `    ${place}`)].join("\n"));
    console.log(`  pictures ${pictures}, as files or in zip or tar archives, in\n${folders.map((folder) => `    ${folder}`).join("\n")}`);
    for (const { splits, folders: within } of prepared) console.log([`  or ${splits.slice(0, 3).join(", ")}${splits.length > 3 ? ", …" : ""} as TensorFlow Datasets prepared it, the newest version in`, ...within.map((folder) => `    ${folder}`)].join("\n"));
    for (const { repository, tables, folders: within } of copies) console.log([`  or a copy of ${repository} of the Hugging Face Hub, ${tables.slice(0, 3).join(", ")}${tables.length > 3 ? ", …" : ""}, in`, ...within.map((folder) => `    ${folder}`)].join("\n"));
    console.log();
  }
  return exitCodes.done;
}
