/** Two runs with their answers exchanged at random: could the difference be chance? */

import { createDraws } from "./draws.ts";
import type { Clusters } from "./interval.ts";
import { createWeightings, DEFAULT_RESAMPLES, type ResampleOptions, type Statistic } from "./resampling.ts";

/** Clusters of the baseline's samples followed by the candidate's: the pool of which `approximateRandomisation` draws. */
export function pooledClusters({ of, count }: Clusters): Clusters {
  const pooled = new Int32Array(2 * of.length);
  pooled.set(of);
  pooled.set(of.map((cluster) => cluster + count), of.length);
  return { of: pooled, count: 2 * count };
}

export interface Randomisation {
  /** (#{|A_r − B_r| ≥ |A − B|} + 1) / (R + 1), two-sided. */
  readonly p: number;
  /** The same with > instead of ≥, as sacreBLEU counts. */
  readonly pSacrebleu: number;
}

/** Differences this near the observed one, relative to it, are ties that rounding has moved. */
const TIE = 1e-9;

/**
 * Approximate randomisation: every cluster's answers change sides with probability ½, R times.
 *
 * `pooled` is a statistic over the samples of the baseline and then those of the candidate, on `pooledClusters`. It must be able to mix
 * the two, which CIDEr with recomputed document frequencies cannot.
 * Source: Noreen 1989; mjpost/sacrebleu significance.py@2.6.0 (`_paired_ar_test`).
 * Quirk: sacreBLEU counts no ties, so a run against itself has the smallest p there is, as have five changed answers of 5,000; hence
 * `p`, whose false alarms are at most α, beside `pSacrebleu`.
 */
export function approximateRandomisation(pooled: Statistic, { count }: Clusters, options: ResampleOptions): Randomisation {
  const { resamples = DEFAULT_RESAMPLES, seed, draws = createDraws(seed) } = options;
  const weightings = createWeightings(2 * count);
  const [firstRun, firstSwapped, secondRun, secondSwapped] = weightings;
  const flips = new Float64Array(count).fill(1);
  const differences = (): number[] => {
    const [a, b, c, d] = pooled(weightings) as [number, number, number, number];
    return [Math.abs(a - b), Math.abs(c - d)];
  };
  exchange(flips, firstRun, firstSwapped);
  const seen = differences()[0] as number;
  let [ties, beyond] = [0, 0];
  for (let done = 0; done < resamples; done += 2) {
    draws.flip(flips);
    exchange(flips, firstRun, firstSwapped);
    draws.flip(flips);
    exchange(flips, secondRun, secondSwapped);
    for (const difference of differences().slice(0, resamples - done)) {
      if (difference > seen) beyond++;
      if (difference >= seen * (1 - TIE)) ties++;
    }
  }
  return { p: (ties + 1) / (resamples + 1), pSacrebleu: (beyond + 1) / (resamples + 1) };
}

/** Weights of both runs over the pool: a flip of 1 leaves a cluster where it is. */
function exchange(flips: Float64Array, run: Float64Array, swapped: Float64Array): void {
  const count = flips.length;
  for (let cluster = 0; cluster < count; cluster++) {
    const kept = flips[cluster] as number;
    run[cluster] = swapped[count + cluster] = kept;
    run[count + cluster] = swapped[cluster] = 1 - kept;
  }
}
