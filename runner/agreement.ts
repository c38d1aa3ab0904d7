/** How many replies of two runs are equal. */

import type { Comparison } from "../src/core/comparison.ts";
import type { ScoredSample } from "../src/core/records.ts";
import type { Run } from "./read-run.ts";

/** Walks both runs together; their samples are the same, in the same order. Samples without a reply on either side do not count. */
export async function agreementOf(baseline: Run, candidate: Run, benchmarks: readonly string[]): Promise<NonNullable<Comparison["agreement"]>> {
  let [equal, both] = [0, 0];
  for (const benchmark of benchmarks) {
    const before: AsyncIterator<ScoredSample> = baseline.samples(benchmark)[Symbol.asyncIterator]();
    for await (const after of candidate.samples(benchmark)) {
      const { value, done } = await before.next();
      if (done === true) break;
      const was = value as ScoredSample;
      if (was.text === undefined || after.text === undefined) continue;
      both++;
      if (was.text === after.text) equal++;
    }
  }
  return { equal, both };
}
