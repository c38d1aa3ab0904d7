/** The incomplete beta function and its inverse: the tails of the binomial and of Student's t. */

import { bisect } from "./bisect.ts";
import { logGamma } from "./log-gamma.ts";

/** Stands for 0 in a denominator. */
const SMALLEST = 2 ** -996;

/**
 * Regularised incomplete beta function I_x(a, b), by its continued fraction (modified Lentz).
 *
 * Relative error below 1e-9 for a, b ≤ 10⁶ (below 1e-12 for a, b ≤ 10³), lost where ln Γ of large numbers cancels.
 */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x)) / a;
  const floor = (value: number): number => (Math.abs(value) < SMALLEST ? SMALLEST : value);
  let c = 1;
  let d = 1 / floor(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m < 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / floor(1 + even * d);
    c = floor(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / floor(1 + odd * d);
    c = floor(1 + odd / c);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return front * fraction;
}

/** x with I_x(a, b) = p, for 0 < p < 1. */
export function incompleteBetaInverse(p: number, a: number, b: number): number {
  return bisect((x) => incompleteBeta(x, a, b) < p, 0, 1);
}
