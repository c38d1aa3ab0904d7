/**
 * McNemar's test: do two models answer equally many of the same questions right?
 *
 * Only discordant pairs count: b right in the baseline alone, c in the candidate alone. Every pair must stand alone; questions that
 * share a picture belong to `pairedDifference`.
 * Source: McNemar 1947; Edwards 1948 (correction); as statsmodels' `mcnemar`.
 */

import { incompleteBeta } from "./incomplete-beta.ts";
import { chiSquaredSurvival } from "./incomplete-gamma.ts";

export interface Discordant {
  readonly onlyBaseline: number;
  readonly onlyCandidate: number;
}

export interface ChiSquaredTest {
  readonly chiSquared: number;
  readonly p: number;
}

/** Counts the discordant pairs of right (1) and wrong (0) answers to the same questions. */
export function discordantPairs(baseline: ArrayLike<number>, candidate: ArrayLike<number>): Discordant {
  let [onlyBaseline, onlyCandidate] = [0, 0];
  for (let i = 0; i < baseline.length; i++) {
    const change = (candidate[i] as number) - (baseline[i] as number);
    if (change < 0) onlyBaseline++;
    if (change > 0) onlyCandidate++;
  }
  return { onlyBaseline, onlyCandidate };
}

/** From this many discordant pairs on, χ² with the correction and the binomial agree to three digits. */
const MANY = 1_000;

/** Two-sided p and how it came about: exact below 1,000 discordant pairs, corrected χ² from there. */
export function mcnemar(pairs: Discordant): { readonly p: number; readonly method: string } {
  return pairs.onlyBaseline + pairs.onlyCandidate < MANY
    ? { p: mcnemarExact(pairs), method: "McNemar, exact" }
    : { p: mcnemarChiSquared(pairs).p, method: "McNemar, χ² with correction" };
}

/** min(1, 2 P(X ≤ min(b, c))) of a binomial with b + c fair throws; 1 for no discordant pair. */
export function mcnemarExact({ onlyBaseline: b, onlyCandidate: c }: Discordant): number {
  return b === c ? 1 : Math.min(1, 2 * incompleteBeta(0.5, Math.max(b, c), Math.min(b, c) + 1));
}

/**
 * χ² = (|b − c| − 1)² / (b + c), or without the 1, on one degree of freedom; p is 1 for no discordant pair.
 *
 * Quirk: the correction is not clamped, so b = c gives χ² = 1 / (b + c) and not 0; statsmodels does the same.
 */
export function mcnemarChiSquared({ onlyBaseline: b, onlyCandidate: c }: Discordant, isCorrected = true): ChiSquaredTest {
  if (b + c === 0) return { chiSquared: 0, p: 1 };
  const chiSquared = (Math.abs(b - c) - (isCorrected ? 1 : 0)) ** 2 / (b + c);
  return { chiSquared, p: chiSquaredSurvival(chiSquared, 1) };
}
