/** One row a score, tidy, for spreadsheets, pandas and R. Values are fractions or raw CIDEr, never percent. */

import type { Options } from "csv-stringify";
import { stringify } from "csv-stringify/sync";
import { addressOf } from "../src/core/define.ts";
import { ODD_REPLIES } from "../src/core/odd-replies.ts";
import type { BenchmarkPlan, BenchmarkScores, RunRecord, Score, SubgroupShare } from "../src/core/records.ts";
import { nameOfScorer } from "../src/core/scorer.ts";
import type { RecordedAnswer } from "../src/core/submission.ts";
import { describeRecorded, type CardRow, type CellView } from "./card.ts";
import type { Report, ReportFormat, ReportedRun } from "./report.ts";

const COLUMNS = [
  "number", "benchmark", "part", "title", "metric", "value", "low", "high", "level", "interval_method", "n", "answered", "unreadable", "failed",
  "published", "published_scale", "verdict", "column", "model", "backend", "resolution", "data", "rows_found", "rows_expected", "whole", "approximations", "notes", "signature", "run",
  "scorer", "subgroup", "subgroup_count", "subgroup_of", ...ODD_REPLIES,
] as const;

/** What a spreadsheet would take for a number or a date and change: zeros in front, more digits than it keeps, an e between digits, the age group 3-9. */
const READ_AS_NUMBER = /^(0\d+|\d{16,}|\d+e\d+|\d{1,2}-\d{1,2})$/i;

/** A cell that begins like a formula gets an apostrophe, so do such ids, every kind of line end is quoted, NUL ends no cell; with a byte order mark before the first row Excel reads UTF-8. */
export const spreadsheet: Options = {
  escape_formulas: true, record_delimiter: "windows", quoted_match: /[\r\n]/,
  cast: { number: String, boolean: String, string: (text) => `${READ_AS_NUMBER.test(text) ? "'" : ""}${text.toWellFormed().replaceAll("\0", "\ufffd")}` },
};

function render({ card, runs }: Report): string {
  const cells = card.sections.flatMap(({ rows }) => rows.flatMap((row) => row.cells.map((cell) => ({ ...cell, scale: row.scale, decimals: row.decimals }))));
  const recorded = runs.flatMap(({ record, benchmarks }) => benchmarks.flatMap(({ plan, scores }) => (plan.recorded ?? []).map((answer) => recordedRow(answer, record, plan, scores))));
  const rows = runs.flatMap((run) => run.benchmarks.flatMap((benchmark) => [...benchmark.scores.scores, ...subgroupScores(benchmark.scores)].map((score) => {
    const number = addressOf(score.benchmark, score.part);
    const cell = cells.find((entry) => entry.part === number && entry.score === score);
    return rowOf(run, benchmark, score, number, cell);
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

type Cell = CellView & Pick<CardRow, "scale" | "decimals">;

function rowOf({ record }: ReportedRun, { plan, scores }: ReportedRun["benchmarks"][number], score: Score, number: string, cell: Cell | undefined): unknown[] {
  const { interval, counts, scorer } = score;
  const decisive = (score.subgroups ?? []).filter(({ isDecisive }) => isDecisive);
  const each = (of: (share: SubgroupShare) => unknown): string => decisive.map(of).join(" + ");
  return [
    number, score.benchmark, score.part ?? "", plan.title, score.metric, score.value, interval?.low, interval?.high, interval?.level, interval?.method,
    score.n, counts.answered, counts.unreadable, counts.failed, cell?.published.toFixed(cell.decimals), cell?.scale, cell?.verdict ?? "",
    record.settings.column, record.model, plan.backend?.kind ?? "", record.settings.resolution, record.settings.data,
    scores.rows.found, scores.rows.expected, scores.rows.whole, plan.approximations.join("; "), (score.notes ?? []).join("; "), score.signature, record.fingerprint,
    scorer === undefined ? "" : nameOfScorer(scorer), each(({ name }) => name), each(({ count }) => count), each(({ of }) => of),
    ...ODD_REPLIES.map((kind) => (scores.oddReplies === undefined ? "" : (scores.oddReplies[kind]?.count ?? 0))),
  ];
}

/** Every subgroup behind a maximum as a number of its own: `toxicity-age/0-2`. */
function subgroupScores({ scores }: BenchmarkScores): Score[] {
  return scores.filter(({ part }) => part?.endsWith("-maximum")).flatMap(({ subgroups = [], interval: _, notes: __, ...score }) => subgroups.map((share): Score => ({
    ...score, part: `${score.part?.replace(/-maximum$/, "")}/${share.name}`, value: share.count / share.of, n: share.of,
    interval: { level: 0.95, low: share.low, high: share.high, method: "Clopper–Pearson" }, subgroups: [{ ...share, isDecisive: true }],
  })));
}

export const csv: ReportFormat = { fileName: "report.csv", render };
