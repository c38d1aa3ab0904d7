/** Figures of scipy, statsmodels and sacreBLEU, and how near ours must be. */

import { readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "vitest";

interface Gate {
  readonly margin: number;
  readonly alpha: number;
  readonly verdict: string;
  readonly drop: number;
  readonly low: number;
  readonly high: number;
  readonly pPass: number;
  readonly pFail: number;
  readonly detectable: number;
  readonly growth: number;
}

export interface PairedCase {
  readonly name: string;
  readonly baseline: readonly number[];
  readonly candidate: readonly number[];
  readonly clusters: readonly number[];
  readonly value: number;
  readonly standardError: number;
  readonly low: number;
  readonly high: number;
  readonly p: number;
  readonly stake: number;
  readonly gates: readonly Gate[];
}

interface McnemarCase {
  readonly onlyBaseline: number;
  readonly onlyCandidate: number;
  readonly exact: number;
  readonly corrected: Bounds;
  readonly uncorrected: Bounds;
}

export interface Golden {
  readonly tolerance: number;
  readonly beta: readonly { readonly a: number; readonly b: number; readonly p: number; readonly x: number; readonly value: number }[];
  readonly normal: readonly { readonly z: number; readonly p: number }[];
  readonly normalQuantile: readonly { readonly z: number; readonly p: number }[];
  readonly student: readonly { readonly t: number; readonly degrees: number; readonly below: number; readonly twoSided: number }[];
  readonly studentQuantile: readonly { readonly t: number; readonly degrees: number; readonly p: number }[];
  readonly chiSquared: readonly { readonly x: number; readonly degrees: number; readonly p: number }[];
  readonly proportions: readonly { readonly k: number; readonly n: number; readonly level: number; readonly wilson: Bounds; readonly exact: Bounds }[];
  readonly clusteredProportions: readonly (Pick<PairedCase, "clusters" | "low" | "high"> & { readonly values: readonly number[] })[];
  readonly mcnemar: readonly McnemarCase[];
  readonly holm: readonly { readonly p: readonly number[]; readonly adjusted: readonly number[] }[];
  readonly paired: readonly PairedCase[];
  readonly bleu: {
    readonly baseline: readonly (readonly number[])[];
    readonly candidate: readonly (readonly number[])[];
    readonly counts: readonly (readonly number[])[];
    readonly flips: readonly (readonly number[])[];
    readonly difference: number;
    readonly bootstrapP: number;
    readonly randomisationP: number;
    readonly low: number;
    readonly high: number;
    readonly standardError: number;
    readonly twoSidedP: number;
  };
}

type Bounds = readonly [number, number];

export const golden = JSON.parse(readFileSync(path.join(import.meta.dirname, "../golden/statistics.json"), "utf8")) as Golden;

/** Within 1e-9, and for numbers below 1 within 1e-9 of their own size: a tail of 1e-40 must be that tail. `zero` is what counts as 0. */
export function near(found: number | undefined, wanted: number, what = "", zero = 0): void {
  const allowed = Math.max(zero, golden.tolerance * Math.min(1, Math.abs(wanted)));
  expect(Math.abs((found ?? Number.NaN) - wanted), `${what}: ${found}, wanted ${wanted}`).toBeLessThanOrEqual(allowed);
}
