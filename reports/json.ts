/** All scores of a report in one file, for programs. */

import { canonicalJson } from "../src/core/canonical-json.ts";
import type { Report, ReportFormat } from "./report.ts";

function render({ card, runs, banners, gates, comparison }: Report): string {
  const cells = card.sections.flatMap(({ title, rows }) => rows.flatMap((row) => row.cells.filter(({ counts }) => counts !== undefined).map(({ score: _, counts: _counts, ...cell }) => ({ section: title, row: row.title, ...cell }))));
  const content = {
    schema: 1,
    banners,
    ...(gates === undefined ? {} : { gates }),
    ...(comparison === undefined ? {} : { comparison: { ...comparison, flips: comparison.flips.length } }),
    card: { title: card.title, cells },
    runs: runs.map(({ record, benchmarks }) => ({
      suite: record.suite, model: record.model, fingerprint: record.fingerprint, settings: record.settings,
      benchmarks: benchmarks.map(({ plan: { backend, approximations, recorded, probe }, scores }) => ({
        ...scores, backend, approximations, ...(recorded === undefined ? {} : { recorded }), ...(probe === undefined ? {} : { probe }),
      })),
    })),
  };
  return `${canonicalJson(content)}\n`;
}

export const json: ReportFormat = { fileName: "scores.json", render };
