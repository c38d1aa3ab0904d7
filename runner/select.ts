/** Which samples of a benchmark a run asks: all, the first N, or named ones. */

import { DataError, UsageError } from "../src/core/errors.ts";
import type { Sample } from "../src/core/types.ts";

export interface Selection {
  readonly limit?: number;
  readonly sampleIds?: readonly string[];
}

/** True when the selection leaves nothing out. */
export function isWhole(selection: Selection): boolean {
  return selection.limit === undefined && selection.sampleIds === undefined;
}

/**
 * The selected samples in dataset order.
 *
 * @throws {DataError} when an id occurs twice, or when there is no sample at all.
 * @throws {UsageError} when a named id is not in the data.
 */
export async function* select<Target>(samples: AsyncIterable<Sample<Target>>, selection: Selection, benchmark: string): AsyncGenerator<Sample<Target>> {
  const wanted = selection.sampleIds === undefined ? undefined : new Set(selection.sampleIds);
  const seen = new Set<string>();
  let taken = 0;
  for await (const sample of samples) {
    if (seen.has(sample.id)) throw new DataError(`sample id "${sample.id}" occurs twice`, { file: benchmark }, { hint: "Compare the data with the official files." });
    seen.add(sample.id);
    if (wanted !== undefined && !wanted.delete(sample.id)) continue;
    yield sample;
    if (++taken === selection.limit) return;
    if (wanted?.size === 0) return;
  }
  if (seen.size === 0) throw new DataError("the data holds no sample", { file: benchmark }, { hint: "Check that the files are the official ones and not cut." });
  if (wanted !== undefined && wanted.size > 0) {
    throw new UsageError(`${benchmark} has no sample ${[...wanted].slice(0, 5).map((id) => `"${id}"`).join(", ")}`, { hint: `Its ids look like "${[...seen][0]}".` });
  }
}
