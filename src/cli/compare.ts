/** `cardeval compare BASELINE CANDIDATE`: paired differences, and the samples that made them. */

import type { Comparison } from "../core/comparison.ts";
import { agreementOf } from "../../runner/agreement.ts";
import { readAgainst, type Measured } from "../../runner/baseline.ts";
import { readRun } from "../../runner/read-run.ts";
import { comparisonLines } from "../../reports/comparison.ts";
import { compareMeasured } from "./comparing.ts";
import { exitCodes } from "./exit-codes.ts";
import type { Flags } from "./commands.ts";
import { buildReport, writeReports } from "./present.ts";
import { resolveSettings } from "./settings.ts";

export async function execute(flags: Flags): Promise<number> {
  const settings = await resolveSettings(flags);
  const baselines = settings.text("baselines") ?? "baselines";
  const [baseline, candidate] = await Promise.all([readAgainst(String(flags["baseline"]), baselines), readAgainst(String(flags["candidate"]), baselines)]);
  const { comparison: compared } = await compareMeasured(baseline, candidate, settings.whole("seed") ?? 1);
  const comparison = { ...compared, ...(await withReplies(baseline, candidate)) };
  process.stdout.write(settings.flag("json") ? `${JSON.stringify(comparison)}\n` : `${comparisonLines(comparison)}\n`);
  const out = settings.text("out");
  if (out === undefined) return exitCodes.done;
  const folders = [baseline, candidate].flatMap(({ folder }) => folder ?? []);
  await writeReports(await buildReport(folders, settings.text("card") ?? "paligemma", { comparison }), settings.list("report"), out);
  return exitCodes.done;
}

/** Baselines hold no replies. */
async function withReplies(baseline: Measured, candidate: Measured): Promise<Pick<Comparison, "agreement">> {
  if (baseline.folder === undefined || candidate.folder === undefined) return {};
  const shared = candidate.benchmarks.map(({ head }) => head.benchmark).filter((name) => baseline.benchmarks.some(({ head }) => head.benchmark === name));
  const [before, after] = await Promise.all([readRun(baseline.folder), readRun(candidate.folder)]);
  return { agreement: await agreementOf(before, after, shared) };
}
