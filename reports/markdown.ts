/** The card's table and every score as Markdown, for pull requests and job summaries. */

import { addressOf } from "../src/core/define.ts";
import { printInterval, printMeasured, type SectionView } from "./card.ts";
import type { GateResult } from "../src/core/comparison.ts";
import { reasonOf, requirementOf } from "./gates.ts";
import { notesOf, type Report, type ReportFormat } from "./report.ts";
import { countText, groupingsOf, statisticCell, statisticNotes, subgroupsOf } from "./statistic-table.ts";
import { visible } from "./visible.ts";

/** Text that cannot end a cell or begin markup. */
function cell(text: string): string {
  return visible(text.replaceAll(/[\r\n\u2028\u2029]+/g, " ")).replaceAll(/[\\`*_{}[\]<>#|~!&]/g, (sign) => `\\${sign}`);
}

function table(head: readonly string[], rows: readonly (readonly string[])[], rightFrom: number): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, i) => (i >= rightFrom && i < head.length - 1 ? "---:" : "---"))), ...rows.map(line)].join("\n");
}

function gateTable(gates: readonly GateResult[]): string {
  const rows = gates.map((gate) => [cell(gate.address), requirementOf(gate), gate.baseline?.toFixed(4) ?? "–", gate.value.toFixed(4), `**${gate.verdict}**`, cell(reasonOf(gate))]);
  return table(["gate", "required", "baseline", "value", "verdict", "why"], rows, 2);
}

function render(report: Report): string {
  const { card, runs, banners, gates = [] } = report;
  const blocks = [`# ${cell(card.title)}`, ...banners.map((text) => `> **${cell(text)}**`)];
  for (const { record } of runs) blocks.push(`${cell(record.suite)} · ${cell(record.model)} · ${record.settings.column} · run ${record.fingerprint.slice(0, 8)}`);
  if (gates.length > 0) blocks.push("## Gates", gateTable(gates));
  for (const section of card.sections) {
    const { title, rows } = section;
    if (section.by === "statistic") {
      blocks.push(...statisticBlocks({ ...section, rows: rows.filter(({ cells }) => cells.some(({ counts }) => counts !== undefined)) }));
      continue;
    }
    const lines = rows.flatMap((row) => row.cells.flatMap((view) => view.counts === undefined ? [] : [[
      cell(row.title), cell(row.metric), cell(row.split), view.column, view.published.toFixed(row.decimals), printMeasured(row, view),
      view.score?.interval === undefined ? "–" : printInterval(row, view.score.interval),
      String(view.counts.answered), String(view.counts.unreadable), String(view.counts.failed),
      [view.verdict, ...view.reasons].map(cell).join(": "),
    ]]));
    if (lines.length > 0) blocks.push(`## ${cell(title)}`, table(["benchmark", "metric", "split", "column", "published", "measured", "95 % interval", "answered", "unreadable", "failed", "verdict"], lines, 4));
  }
  const scores = runs.flatMap(({ benchmarks }) => benchmarks.flatMap((benchmark) => benchmark.scores.scores));
  blocks.push("## All numbers", table(["number", "metric", "value", "95 % interval", "answered", "unreadable", "failed", "signature"], scores.map((score) => [
    addressOf(score.benchmark, score.part), score.metric, score.value.toFixed(4),
    score.interval === undefined ? "–" : `${score.interval.low.toFixed(4)} – ${score.interval.high.toFixed(4)}`,
    String(score.counts.answered), String(score.counts.unreadable), String(score.counts.failed), cell(score.signature),
  ]), 2));
  const notes = notesOf(report).map((note) => `- ${cell(note)}`);
  if (notes.length > 0) blocks.push("## Notes", notes.join("\n"));
  return `${blocks.join("\n\n")}\n`;
}

/** The card's table with a value, its count and its interval a cell, and the shares of all subgroups. */
function statisticBlocks(section: SectionView): string[] {
  const { title, rows, columns } = section;
  if (rows.length === 0) return [];
  const main = rows.map((row) => [cell(row.title), ...columns.map((column) => {
    const found = row.cells.find((entry) => entry.column === column);
    return found === undefined ? "" : statisticCell(row, found).map(cell).join("<br>");
  })]);
  const subgroups = groupingsOf(columns).map((grouping) => {
    const names = subgroupsOf(rows[0], grouping) ?? [];
    return table([cell(grouping), ...rows.map((row) => cell(row.title))], names.map(({ name, isFew }, i) => [`${cell(name)}${isFew ? " (few)" : ""}`, ...rows.map((row) => {
      const share = subgroupsOf(row, grouping)?.[i];
      return share === undefined ? "–" : `${countText(share)} (${printInterval(row, { ...share, level: 0.95, method: "" })})`;
    })]), 1);
  });
  return [`## ${cell(title)}`, table(["", ...columns.map(cell)], main, columns.length + 2), statisticNotes(section).map((note) => `- ${cell(note)}`).join("\n"), "### Subgroups", ...subgroups];
}

export const markdown: ReportFormat = { fileName: "summary.md", render };
