/** Every report format by name, loaded when it is used. Adding one costs one line here. */

import { UsageError } from "../src/core/errors.ts";
import { suggestion } from "../src/core/nearest.ts";
import type { ReportFormat, StreamedFormat } from "./report.ts";

export const reports = {
  html: async () => (await import("./html.ts")).htmlReport,
  csv: async () => (await import("./csv.ts")).csv,
  parquet: async () => (await import("./parquet.ts")).parquet,
  "samples-csv": async () => (await import("./samples-csv.ts")).samplesCsv,
  md: async () => (await import("./markdown.ts")).markdown,
  json: async () => (await import("./json.ts")).json,
  junit: async () => (await import("./junit.ts")).junit,
  bencher: async () => (await import("./bencher.ts")).bencher,
  "github-benchmark": async () => (await import("./github-benchmark.ts")).githubBenchmark,
} satisfies Record<string, () => Promise<ReportFormat | StreamedFormat>>;

export type ReportName = keyof typeof reports;
export const reportNames = Object.keys(reports) as ReportName[];

/** @throws {UsageError} with the nearest name when there is no such report. */
export async function loadReport(name: string): Promise<ReportFormat | StreamedFormat> {
  if (!Object.hasOwn(reports, name)) throw new UsageError(`there is no report "${name}"`, { hint: suggestion(name, reportNames) });
  return reports[name as ReportName]();
}
