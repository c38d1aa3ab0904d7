/** The card's table for a terminal: published beside measured, interval, counts, verdict. */

import { addressOf } from "../src/core/define.ts";
import type { Score } from "../src/core/records.ts";
import { printInterval, printValue, type CardView, type CellView, type RowView, type SectionView } from "./card.ts";
import { gateLines } from "./gates.ts";
import { plainTable } from "./plain-table.ts";
import { comparisonLines } from "./comparison.ts";
import { notesOf, type Report } from "./report.ts";
import { statisticCell, statisticNotes } from "./statistic-table.ts";
import { visible } from "./visible.ts";

export interface TerminalOptions {
  readonly colour: boolean;
  /** Columns of the terminal; tables are never cut, wide ones wrap by themselves. */
  readonly width: number;
}

const VERDICT_COLOURS: Readonly<Record<string, number>> = { reproduced: 32, differs: 31, partial: 33, sampler: 36 };

/** All sections that have a measured cell; the others in one line. */
export function renderTerminal(report: Report, options: TerminalOptions): string {
  const { card, runs, banners, comparison, gates } = report;
  const paint = (text: string, code: number | undefined): string => (options.colour && code !== undefined ? `\u001b[${code}m${text}\u001b[0m` : text);
  const blocks = banners.map((text) => paint(visible(text), 33));
  for (const section of card.sections) {
    const measured = section.rows.filter((row) => row.cells.some(({ score }) => score !== undefined));
    if (measured.length > 0) blocks.push(section.by === "statistic" ? statisticTable({ ...section, rows: measured }) : `${section.title}\n${cardTable(measured, paint)}`);
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
  return plainTable(head, rows.flatMap((row) => row.cells.filter(({ score }) => score !== undefined).map((cell) => cardLine(row, cell, paint))), 4, 9);
}

/** Rows by columns, with a line between the rows. */
function statisticTable(section: SectionView): string {
  const head = ["", ...section.columns.map((column) => column.replace(/, (?=[^,]*$)/, "\n"))];
  const cellOf = (row: RowView, column: string): string => {
    const cell = row.cells.find((entry) => entry.column === column);
    return cell === undefined ? "" : statisticCell(row, cell).join("\n");
  };
  const rows = section.rows.map((row) => [`${row.title}\n\n\n\n\n\u200B`, ...section.columns.map((column) => cellOf(row, column))]);
  return [section.title, plainTable(head, rows, 1, head.length).replaceAll("\u200B", "").trimEnd(), ...statisticNotes(section)].join("\n");
}

function cardLine(row: RowView, { column, published, score, verdict }: CellView, paint: (text: string, code: number | undefined) => string): string[] {
  const { counts, interval, value } = score as Score;
  return [
    row.title, row.metric, row.split, column, published.toFixed(row.decimals),
    printValue(row, value), interval === undefined ? "–" : printInterval(row, interval),
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
  for (const { by, rows } of report.card.sections) if (by === "checkpoint") for (const row of rows) for (const cell of row.cells) {
    if (cell.score !== undefined && cell.reasons.length > 0) lines.push(`${row.title}, ${cell.column}: ${cell.reasons.join("; ")}`);
  }
  const unique = [...new Set([...lines, ...notesOf(report)])].map((line) => visible(line).replaceAll("\n", " "));
  return unique.length === 0 ? [] : [unique.slice(0, 20).join("\n") + (unique.length > 20 ? `\n… and ${unique.length - 20} more notes in the report` : "")];
}
