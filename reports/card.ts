/** A model card beside what was measured: one verdict a cell. */

import { counted } from "../src/core/counted.ts";
import { addressOf } from "../src/core/define.ts";
import type { BenchmarkScores, Counts, Interval, RunRecord, Score } from "../src/core/records.ts";
import type { RecordedAnswer } from "../src/core/submission.ts";

/** A card as data: `reports/cards/<name>.json`. */
export interface Card {
  readonly schema: 1;
  readonly name: string;
  readonly title: string;
  readonly source: string;
  readonly sections: readonly CardSection[];
}

export interface CardSection {
  readonly title: string;
  /** Columns are checkpoints, of which a run fills one, or statistics, of which a run fills all. */
  readonly by: "checkpoint" | "statistic";
  readonly columns: readonly string[];
  readonly rows: readonly CardRow[];
}

export interface CardRow {
  readonly title: string;
  readonly train: string;
  readonly metric: string;
  readonly split: string;
  /** Printed value = value × scale, with so many decimals. */
  readonly scale: number;
  readonly decimals: number;
  readonly needs: "local" | "test-server" | "recorded-scorer";
  /** Signature of the card's own metric, where it is known. */
  readonly signature?: string;
  readonly note?: string;
  /** Samples that the published number is of, where the split had shrunk before: which ones is not known. */
  readonly reduced?: number;
  /** Name of the scorer behind the card's number; another one's scale is another. */
  readonly scorer?: string;
  /** Options of the benchmark that the card's number was made with. */
  readonly options?: Readonly<Record<string, string>>;
  readonly cells: Readonly<Record<string, { readonly published: number; readonly part: string }>>;
}

export type Verdict = "reproduced" | "differs" | "partial" | "server-only" | "sampler" | "not run";

/** One cell of the card, filled as far as the runs go. Values are fractions or raw CIDEr; `published` is as printed. */
export interface CellView {
  readonly column: string;
  readonly part: string;
  readonly published: number;
  readonly verdict: Verdict;
  /** Why the verdict is what it is, when it is not plain. */
  readonly reasons: readonly string[];
  readonly score?: Score;
  /** Of the samples behind the cell; absent when nothing was asked. */
  readonly counts?: Counts;
  /** What the server answered, where only it has the labels. */
  readonly recorded?: RecordedAnswer;
}

export interface RowView extends Omit<CardRow, "cells"> {
  readonly cells: readonly CellView[];
}

export interface SectionView extends Omit<CardSection, "rows"> {
  readonly rows: readonly RowView[];
}

export interface CardView {
  readonly title: string;
  readonly source: string;
  readonly sections: readonly SectionView[];
}

/** What a card needs to know of a run. */
export interface ScoredRun {
  readonly record: RunRecord;
  readonly scores: readonly BenchmarkScores[];
}

/** Fills a card from one or several runs; a later run wins a cell. */
export function viewCard(card: Card, runs: readonly ScoredRun[]): CardView {
  return {
    title: card.title,
    source: card.source,
    sections: card.sections.map(({ title, by, columns, rows }) => ({
      title, by, columns,
      rows: rows.map(({ cells, ...row }) => ({
        ...row,
        cells: columns.flatMap((column) => {
          const cell = cells[column];
          if (cell === undefined) return [];
          const fitting = runs.filter(({ record }) => by === "statistic" || fillsColumn(record, column));
          const run = fitting.findLast(({ scores }) => findPart(scores, cell.part) !== undefined);
          return [run === undefined ? emptyCell(column, cell, fitting, runs) : fillCell(row, column, cell, run)];
        }),
      })),
    })),
  };
}

/** A run fills its own column; one of the sampler, which is held against none, fills all of its resolution unless one was named. */
function fillsColumn({ settings: { data, column: own, resolution } }: RunRecord, column: string): boolean {
  return own === column || (data === "sampler" && own === `pt-${resolution}` && column.endsWith(`-${resolution}`));
}

/** A number by its address; without a score where only a server has the labels. */
function findPart(scores: readonly BenchmarkScores[], part: string): { score?: Score; of: BenchmarkScores } | undefined {
  for (const of of scores) {
    const score = of.scores.find((entry) => addressOf(entry.benchmark, entry.part) === part);
    if (score !== undefined) return { score, of };
    if (of.labels === "server" && of.benchmark === part.split("/", 1)[0]) return { of };
  }
  return undefined;
}

type Cell = CardRow["cells"][string];

function fillCell(row: Omit<CardRow, "cells">, column: string, { published, part }: Cell, run: ScoredRun): CellView {
  const { score, of } = findPart(run.scores, part) as NonNullable<ReturnType<typeof findPart>>;
  const cell = { column, part, published };
  if (score === undefined) return fillFromServer(cell, of, run.record);
  const measured = { ...cell, score, counts: score.counts };
  // Numbers of a sampler are never held against the card's, so nothing makes them less comparable.
  if (run.record.settings.data === "sampler") return { ...measured, verdict: "sampler", reasons: [] };
  const reasons = whyPartial(row, score, of, run.record);
  return { ...measured, verdict: reasons.length > 0 ? "partial" : agrees(row, published, score) ? "reproduced" : "differs", reasons };
}

