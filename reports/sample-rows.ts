/** Every sample of every benchmark as one flat row: what tables of samples are made of. */

import type { Report } from "./report.ts";

export const SAMPLE_COLUMNS = [
  "benchmark", "id", "status", "score", "prompt", "reply", "references", "groups", "finish", "error", "latency_ms", "attempt", "model", "column", "run",
] as const;

export type SampleRow = Readonly<Record<(typeof SAMPLE_COLUMNS)[number], string | number | undefined>>;

/** Rows in the report's order, so many at a time. References stand one a line. */
export async function* sampleRows({ runs }: Report, batch: number): AsyncGenerator<SampleRow[]> {
  for (const { record, benchmarks } of runs) {
    for (const { plan, all } of benchmarks) {
      let rows: SampleRow[] = [];
      for await (const { id, status, score, prompt, text, references, groups, finish, error, latencyMs, attempt } of all()) {
        rows.push({
          benchmark: plan.name, id, status, score, prompt, reply: text, references: references.join("\n"),
          groups: Object.entries(groups ?? {}).map(([name, value]) => `${name}=${value}`).join("; "),
          finish, error: error && `${error.code}: ${error.message}`, latency_ms: latencyMs, attempt,
          model: record.model, column: record.settings.column, run: record.fingerprint,
        });
        if (rows.length < batch) continue;
        yield rows;
        rows = [];
      }
      if (rows.length > 0) yield rows;
    }
  }
}
