/** One row a sample: for spreadsheets, pandas and R. */

import { stringify } from "csv-stringify/sync";
import { spreadsheet } from "./csv.ts";
import type { Report, StreamedFormat } from "./report.ts";
import { SAMPLE_COLUMNS, sampleRows } from "./sample-rows.ts";

const BATCH = 500;

async function* pieces(report: Report): AsyncGenerator<string> {
  yield stringify([SAMPLE_COLUMNS], { ...spreadsheet, bom: true });
  for await (const rows of sampleRows(report, BATCH)) yield stringify(rows.map((row) => SAMPLE_COLUMNS.map((column) => row[column])), spreadsheet);
}

export const samplesCsv: StreamedFormat = { fileName: "samples.csv", pieces };
