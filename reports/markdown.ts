/** The card's table and every score as Markdown, for pull requests and job summaries. */

import { addressOf } from "../src/core/define.ts";
import { printInterval, printMeasured } from "./card.ts";
import type { GateResult } from "../src/core/comparison.ts";
import { reasonOf, requirementOf } from "./gates.ts";
import { notesOf, type Report, type ReportFormat } from "./report.ts";
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
  for (const { title, rows } of card.sections) {
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

export const markdown: ReportFormat = { fileName: "summary.md", render };
