/** What a paired sample can see, and how many samples it takes to see more. */

import { bisect } from "./bisect.ts";
import type { PairedDifference } from "./paired-difference.ts";
import { studentQuantile } from "./student-t.ts";

/** What the uncertainty of a paired difference is made of. */
export type Evidence = Pick<PairedDifference, "standardError" | "degrees" | "stake">;

/** A one-sided test at level α that shall find a true effect with the given power. */
export interface Demand {
  readonly alpha: number;
  readonly power: number;
}

/**
 * The effect at which a one-sided test at level α turns: x with x = t √(SE² + stake · x), t = t_{1−α}.
 *
 * The variance is the one that the effect itself would bring if it came from clusters that fail altogether, on top of what was seen: a
 * score test. So a sample without any change does not exclude effects below t² · stake, and the stake vanishes against SE as changes add up.
 */
export function criticalEffect({ standardError, degrees, stake }: Evidence, alpha: number): number {
  return turningPoint(studentQuantile(1 - alpha, degrees), standardError, stake);
}

function turningPoint(t: number, standardError: number, stake: number): number {
  const half = (t * t * stake) / 2;
  return half + Math.hypot(half, t * standardError);
}

/**
 * Evidence with the stake that makes the score test exact where it knows least: without any change it then excludes effects from
 * −ln α · stake on, the rule of three, and not from t² · stake, which the normal approximation of rare events puts too low for α > 0.03.
 */
export function guarded<Kind extends Evidence>(evidence: Kind, alpha: number): Kind {
  const t = studentQuantile(1 - alpha, evidence.degrees);
  return { ...evidence, stake: evidence.stake * Math.max(1, -Math.log(alpha) / (t * t)) };
}

/** The smallest true effect that is found with the wanted power: the critical one + t_{power} · SE. */
export function detectableEffect(evidence: Evidence, { alpha, power }: Demand): number {
  return criticalEffect(evidence, alpha) + studentQuantile(power, evidence.degrees) * evidence.standardError;
}

/** Samples a million times as large are not worth a number. */
const MOST_GROWTH = 2 ** 20;

/**
 * How many times the sample it takes to find an effect with the wanted power. Undefined beyond a million.
 *
 * SE² and stake shrink with 1/n; the degrees of freedom stay, which asks a tenth too much after 20 samples, a hundredth after 200.
 */
export function neededGrowth(effect: number, { standardError, degrees, stake }: Evidence, { alpha, power }: Demand): number | undefined {
  const [critical, powerful] = [studentQuantile(1 - alpha, degrees), studentQuantile(power, degrees)];
  const isFoundAt = (growth: number): boolean => {
    const error = standardError / Math.sqrt(growth);
    return turningPoint(critical, error, stake / growth) + powerful * error <= effect;
  };
  return isFoundAt(MOST_GROWTH) ? bisect((growth) => !isFoundAt(growth), 0, MOST_GROWTH) : undefined;
}
