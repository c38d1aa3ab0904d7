/** A model card beside what was measured: one verdict a cell. */

import { addressOf } from "../src/core/define.ts";
import type { BenchmarkScores, Interval, RunRecord, Score } from "../src/core/records.ts";

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
}

export interface RowView extends Omit<CardRow, "cells"> {
  readonly cells: readonly CellView[];
}

export interface CardView {
  readonly title: string;
  readonly source: string;
  readonly sections: readonly SectionView[];
}

export interface SectionView extends Pick<CardSection, "title" | "by" | "columns"> {
  readonly rows: readonly RowView[];
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
          const run = runs.findLast(({ record, scores }) => (by === "statistic" || record.settings.column === column) && findScore(scores, cell.part) !== undefined);
          return [fillCell(row, column, cell, run)];
        }),
      })),
    })),
  };
}

function findScore(scores: readonly BenchmarkScores[], part: string): { score: Score; of: BenchmarkScores } | undefined {
  for (const of of scores) {
    const score = of.scores.find((entry) => addressOf(entry.benchmark, entry.part) === part);
    if (score !== undefined) return { score, of };
  }
  return undefined;
}

function fillCell(row: Omit<CardRow, "cells">, column: string, { published, part }: { published: number; part: string }, run: ScoredRun | undefined): CellView {
  const found = run && findScore(run.scores, part);
  if (run === undefined || found === undefined) return { column, part, published, verdict: "not run", reasons: [] };
  const { score, of } = found;
  const reasons = whyPartial(row, score, of, run.record);
  const verdict = run.record.settings.data === "sampler" ? "sampler" : reasons.length > 0 ? "partial" : agrees(row, published, score) ? "reproduced" : "differs";
  return { column, part, published, verdict, reasons, score };
}

/** Everything that makes a number incomparable with the card's. */
function whyPartial(row: Omit<CardRow, "cells">, score: Score, { rows, counts, benchmark, options }: BenchmarkScores, record: RunRecord): string[] {
  const reasons: string[] = [];
  if (!rows.whole) reasons.push(`${rows.found} samples were chosen of ${rows.expected}`);
  else if (rows.found !== rows.expected) reasons.push(`the data holds ${rows.found} samples, the full split ${rows.expected}`);
  if (row.needs === "test-server") reasons.push("the card's number is the test server's");
  if (counts.failed > 0) reasons.push(`${counts.failed} samples failed`);
  if (row.signature !== undefined && row.signature !== score.signature) reasons.push(`signature ${score.signature}, the card's is ${row.signature}`);
  for (const [name, value] of Object.entries(row.options ?? {})) if (options[name] !== value) reasons.push(`${name} ${options[name]}, the card's is ${value}`);
  if (row.scorer !== undefined && row.scorer !== score.scorer?.name) reasons.push(`scored by ${score.scorer?.name ?? "nobody"}, the card's scorer is ${row.scorer}: the same score means something else`);
  reasons.push(...(record.benchmarks.find(({ name }) => name === benchmark)?.approximations ?? []));
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
