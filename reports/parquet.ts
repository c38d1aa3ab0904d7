/** One row a sample as Parquet: for pandas, DuckDB and Arrow. */

import { ByteWriter, ParquetWriter } from "hyparquet-writer";
import type { Report, StreamedFormat } from "./report.ts";
import { SAMPLE_COLUMNS, sampleRows } from "./sample-rows.ts";

const ROWS_IN_GROUP = 20_000;
const NUMBERS: ReadonlySet<string> = new Set(["score", "latency_ms", "attempt"]);

async function* pieces(report: Report): AsyncGenerator<Uint8Array> {
  const bytes = new ByteWriter();
  const file = new ParquetWriter({
    writer: bytes, createdBy: "cardeval",
    schema: [{ name: "root", num_children: SAMPLE_COLUMNS.length }, ...SAMPLE_COLUMNS.map((name) => ({ name, repetition_type: "OPTIONAL" as const, ...kindOf(name) }))],
  });
  for await (const rows of sampleRows(report, ROWS_IN_GROUP)) {
    await file.write({ columnData: SAMPLE_COLUMNS.map((name) => ({ name, data: rows.map((row) => row[name] ?? null) })), rowGroupSize: ROWS_IN_GROUP });
  }
  await file.finish();
  yield bytes.getBytes();
}

function kindOf(name: string): { type: "DOUBLE" } | { type: "BYTE_ARRAY"; converted_type: "UTF8" } {
  return NUMBERS.has(name) ? { type: "DOUBLE" } : { type: "BYTE_ARRAY", converted_type: "UTF8" };
}

export const parquet: StreamedFormat = { fileName: "samples.parquet", pieces };
