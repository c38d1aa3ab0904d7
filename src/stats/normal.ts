/** The standard normal distribution. */

import { bisect } from "./bisect.ts";
import { chiSquaredSurvival } from "./incomplete-gamma.ts";

/** Beyond this |z| a tail is below the smallest number that a double holds. */
const FARTHEST = 40;

/** P(Z ≤ z); exact far into the lower tail. */
export function normalCdf(z: number): number {
  const tail = chiSquaredSurvival(z * z, 1) / 2;
  return z > 0 ? 1 - tail : tail;
}

/** z with P(Z ≤ z) = p, for 0 < p < 1. @example normalQuantile(0.975) // → 1.95996398454 */
export function normalQuantile(p: number): number {
  return p > 0.5 ? -normalQuantile(1 - p) : -bisect((z) => normalCdf(-z) > p, 0, FARTHEST);
}
