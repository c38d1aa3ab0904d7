/** Bencher Metric Format: one benchmark a number, with the bounds of its interval. */

import { addressOf } from "../src/core/define.ts";
import { canonicalJson } from "../src/core/canonical-json.ts";
import type { Report, ReportFormat } from "./report.ts";

function render({ runs }: Report): string {
  const scores = runs.flatMap(({ benchmarks }) => benchmarks.flatMap((benchmark) => benchmark.scores.scores));
  const content = Object.fromEntries(scores.map((score) => {
    const { metric, value, interval } = score;
    return [addressOf(score.benchmark, score.part), { [metric]: { value, ...(interval === undefined ? {} : { lower_value: interval.low, upper_value: interval.high }) } }];
  }));
  return `${canonicalJson(content)}\n`;
}

export const bencher: ReportFormat = { fileName: "bencher.json", render };
