/** What a comparison of two runs and a gate say: data, for reports. */

import type { Interval } from "./records.ts";

/** A run, or a baseline that was blessed, by what it is called and what it was. */
export interface Side {
  readonly name: string;
  readonly model: string;
  readonly fingerprint: string;
}

/** One number of both sides on the same samples. Differences are candidate − baseline. */
export interface NumberComparison {
  /** `benchmark/part`. */
  readonly address: string;
  readonly title: string;
  readonly metric: string;
  readonly better: "higher" | "lower";
  readonly baseline: number;
  readonly candidate: number;
  readonly difference: number;
  /** Two-sided; absent below two samples that stand alone. */
  readonly interval?: Interval;
  readonly p?: number;
  /** Exact McNemar, where answers are right or wrong and no samples repeat. */
  readonly mcnemar?: { readonly onlyBaseline: number; readonly onlyCandidate: number; readonly p: number };
  /** Samples that both sides scored, of all. */
  readonly samples: number;
  readonly unpaired: number;
}

/** A sample whose headline value changed. */
export interface Flip {
  readonly benchmark: string;
  readonly id: string;
  readonly before: number;
  readonly after: number;
  /** What the change adds to the difference of the benchmark's headline. */
  readonly contribution: number;
}

export interface Comparison {
  readonly baseline: Side;
  readonly candidate: Side;
  readonly numbers: readonly NumberComparison[];
  /** Largest contributions first, both directions. */
  readonly flips: readonly Flip[];
  /** Replies that are equal, of samples that both sides answered; absent when replies are not there (baselines hold none). */
  readonly agreement?: { readonly equal: number; readonly both: number };
  /** What a reader must know: other prompts, unpaired samples. */
  readonly notes: readonly string[];
}

export type GateVerdict = "pass" | "fail" | "inconclusive";

/** One requirement and what became of it. */
export interface GateResult {
  readonly address: string;
  readonly metric: string;
  readonly kind: "min" | "max-drop";
  /** The least value, or the largest allowed drop. */
  readonly limit: number;
  readonly verdict: GateVerdict;
  readonly value: number;
  readonly interval?: Interval;
  /** Of `max-drop`: the baseline's value and the test behind the verdict. */
  readonly baseline?: number;
  readonly drop?: { readonly value: number; readonly low: number; readonly high: number; readonly level: number };
  /** The smallest drop beyond the limit that so many samples show with a power of 80 %. */
  readonly detectable?: number;
  /** Samples that would decide; absent when no affordable number would. */
  readonly samplesToDecide?: number;
  readonly samples: number;
}
