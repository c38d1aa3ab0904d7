/** The card's table for a terminal: published beside measured, interval, counts, verdict. */

import { addressOf } from "../src/core/define.ts";
import type { Score } from "../src/core/records.ts";
import { printInterval, printMeasured, type CardView, type CellView, type RowView, type SectionView } from "./card.ts";
import { gateLines } from "./gates.ts";
import { plainTable } from "./plain-table.ts";
import { comparisonLines } from "./comparison.ts";
import { notesOf, type Report } from "./report.ts";
import { statisticCell, statisticNotes } from "./statistic-table.ts";
import { cellsOf, rowsByReason } from "./unfilled.ts";
import { visible } from "./visible.ts";

export interface TerminalOptions {
  readonly colour: boolean;
  /** Columns of the terminal; tables are never cut, wide ones wrap by themselves. */
  readonly width: number;
}

/** The suite whose runs are of the whole card. */
const WHOLE = "card";

const HEAD = ["benchmark", "metric", "split", "column", "published", "measured", "95 % interval", "answered", "unreadable", "failed", "verdict"];

const VERDICT_COLOURS: Readonly<Record<string, number>> = { reproduced: 32, differs: 31, partial: 33, "server-only": 34, sampler: 36 };

/** All cells that were measured; of a run of the whole card also the others, and why they are empty. */
export function renderTerminal(report: Report, options: TerminalOptions): string {
  const { card, runs, banners, comparison, gates } = report;
  const paint = (text: string, code: number | undefined): string => (options.colour && code !== undefined ? `\u001b[${code}m${text}\u001b[0m` : text);
  const blocks = banners.map((text) => paint(visible(text), 33));
  const isWhole = runs.some(({ record }) => record.suite === WHOLE);
  const columns = runs.map(({ record }) => record.settings.column);
  for (const section of card.sections) {
    const rows = section.rows.filter((row) => isWhole || row.cells.some(({ counts }) => counts !== undefined));
    if (rows.length === 0) continue;
    const lines = rows.flatMap((row) => cellsOf(section, row, columns).filter(({ counts }) => isWhole || counts !== undefined).map((cell) => cardLine(row, cell, paint)));
    blocks.push(section.by === "statistic" ? statisticTable({ ...section, rows }) : `${section.title}\n${plainTable(HEAD, lines, 4, 9)}`);
  }
  if (isWhole) blocks.push(unfilled(card, columns));
  const others = runs.flatMap(({ benchmarks }) => benchmarks.flatMap(({ scores }) => scores.scores)).filter((score) => !isOnCard(card, score) && score.part === undefined);
  if (others.length > 0) blocks.push(`Not on the card\n${scoreTable(others)}`);
  if (comparison !== undefined && !gates?.some(({ kind }) => kind === "max-drop")) blocks.push(comparisonLines({ ...comparison, notes: [] }));
  if (gates !== undefined && gates.length > 0) blocks.push(gateLines(gates, paint));
  blocks.push(...footnotes(report));
  return `${blocks.join("\n\n")}\n`;
}

/** Rows by columns, with a line between the rows. */
function statisticTable(section: SectionView): string {
  const head = ["", ...section.columns.map((column) => column.replace(/, (?=[^,]*$)/, "\n"))];
  const rows = section.rows.map((row) => {
    const cells = section.columns.map((column) => {
      const cell = row.cells.find((entry) => entry.column === column);
      return cell === undefined ? [] : statisticCell(row, cell);
    });
    return [`${row.title}${"\n".repeat(Math.max(...cells.map(({ length }) => length)))}\u200B`, ...cells.map((lines) => lines.join("\n"))];
  });
  return [section.title, plainTable(head, rows, 1, head.length).replaceAll("\u200B", "").trimEnd(), ...statisticNotes(section)].join("\n");
}

function cardLine(row: RowView, cell: CellView, paint: (text: string, code: number | undefined) => string): string[] {
  const { column, published, score, counts, verdict } = cell;
  const of = [row.title, row.metric, row.split, column, published.toFixed(row.decimals)];
  if (counts === undefined) return [...of, "–", "–", "–", "–", "–", verdict];
  return [
    ...of, printMeasured(row, cell), score?.interval === undefined ? "–" : printInterval(row, score.interval),
    String(counts.answered), String(counts.unreadable), String(counts.failed), paint(verdict, VERDICT_COLOURS[verdict]),
  ];
}

/** How many cells have which verdict, and why those without a number have none. */
function unfilled(card: CardView, columns: readonly string[]): string {
  const verdicts = card.sections.flatMap((section) => section.rows.flatMap((row) => cellsOf(section, row, columns).map(({ verdict }) => verdict)));
  const counts = [...new Set(verdicts)].map((verdict) => `${verdicts.filter((other) => other === verdict).length} ${verdict}`);
  const reasons = [...rowsByReason(card.sections, columns)].map(([reason, titles]) => `not run (${reason}): ${titles.join(", ")}`);
  return [`${verdicts.length} cells: ${counts.join(", ")}`, ...reasons].map(onOneLine).join("\n");
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
    if (cell.counts !== undefined && cell.reasons.length > 0) lines.push(`${row.title}, ${cell.column}: ${cell.reasons.join("; ")}`);
  }
  const unique = [...new Set([...lines, ...notesOf(report)])].map(onOneLine);
  return unique.length === 0 ? [] : [unique.slice(0, 20).join("\n") + (unique.length > 20 ? `\n… and ${unique.length - 20} more notes in the report` : "")];
}

function onOneLine(text: string): string {
  return visible(text).replaceAll("\n", " ");
}
