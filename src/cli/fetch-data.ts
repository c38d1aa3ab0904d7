/** `cardeval data fetch`: terms first, then a question, then what can be had without a form. */

import path from "node:path";
import { createInterface } from "node:readline/promises";
import { counted } from "../core/counted.ts";
import type { AnyBenchmark } from "../core/define.ts";
import { EvalError, UsageError } from "../core/errors.ts";
import { planFetch, type Consignment } from "../io/fetch-plan.ts";
import { hubSettings } from "../io/hub-settings.ts";
import { exitCodes } from "./exit-codes.ts";
import { createProgress, type Progress } from "./progress.ts";

const SAY_MS = 5_000;

interface FetchOptions {
  readonly yes: boolean;
  readonly official: boolean;
  readonly quiet: boolean;
}

/** Exit code 2 when something was asked for that cannot be fetched; the rest comes nevertheless. */
export async function fetchData(benchmarks: readonly AnyBenchmark[], root: string, options: FetchOptions): Promise<number> {
  const hub = await hubSettings();
  const plans: { benchmark: AnyBenchmark; consignments: readonly Consignment[] }[] = [];
  let isComplete = true;
  for (const benchmark of benchmarks) {
    const consignments = await planFetch(benchmark.dataset, root, hub, options.official).catch((error: unknown) => {
      if (!(error instanceof EvalError)) throw error;
      return error;
    });
    const isPlan = !(consignments instanceof EvalError) && consignments.length > 0;
    console.log(describe(benchmark, root, consignments, options.official));
    if (isPlan) plans.push({ benchmark, consignments });
    else isComplete = false;
  }
  if (plans.length === 0) return exitCodes.usage;
  await ask(plans.flatMap(({ consignments }) => consignments), options.yes);
  const progress = createProgress(options);
  for (const { benchmark, consignments } of plans) {
    for (const consignment of consignments) isComplete = (await bring(benchmark, consignment, progress)) && isComplete;
  }
  console.log(`\nLook at what is there with: cardeval data check ${plans.map(({ benchmark }) => benchmark.name).join(" ")} --data ${root}`);
  return isComplete ? exitCodes.done : exitCodes.usage;
}

function describe({ name, dataset }: AnyBenchmark, root: string, consignments: readonly Consignment[] | EvalError, official: boolean): string {
  const { source, downloads = [], copies = [], folders } = dataset;
  const copy = official ? undefined : copies[0];
  const needs = (copy?.needs ?? []).map((role) => `  needs     ${role}: ${dataset.files[role]?.[0]}${dataset.origins?.[role] === undefined ? "" : `, from ${dataset.origins[role]}`}`);
  const lines = consignments instanceof EvalError ? [`  problem   ${consignments.message}`, ...(consignments.hint === undefined ? [] : [`            ${consignments.hint}`])]
    : consignments.map(({ from, files, bytes }) => `  fetch     ${from}: ${counted(files, "file")}${bytes === undefined ? "" : bytes === 0 ? ", all here" : `, ${readable(bytes)} to come`}`);
  const isPart = copy === undefined && downloads.length > 0;
  return [
    name, `  terms     ${source.licence}`, `  home      ${source.homepage} (${source.paper})`,
    ...lines, ...(lines.length > 0 ? [`  into      ${path.join(root, folders[0] ?? "")}`] : []),
    ...(copy?.differs === undefined ? [] : [`  note      a copy: ${copy.differs}`]), ...needs,
    ...(isPart ? [`  note      pictures, and files that are not named here, are to be had at ${source.homepage} only`] : []),
    ...(lines.length > 0 ? [] : [`  by hand   nothing of it can be fetched without a form or a page: get it at ${source.homepage}; cardeval data where ${name} says where to put it`]),
  ].join("\n");
}

async function ask(consignments: readonly Consignment[], yes: boolean): Promise<void> {
  if (yes || consignments.every(({ bytes }) => bytes === 0)) return;
  const question = `Fetch ${readable(consignments.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0))}${consignments.some(({ bytes }) => bytes === undefined) ? " and more" : ""} under these terms?`;
  if (process.stdin.isTTY !== true) throw new UsageError(`${question} Nobody is there to say yes`, { hint: "Say --yes to take the terms above." });
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    if (!/^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim())) throw new UsageError("nothing was fetched");
  } finally {
    terminal.close();
  }
}

async function bring({ name }: AnyBenchmark, { from, bytes, fetch }: Consignment, progress: Progress): Promise<boolean> {
  let saidMs = performance.now();
  try {
    const kept = await fetch((received) => {
      if (performance.now() - saidMs < SAY_MS) return;
      saidMs = performance.now();
      progress.say(`${name}: ${readable(received)}${bytes === undefined ? "" : ` of ${readable(bytes)}`}`);
    });
    for (const file of kept) progress.say(`${name}: ${file} was there before and is kept as it is`);
    progress.say(`${name}: fetched ${from}`);
    return true;
  } catch (error) {
    if (!(error instanceof EvalError)) throw error;
    progress.say(`${name}: ${error.message}${error.hint === undefined ? "" : `\n  ${error.hint}`}`);
    return false;
  }
}

function readable(bytes: number): string {
  const power = Math.min(4, Math.floor(Math.log10(Math.max(bytes, 1)) / 3));
  return power === 0 ? `${bytes} bytes` : `${(bytes / 1000 ** power).toFixed(1)} ${["", "kB", "MB", "GB", "TB"][power]}`;
}
