/** The incomplete gamma function: the tails of χ² and of the normal distribution. */

import { logGamma } from "./log-gamma.ts";

/** Stands for 0 in a denominator. */
const SMALLEST = 2 ** -996;

/** A term below this share of its sum no longer changes it. */
const EPSILON = 2 ** -54;

/** Regularised upper incomplete gamma function Q(a, x), a > 0: by the series of P below a + 1, by the continued fraction from there. */
export function upperIncompleteGamma(a: number, x: number): number {
  if (x <= 0) return 1;
  if (x === Number.POSITIVE_INFINITY) return 0;
  const front = Math.exp(a * Math.log(x) - x - logGamma(a));
  return x < a + 1 ? 1 - front * lowerSeries(a, x) : front * upperFraction(a, x);
}

/** Σ_k x^k / (a (a + 1) … (a + k)). */
function lowerSeries(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let k = 1; term > EPSILON * sum; k++) {
    term *= x / (a + k);
    sum += term;
  }
  return sum;
}

/** 1 / (x + 1 − a − 1 (1 − a) / (x + 3 − a − …)), modified Lentz. */
function upperFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1 / SMALLEST;
  let d = 1 / b;
  let fraction = d;
  for (let k = 1; k < 10_000; k++) {
    const numerator = -k * (k - a);
    b += 2;
    d = 1 / (numerator * d + b || SMALLEST);
    c = b + numerator / c || SMALLEST;
    fraction *= d * c;
    if (Math.abs(d * c - 1) < EPSILON) break;
  }
  return fraction;
}

/** P(χ² ≥ x) with the given degrees of freedom. */
export function chiSquaredSurvival(x: number, degrees: number): number {
  return upperIncompleteGamma(degrees / 2, x / 2);
}
