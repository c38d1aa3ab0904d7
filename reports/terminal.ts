/** The card's table for a terminal: published beside measured, interval, counts, verdict. */

import { addressOf } from "../src/core/define.ts";
import type { Counts, Score } from "../src/core/records.ts";
import { printInterval, printMeasured, type CardView, type CellView, type RowView } from "./card.ts";
import { gateLines } from "./gates.ts";
import { plainTable } from "./plain-table.ts";
import { comparisonLines } from "./comparison.ts";
import { notesOf, type Report } from "./report.ts";
import { visible } from "./visible.ts";

export interface TerminalOptions {
  readonly colour: boolean;
  /** Columns of the terminal; tables are never cut, wide ones wrap by themselves. */
  readonly width: number;
}

const VERDICT_COLOURS: Readonly<Record<string, number>> = { reproduced: 32, differs: 31, partial: 33, "server-only": 34, sampler: 36 };

/** All sections that have a measured cell; the others in one line. */
export function renderTerminal(report: Report, options: TerminalOptions): string {
  const { card, runs, banners, comparison, gates } = report;
  const paint = (text: string, code: number | undefined): string => (options.colour && code !== undefined ? `\u001b[${code}m${text}\u001b[0m` : text);
  const blocks = banners.map((text) => paint(visible(text), 33));
  for (const section of card.sections) {
    const measured = section.rows.filter((row) => row.cells.some(({ counts }) => counts !== undefined));
    if (measured.length > 0) blocks.push(`${section.title}\n${cardTable(measured, paint)}`);
  }
  const others = runs.flatMap(({ benchmarks }) => benchmarks.flatMap(({ scores }) => scores.scores)).filter((score) => !isOnCard(card, score) && score.part === undefined);
  if (others.length > 0) blocks.push(`Not on the card\n${scoreTable(others)}`);
  if (comparison !== undefined && !gates?.some(({ kind }) => kind === "max-drop")) blocks.push(comparisonLines({ ...comparison, notes: [] }));
  if (gates !== undefined && gates.length > 0) blocks.push(gateLines(gates, paint));
  blocks.push(...footnotes(report));
  return `${blocks.join("\n\n")}\n`;
}

function cardTable(rows: readonly RowView[], paint: (text: string, code: number | undefined) => string): string {
  const head = ["benchmark", "metric", "split", "column", "published", "measured", "95 % interval", "answered", "unreadable", "failed", "verdict"];
  return plainTable(head, rows.flatMap((row) => row.cells.filter(({ counts }) => counts !== undefined).map((cell) => cardLine(row, cell, paint))), 4, 9);
}

function cardLine(row: RowView, cell: CellView, paint: (text: string, code: number | undefined) => string): string[] {
  const { column, published, score, verdict } = cell;
  const counts = cell.counts as Counts;
  const interval = score?.interval;
  return [
    row.title, row.metric, row.split, column, published.toFixed(row.decimals),
    printMeasured(row, cell), interval === undefined ? "–" : printInterval(row, interval),
    String(counts.answered), String(counts.unreadable), String(counts.failed), paint(verdict, VERDICT_COLOURS[verdict]),
  ];
}

function scoreTable(scores: readonly Score[]): string {
  const head = ["number", "metric", "value", "95 % interval", "answered", "unreadable", "failed"];
  return plainTable(head, scores.map(({ benchmark, part, metric, value, interval, counts }) => {
    const range = interval === undefined ? "–" : `${interval.low.toFixed(4)} – ${interval.high.toFixed(4)}`;
    return [addressOf(benchmark, part), metric, value.toFixed(4), range, String(counts.answered), String(counts.unreadable), String(counts.failed)];
  }), 2, 6);
}

function isOnCard(card: CardView, score: Score): boolean {
  const address = addressOf(score.benchmark, score.part);
  return card.sections.some(({ rows }) => rows.some(({ cells }) => cells.some(({ part }) => part === address)));
}

/** Why cells are partial, and what must be known beside numbers. */
function footnotes(report: Report): string[] {
  const lines: string[] = [];
  for (const { rows } of report.card.sections) for (const row of rows) for (const cell of row.cells) {
    if (cell.counts !== undefined && cell.reasons.length > 0) lines.push(`${row.title}, ${cell.column}: ${cell.reasons.join("; ")}`);
  }
  const unique = [...new Set([...lines, ...notesOf(report)])].map((line) => visible(line).replaceAll("\n", " "));
  return unique.length === 0 ? [] : [unique.slice(0, 20).join("\n") + (unique.length > 20 ? `\n… and ${unique.length - 20} more notes in the report` : "")];
}
