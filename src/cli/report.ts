/** `cardeval report`: reports of finished runs; several runs fill one card, two on the same samples are compared. */

import type { Comparison } from "../core/comparison.ts";
import { UsageError } from "../core/errors.ts";
import { readMeasuredRun } from "../../runner/baseline.ts";
import { attachRecorded, readRunRecord } from "../../runner/run-folder.ts";
import { compareMeasured } from "./comparing.ts";
import { exitCodes } from "./exit-codes.ts";
import type { Flags } from "./commands.ts";
import { buildReport, presentReport } from "./present.ts";
import { readRecorded } from "./recorded.ts";
import { resolveSettings } from "./settings.ts";

export async function execute(flags: Flags): Promise<number> {
  const settings = await resolveSettings(flags);
  const folders = (flags["run"] as readonly string[] | undefined ?? []).map(String);
  const out = settings.text("out") ?? (folders.length === 1 ? folders[0] : undefined);
  if (out === undefined) throw new UsageError("several runs need a folder for their report", { hint: "Say --out DIR." });
  await attach(folders, settings.text("recorded"));
  const formats = typeof flags["format"] === "string" ? flags["format"].split(",") : settings.list("report");
  const column = folders.length === 1 ? settings.text("column") : undefined;
  const report = await buildReport(folders, settings.text("card") ?? "paligemma", { column, comparison: await compareTwo(folders, settings.whole("seed") ?? 1) });
  await presentReport(report, formats, out, { json: settings.flag("json") });
  return exitCodes.done;
}

/** A server's answer belongs to one run. */
async function attach([folder, ...others]: readonly string[], file: string | undefined): Promise<void> {
  if (file === undefined || folder === undefined) return;
  if (others.length > 0) throw new UsageError("--recorded belongs to one run", { hint: "Attach the file to each run by itself; reports of several runs show what is attached." });
  await attachRecorded(folder, await readRecorded(file, (await readRunRecord(folder)).benchmarks));
}

/** Runs of different benchmarks or samples stand side by side without a comparison. */
async function compareTwo([first, second, ...others]: readonly string[], seed: number): Promise<Comparison | undefined> {
  if (first === undefined || second === undefined || others.length > 0) return undefined;
  try {
    return (await compareMeasured(await readMeasuredRun(first), await readMeasuredRun(second), seed)).comparison;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`not compared: ${error.message}`);
    return undefined;
  }
}
