/** What github-action-benchmark reads as `customBiggerIsBetter`; numbers of which less is better are left out. */

import { addressOf } from "../src/core/define.ts";
import type { Report, ReportFormat } from "./report.ts";

function render({ runs }: Report): string {
  const scores = runs.flatMap(({ benchmarks }) => benchmarks.flatMap((benchmark) => benchmark.scores.scores)).filter(({ better }) => better === "higher");
  const content = scores.map((score) => {
    const { metric, value, interval, n, signature } = score;
    return {
      name: addressOf(score.benchmark, score.part), unit: metric, value,
      ...(interval === undefined ? {} : { range: `${interval.low.toFixed(4)} – ${interval.high.toFixed(4)}` }),
      extra: `n ${n}; ${signature}`,
    };
  });
  return `${JSON.stringify(content)}\n`;
}

export const githubBenchmark: ReportFormat = { fileName: "github-benchmark.json", render };
