/**
 * Sum and mean of float64 numbers exactly as numpy computes them.
 *
 * Pairwise summation: fewer than 8 terms left to right from -0; up to 128 in eight accumulators; more are halved at a multiple
 * of 8. Source: numpy 2.4.6 `np.sum`, observed; the reference evaluators average with it.
 */
export function pairwiseSum(values: ArrayLike<number>, start = 0, end = values.length): number {
  const count = end - start;
  if (count < 8) {
    let sum = -0;
    for (let i = start; i < end; i++) sum += values[i] as number;
    return sum;
  }
  if (count > 128) {
    let half = Math.floor(count / 2);
    half -= half % 8;
    return pairwiseSum(values, start, start + half) + pairwiseSum(values, start + half, end);
  }
  const lanes = new Float64Array(8);
  let i = start;
  for (; i + 8 <= end; i += 8) for (let lane = 0; lane < 8; lane++) lanes[lane] = (i === start ? 0 : (lanes[lane] as number)) + (values[i + lane] as number);
  const [a, b, c, d, e, f, g, h] = lanes as unknown as [number, number, number, number, number, number, number, number];
  let sum = a + b + (c + d) + (e + f + (g + h));
  for (; i < end; i++) sum += values[i] as number;
  return sum;
}

/** `np.mean`. Undefined for nothing: an empty mean is not 0. */
export function mean(values: ArrayLike<number>): number | undefined {
  return values.length === 0 ? undefined : pairwiseSum(values) / values.length;
}