/** A cell that no run fills, and why. `fitting` are the runs of its column. */
function emptyCell(column: string, { published, part }: Cell, fitting: readonly ScoredRun[], runs: readonly ScoredRun[]): CellView {
  const [benchmark = ""] = part.split("/");
  const missing = fitting.flatMap(({ record }) => (record.missing ?? []).filter((entry) => entry.benchmark === benchmark).map(({ reason }) => reason));
  const reasons = missing.length > 0 ? missing : runs.length === 0 ? [] : [whyEmpty(benchmark, column, fitting)];
  return { column, part, published, verdict: "not run", reasons };
}

function whyEmpty(benchmark: string, column: string, fitting: readonly ScoredRun[]): string {
  if (fitting.length === 0) return `another checkpoint's, for a run of its own with --column ${column}`;
  if (fitting.some(({ scores }) => scores.some((of) => of.benchmark === benchmark))) return "no sample of this part was asked";
  return fitting.some(({ record }) => record.benchmarks.some(({ name }) => name === benchmark)) ? "it could not be scored" : "not part of the run";
}

/** Answers to a split whose labels only the server has: its own number, the latest if somebody wrote it down. */
function fillFromServer(cell: Pick<CellView, "column" | "part" | "published">, { benchmark, options, counts, rows }: BenchmarkScores, record: RunRecord): CellView {
  const recorded = record.benchmarks.find(({ name }) => name === benchmark)?.recorded?.findLast((answer) => addressOf(answer.benchmark, answer.part) === cell.part);
  const reasons = [
    recorded === undefined ? `${rows.found} answers to ${options["split"] ?? "the server's split"} are ready to hand in (cardeval submit)` : describeRecorded(recorded),
    ...(counts.failed > 0 ? [`${counted(counts.failed, "sample")} failed`] : []),
    ...(rows.whole && rows.found === rows.expected ? [] : [`${rows.found} of the split's ${rows.expected} samples`]),
  ];
  return { ...cell, verdict: "server-only", reasons, counts, ...(recorded === undefined ? {} : { recorded }) };
}

/** Whose word a recorded number is. */
export function describeRecorded({ phase, date, submission, by }: RecordedAnswer): string {
  return `the server's answer to submission ${submission} (${phase}, ${date}), recorded by ${by}`;
}

/** What stands in a cell: the number that was measured or recorded, as the card prints it. */
export function printMeasured(row: Pick<CardRow, "scale" | "decimals">, { score, recorded }: CellView): string {
  const value = score?.value ?? recorded?.value;
  return value === undefined ? "–" : printValue(row, value);
}

/** Everything that makes a number incomparable with the card's. */
function whyPartial(row: Omit<CardRow, "cells">, score: Score, { rows, counts, benchmark, options }: BenchmarkScores, record: RunRecord): string[] {
  const reasons: string[] = [];
  if (!rows.whole) reasons.push(`${rows.found} samples were chosen of ${rows.expected}`);
  else if (rows.found !== rows.expected) reasons.push(`the data holds ${counted(rows.found, "sample")}, the full split ${rows.expected}`);
  if (row.reduced !== undefined) reasons.push(`the card's number is of the ${row.reduced} samples whose videos were left in April 2024, and which they were is not known`);
  if (row.needs === "test-server") reasons.push("the card's number is the test server's");
  if (counts.failed > 0) reasons.push(`${counted(counts.failed, "sample")} failed`);
  if (row.signature !== undefined && row.signature !== score.signature) reasons.push(`signature ${score.signature}, the card's is ${row.signature}`);
  for (const [name, value] of Object.entries(row.options ?? {})) if (options[name] !== value) reasons.push(`${name} ${options[name]}, the card's is ${value}`);
  if (row.scorer !== undefined && row.scorer !== score.scorer?.name) reasons.push(`scored by ${score.scorer?.name ?? "nobody"}, the card's scorer is ${row.scorer}: the same score means something else`);
  const plan = record.benchmarks.find(({ name }) => name === benchmark);
  if (plan?.probe?.verdict === "failed") reasons.push(`the backend's probe failed: ${plan.probe.equal} of ${plan.probe.asked} answers were the expected ones`);
  reasons.push(...(plan?.approximations ?? []));
  return reasons;
}

function agrees({ scale, decimals }: Omit<CardRow, "cells">, published: number, { value, interval }: Score): boolean {
  if ((value * scale).toFixed(decimals) === published.toFixed(decimals)) return true;
  return interval !== undefined && interval.low * scale <= published && published <= interval.high * scale;
}

/** A value as the card prints it. */
export function printValue({ scale, decimals }: Pick<CardRow, "scale" | "decimals">, value: number): string {
  return (value * scale).toFixed(decimals);
}

/** An interval as the card prints values: `139.10 – 144.02`. */
export function printInterval(row: Pick<CardRow, "scale" | "decimals">, interval: Interval): string {
  return `${printValue(row, interval.low)} – ${printValue(row, interval.high)}`;
}
