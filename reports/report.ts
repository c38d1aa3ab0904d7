/** What every report is made from: records of one or several runs, and the card they fill. */

import { counted } from "../src/core/counted.ts";
import { addressOf } from "../src/core/define.ts";
import type { Comparison, GateResult } from "../src/core/comparison.ts";
import { nameOfScorer } from "../src/core/scorer.ts";
import { oddReplyNotes } from "./odd-replies.ts";
import type { BenchmarkPlan, BenchmarkScores, RunRecord, ScoredSample } from "../src/core/records.ts";
import { describeRecorded, type CardView } from "./card.ts";
import type { Overview } from "./overview.ts";
import { probeBanner } from "./probe-banner.ts";

export interface ReportedBenchmark {
  readonly plan: BenchmarkPlan;
  readonly scores: BenchmarkScores;
  /** The samples a report may show one by one; all failed and unreadable ones are among them, up to a limit. */
  readonly samples: readonly ScoredSample[];
  /** Of all samples, shown or not. */
  readonly overview: Overview;
  /** All samples, from disk. */
  all(): AsyncIterable<ScoredSample>;
}

export interface ReportedRun {
  readonly record: RunRecord;
  readonly benchmarks: readonly ReportedBenchmark[];
}

export interface Report {
  readonly card: CardView;
  readonly runs: readonly ReportedRun[];
  /** Thumbnails (WebP) by digest. */
  readonly thumbnails: ReadonlyMap<string, Uint8Array>;
  /** Lines that must stand on top of everything: demonstration data or model, approximations, an incomplete run. */
  readonly banners: readonly string[];
  /** Present when a run was compared with a baseline or another run. */
  readonly comparison?: Comparison;
  /** Requirements on the numbers, and whether they are met. */
  readonly gates?: readonly GateResult[];
}

/** A report format: one file of text for a report. */
export interface ReportFormat {
  readonly fileName: string;
  render(report: Report): string | Promise<string>;
}

/** A format of all samples, which may be too many for the memory. */
export interface StreamedFormat {
  readonly fileName: string;
  pieces(report: Report): AsyncIterable<string | Uint8Array>;
}

/** What a reader must be told before any number. */
export function bannersOf(runs: readonly ReportedRun[]): string[] {
  const banners: string[] = [];
  const demonstrates = runs.some(({ benchmarks }) => benchmarks.some(({ plan }) => plan.backend?.model === "tiny"));
  const sampler = runs.some(({ record }) => record.settings.data === "sampler");
  if (sampler && demonstrates) banners.push("Sampler data and a demonstration model; these are not benchmark results.");
  else if (sampler) banners.push("Sampler data; these are not benchmark results.");
  else if (demonstrates) banners.push("A demonstration model; these are not a model's benchmark results.");
  for (const { scores: { scorer } } of runs.flatMap(({ benchmarks: all }) => all)) {
    if (scorer?.isDemonstration === true) banners.push(`Captions scored by a demonstration (${nameOfScorer(scorer)}): no number about toxicity.`);
  }
  for (const { record, benchmarks } of runs) {
    const failed = benchmarks.reduce((sum, { scores }) => sum + scores.counts.failed, 0);
    if (failed > 0) banners.push(`${runs.length > 1 ? `${record.model}: ` : ""}Incomplete: ${counted(failed, "sample")} failed and ${failed === 1 ? "is" : "are"} not scored.`);
    banners.push(...benchmarks.flatMap(({ plan }) => probeBanner(plan) ?? []));
  }
  return [...new Set(banners), ...oddities(runs.flatMap(({ benchmarks }) => benchmarks.map(({ plan }) => plan)))];
}

/** What was approximate or odd, each thing once, with the benchmarks that it is true of. */
function oddities(plans: readonly BenchmarkPlan[]): string[] {
  const titles = new Map<string, Set<string>>();
  for (const { title, approximations, remarks = [] } of plans) {
    for (const text of [...approximations, ...remarks]) titles.set(text, (titles.get(text) ?? new Set()).add(title));
  }
  return [...titles].map(([text, of]) => `${[...of].join(", ")}: ${text}.`);
}

/** What must be known beside the numbers: the metrics' notes, servers' answers, what was odd about the data, and about a comparison. Each once, with all it is true of. */
export function notesOf({ runs, comparison }: Pick<Report, "runs" | "comparison">): string[] {
  const places = new Map<string, Set<string>>();
  for (const { plan, scores } of runs.flatMap(({ benchmarks }) => benchmarks)) for (const [text, at] of notedOf(plan, scores)) {
    places.set(text, new Set([...(places.get(text) ?? []), ...at]));
  }
  return [...new Set([...(comparison?.notes ?? []), ...[...places].map(([text, at]) => `${[...at].join(", ")}: ${text}`)])];
}

/** The notes of one benchmark, each with the numbers that it is of. */
function notedOf({ recorded = [] }: BenchmarkPlan, all: BenchmarkScores): (readonly [text: string, at: readonly string[]])[] {
  const { benchmark, scores, warnings } = all;
  const numbers = new Map<string, string[]>();
  for (const { part, notes = [] } of scores) for (const note of notes) numbers.set(note, [...(numbers.get(note) ?? []), addressOf(benchmark, part)]);
  return [
    ...recorded.map((answer) => [`${answer.value} is ${describeRecorded(answer)}`, [addressOf(answer.benchmark, answer.part)]] as const),
    ...[...numbers].map(([note, at]) => [note, at.length > 3 ? [`${benchmark} (${at.length} numbers)`] : at] as const),
    ...oddReplyNotes(all).map((note) => [note, [benchmark]] as const),
    ...warnings.map(({ count, message, examples }) => [`${count} × ${message} (${examples.slice(0, 2).join(", ")}${count > 2 ? ", …" : ""})`, [benchmark]] as const),
  ];
}
