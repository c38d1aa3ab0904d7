/** Student's t distribution. */

import { bisect } from "./bisect.ts";
import { incompleteBeta } from "./incomplete-beta.ts";

/** P(T ≤ t) with the given degrees of freedom; exact far into the lower tail. */
export function studentCdf(t: number, degrees: number): number {
  const tail = studentTwoSidedP(t, degrees) / 2;
  return t > 0 ? 1 - tail : tail;
}

/** P(|T| ≥ |t|). */
export function studentTwoSidedP(t: number, degrees: number): number {
  return incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5);
}

/** t with P(T ≤ t) = p, for 0 < p < 1. @example studentQuantile(0.975, 10) // → 2.228138852 */
export function studentQuantile(p: number, degrees: number): number {
  if (p < 0.5) return -studentQuantile(1 - p, degrees);
  let high = 1;
  while (studentCdf(high, degrees) < p) high *= 2;
  return bisect((t) => studentCdf(t, degrees) < p, 0, high);
}
