/** Inverting a distribution function. */

/**
 * Where a monotone condition turns false in low .. high, to 13 significant digits: `isBelow` holds left of it.
 *
 * The ends are not asked: an answer near an end means that the condition never turned.
 */
export function bisect(isBelow: (x: number) => boolean, low: number, high: number): number {
  for (let i = 0; i < 200 && high - low > 1e-13 * high; i++) {
    const middle = (low + high) / 2;
    if (isBelow(middle)) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
