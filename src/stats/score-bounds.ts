/** What a share may be that was seen as p in n trials. */

/** Bounds of the score test. @param z the quantile that goes with the level; n need not be whole. Source: Wilson 1927. */
export function scoreBounds(p: number, n: number, z: number): { readonly low: number; readonly high: number } {
  const denominator = 1 + (z * z) / n;
  const centre = (p + (z * z) / (2 * n)) / denominator;
  const half = (z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))) / denominator;
  return { low: p === 0 ? 0 : Math.max(0, centre - half), high: p === 1 ? 1 : Math.min(1, centre + half) };
}
