/**
 * Accuracy of sets that are right only when all their samples are.
 *
 * The verdict of a set of k is shared out among its samples, 1/k each, so that any draw of whole sets counts each of them as often
 * as it was drawn: the bootstrap resamples sets when a sample's cluster is its set.
 */

import { pairwiseSum } from "./pairwise-sum.ts";

/** A sample's part in its set. */
export interface SetShare {
  /** 1/k, or 0 for a sample whose set does not count. */
  readonly share: number;
  /** The share when the whole set is right, else 0. */
  readonly right: number;
  /** Whether the sample itself is right: 1 or 0. */
  readonly alone: number;
}

/** @param counts whether a set of that size counts */
export function shareSets(samples: readonly { readonly set: string; readonly right: boolean }[], counts: (size: number) => boolean): SetShare[] {
  const sets = new Map<string, { size: number; right: boolean }>();
  for (const { set, right } of samples) {
    const { size, right: before } = sets.get(set) ?? { size: 0, right: true };
    sets.set(set, { size: size + 1, right: before && right });
  }
  return samples.map(({ set: name, right }) => {
    const set = sets.get(name) as { size: number; right: boolean };
    const share = counts(set.size) ? 1 / set.size : 0;
    return { share, right: set.right ? share : 0, alone: Number(right) };
  });
}

/** Right sets / sets; undefined when no set counts. */
export function shareOfRightSets(stats: readonly SetShare[]): number | undefined {
  const sets = pairwiseSum(stats.map(({ share }) => share));
  return sets === 0 ? undefined : pairwiseSum(stats.map(({ right }) => right)) / sets;
}
