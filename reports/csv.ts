/** One row a score, tidy, for spreadsheets, pandas and R. Values are fractions or raw CIDEr, never percent. */

import type { Options } from "csv-stringify";
import { stringify } from "csv-stringify/sync";
import { addressOf } from "../src/core/define.ts";
import type { BenchmarkPlan, BenchmarkScores, RunRecord } from "../src/core/records.ts";
import type { RecordedAnswer } from "../src/core/submission.ts";
import { describeRecorded } from "./card.ts";
import type { Report, ReportFormat } from "./report.ts";

const COLUMNS = [
  "number", "benchmark", "part", "title", "metric", "value", "low", "high", "level", "interval_method", "n", "answered", "unreadable", "failed",
  "published", "published_scale", "verdict", "column", "model", "backend", "resolution", "data", "rows_found", "rows_expected", "whole", "approximations", "notes", "signature", "run",
] as const;

/** Ids that a spreadsheet would take for numbers and change: zeros in front, more digits than it keeps, an e between digits. */
const READ_AS_NUMBER = /^(0\d+|\d{16,}|\d+e\d+)$/i;

/** A cell that begins like a formula gets an apostrophe, so do such ids, every kind of line end is quoted, NUL ends no cell; with a byte order mark before the first row Excel reads UTF-8. */
export const spreadsheet: Options = {
  escape_formulas: true, record_delimiter: "windows", quoted_match: /[\r\n]/,
  cast: { number: String, boolean: String, string: (text) => `${READ_AS_NUMBER.test(text) ? "'" : ""}${text.toWellFormed().replaceAll("\0", "\ufffd")}` },
};

function render({ card, runs }: Report): string {
  const cells = card.sections.flatMap(({ rows }) => rows.flatMap((row) => row.cells.map((cell) => ({ ...cell, scale: row.scale, decimals: row.decimals }))));
  const recorded = runs.flatMap(({ record, benchmarks }) => benchmarks.flatMap(({ plan, scores }) => (plan.recorded ?? []).map((answer) => recordedRow(answer, record, plan, scores))));
  const rows = runs.flatMap(({ record, benchmarks }) => benchmarks.flatMap(({ plan, scores }) => scores.scores.map((score) => {
    const number = addressOf(score.benchmark, score.part);
    const cell = cells.find((entry) => entry.part === number && entry.score === score);
    const { interval, counts } = score;
    return [
      number, score.benchmark, score.part ?? "", plan.title, score.metric, score.value, interval?.low, interval?.high, interval?.level, interval?.method,
      score.n, counts.answered, counts.unreadable, counts.failed, cell?.published.toFixed(cell.decimals), cell?.scale, cell?.verdict ?? "",
      record.settings.column, record.model, plan.backend?.kind ?? "", record.settings.resolution, record.settings.data,
      scores.rows.found, scores.rows.expected, scores.rows.whole, plan.approximations.join("; "), (score.notes ?? []).join("; "), score.signature, record.fingerprint,
    ];
  })));
  return stringify([COLUMNS, ...rows, ...recorded], { ...spreadsheet, bom: true });
}

/** A test server's number: its metric is the server's own. */
function recordedRow(answer: RecordedAnswer, { settings, model, fingerprint }: RunRecord, { title, backend, approximations }: BenchmarkPlan, { counts, rows }: BenchmarkScores): unknown[] {
  const cells: Partial<Record<(typeof COLUMNS)[number], unknown>> = {
    number: addressOf(answer.benchmark, answer.part), benchmark: answer.benchmark, part: answer.part ?? "", title, metric: "server", value: answer.value,
    answered: counts.answered, unreadable: counts.unreadable, failed: counts.failed, verdict: "server-only", column: settings.column, model, backend: backend?.kind ?? "",
    resolution: settings.resolution, data: settings.data, rows_found: rows.found, rows_expected: rows.expected, whole: rows.whole,
    approximations: approximations.join("; "), notes: describeRecorded(answer), run: fingerprint,
  };
  return COLUMNS.map((column) => cells[column]);
}

export const csv: ReportFormat = { fileName: "report.csv", render };
