/** Several tests at once. */

/**
 * Holm's adjusted p-values: the chance of even one false rejection among all tests stays at α when those with p ≤ α are rejected.
 *
 * In rising order p_(i) · (m − i), i from 0, never below the one before, at most 1. Needs no independence.
 * Source: Holm 1979.
 */
export function holm(pValues: readonly number[]): number[] {
  const order = pValues.map((_, test) => test).sort((a, b) => (pValues[a] as number) - (pValues[b] as number));
  const adjusted = Array.from(pValues, () => 1);
  let most = 0;
  order.forEach((test, rank) => {
    most = Math.max(most, (pValues[test] as number) * (order.length - rank));
    adjusted[test] = Math.min(1, most);
  });
  return adjusted;
}
