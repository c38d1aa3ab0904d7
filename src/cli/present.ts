/** From runs on disk to reports: files into a folder, the card's table (or JSON) to standard output. */

import { readFile } from "node:fs/promises";
import path from "node:path";
import pLimit from "p-limit";
import type { Comparison, Flip } from "../core/comparison.ts";
import { UsageError } from "../core/errors.ts";
import type { BenchmarkScores, ScoredSample } from "../core/records.ts";
import { packageRoot } from "../io/package-root.ts";
import { writeFileAtomically } from "../io/write-file.ts";
import { viewCard, type Card } from "../../reports/card.ts";
import { loadReport } from "../../reports/index.ts";
import { createOverview } from "../../reports/overview.ts";
import { bannersOf, type Report, type ReportedBenchmark, type ReportedRun } from "../../reports/report.ts";
import { readRun, type Run } from "../../runner/read-run.ts";
import { chooseShown } from "../../runner/write-scored.ts";
import type { Settings } from "./settings.ts";

/** Failed and unreadable samples of one benchmark that a report shows beside the chosen ones. */
const TROUBLED = 400;
/** About so many samples a report shows in all, shared among its benchmarks: with their pictures some 20 MB. */
const SHOWN_IN_ALL = 5_000;
/** Pictures are read this many at once. */
const atOnce = pLimit(16);

export async function loadCard(name: string): Promise<Card> {
  const file = path.join(packageRoot(), "reports", "cards", `${name}.json`);
  const text = await readFile(file, "utf8").catch(() => {
    throw new UsageError(`there is no card "${name}"`, { hint: "Known: paligemma." });
  });
  return JSON.parse(text) as Card;
}

/** Flips of a comparison whose samples a report shows. */
const SHOWN_FLIPS = 1_000;

export interface ReportOptions {
  /** Overrides the card column of a single run. */
  readonly column?: string | undefined;
  /** Of the second run with the first. */
  readonly comparison?: Comparison | undefined;
}

/** A report of one or several runs. */
export async function buildReport(folders: readonly string[], cardName: string, { column, comparison }: ReportOptions = {}): Promise<Report> {
  const card = await loadCard(cardName);
  const flips = comparison?.flips.slice(0, SHOWN_FLIPS) ?? [];
  const runs = (await Promise.all(folders.map(readRun))).map((run) => (column === undefined ? run : withColumn(run, column)));
  const reported: ReportedRun[] = [];
  const thumbnails = new Map<string, Uint8Array>();
  const share = Math.floor(SHOWN_IN_ALL / runs.reduce((sum, { scores }) => sum + scores.length, 0));
  for (const run of runs) {
    const benchmarks: ReportedBenchmark[] = [];
    for (const scores of run.scores) {
      const plan = run.record.benchmarks.find(({ name }) => name === scores.benchmark);
      if (plan !== undefined) benchmarks.push({ plan, scores, all: () => run.samples(scores.benchmark), ...await walkSamples(run, scores, share, thumbnails, flips) });
    }
    reported.push({ record: run.record, benchmarks });
  }
  return {
    card: viewCard(card, runs), runs: reported, thumbnails, banners: bannersOf(reported),
    ...(comparison === undefined ? {} : { comparison: { ...comparison, flips } }),
  };
}

function withColumn(run: Run, column: string): Run {
  return { ...run, record: { ...run.record, settings: { ...run.record.settings, column } } };
}

/** The overview of all samples; the chosen ones, and failed or unreadable ones up to a number, in dataset order. */
async function walkSamples(run: Run, { benchmark, counts }: BenchmarkScores, share: number, thumbnails: Map<string, Uint8Array>, flips: readonly Flip[]): Promise<Pick<ReportedBenchmark, "samples" | "overview">> {
  const samples: ScoredSample[] = [];
  const overview = createOverview();
  const isShown = chooseShown(counts.total, share);
  const flipped = new Set(flips.flatMap((flip) => (flip.benchmark === benchmark ? [flip.id] : [])));
  let troubled = 0;
  for await (const sample of run.samples(benchmark)) {
    overview.add(sample);
    const isTroubled = sample.status !== "answered" && troubled < TROUBLED;
    if (isTroubled) troubled++;
    if (isTroubled || flipped.has(sample.id) || isShown(sample.id)) samples.push(sample);
  }
  // In the order of samples, whichever file is read first: the report's bytes depend on it.
  const digests = [...new Set(samples.flatMap((sample) => sample.thumbnails))];
  const files = await Promise.all(digests.map((digest) => atOnce(() => run.blob(digest))));
  files.forEach((bytes, i) => { if (bytes !== undefined) thumbnails.set(digests[i] ?? "", bytes); });
  return { samples, overview: overview.finish() };
}

/** Writes the wanted formats into a folder. */
export async function writeReports(report: Report, formats: readonly string[], folder: string): Promise<void> {
  const written: string[] = [];
  for (const format of await Promise.all(formats.map(loadReport))) {
    const target = path.join(folder, format.fileName);
    const content = "pieces" in format ? format.pieces(report) : await format.render(report);
    await writeFileAtomically(target, content);
    written.push(target);
  }
  if (written.length > 0) process.stderr.write(`written: ${written.join(" ")}\n`);
}

/** Writes the wanted formats and prints the table, or all scores as JSON. */
export async function presentReport(report: Report, formats: readonly string[], folder: string, options: { readonly json: boolean }): Promise<void> {
  await Promise.all(formats.map(loadReport));
  if (options.json) process.stdout.write(await (await import("../../reports/json.ts")).json.render(report));
  else {
    const { renderTerminal } = await import("../../reports/terminal.ts");
    const colour = process.stdout.isTTY === true && process.env["NO_COLOR"] === undefined;
    process.stdout.write(renderTerminal(report, { colour, width: process.stdout.columns ?? 120 }));
  }
  await writeReports(report, formats, folder);
}

/** Reports of one run into its own folder. */
export async function presentRun(folder: string, settings: Settings, gating: Pick<Report, "comparison" | "gates"> = {}): Promise<void> {
  const report = { ...(await buildReport([folder], settings.text("card") ?? "paligemma")), ...gating };
  await presentReport(report, settings.list("report"), folder, { json: settings.flag("json") });
  if (process.env["GITHUB_ACTIONS"] !== undefined || process.env["GITHUB_STEP_SUMMARY"] !== undefined) await (await import("./github.ts")).tellGithub(report);
}
