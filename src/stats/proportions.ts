/** Intervals of proportions, exact and by score, and what one may say when something was never seen. */

import type { Interval } from "../core/records.ts";
import { incompleteBetaInverse } from "./incomplete-beta.ts";
import { clustersOfOne, LEVEL, meanOfMeansEstimate, type Clusters } from "./interval.ts";
import { normalQuantile } from "./normal.ts";
import { mean } from "./pairwise-sum.ts";
import { scoreBounds } from "./score-bounds.ts";
import { studentQuantile } from "./student-t.ts";

/**
 * Wilson's score interval of k successes in n trials.
 *
 * Centre (p + z²/2n) / (1 + z²/n), half width z √(p (1 − p)/n + z²/4n²) / (1 + z²/n). Undefined without trials.
 * Source: Wilson 1927.  @example wilsonInterval(8, 10) // → 0.49016 .. 0.94332
 */
export function wilsonInterval(successes: number, trials: number, level = LEVEL): Interval | undefined {
  if (trials === 0) return undefined;
  return { level, ...scoreBounds(successes / trials, trials, normalQuantile((1 + level) / 2)), method: "Wilson" };
}

/**
 * Exact interval of k successes in n trials (Clopper–Pearson): never covers less than it says, so often more.
 *
 * low: P(X ≥ k) = (1 − level)/2; high: P(X ≤ k) = (1 − level)/2. Undefined without trials.
 * Source: Clopper and Pearson 1934.
 */
export function exactInterval(successes: number, trials: number, level = LEVEL): Interval | undefined {
  if (trials === 0) return undefined;
  const tail = (1 - level) / 2;
  return {
    level,
    low: successes === 0 ? 0 : incompleteBetaInverse(tail, successes, trials - successes + 1),
    high: successes === trials ? 1 : incompleteBetaInverse(1 - tail, successes + 1, trials - successes),
    method: "Clopper–Pearson",
  };
}

/** What was seen 0 times in n trials has at most this share, with 95 % confidence: 3/n. Source: Hanley and Lippman-Hand 1983. */
export function ruleOfThree(trials: number): number {
  return Math.min(1, 3 / trials);
}

/**
 * Wilson's interval of a mean of scores in 0..1 that may repeat in clusters: right or wrong answers, but also shares of a point.
 *
 * n becomes the number of right-or-wrong trials that would be as uncertain: n · SE₀² / SE², SE₀² = m (1 − m) / (n − 1). SE is that of
 * the clusters, but never below that of samples which stand alone: few clusters look too even by chance. Clusters replace z by Student's
 * t. Where all scores are 0 or all are 1, n is the number of clusters. Right-or-wrong answers that stand alone give `wilsonInterval`
 * itself. Undefined below two clusters.
 * Source: Korn and Graubard 1998 (effective size and its limit); Dean and Pagano 2015 (Wilson's form of it).
 */
export function proportionInterval(values: ArrayLike<number>, clusters: Clusters): Interval | undefined {
  if (clusters.count < 2) return undefined;
  const [m, n] = [mean(values) ?? 0, values.length];
  const isClustered = clusters.count < n;
  const error = isClustered ? Math.max(errorOver(values, clusters), errorOver(values, clustersOfOne(n))) : errorOver(values, clusters);
  const effective = error === 0 ? clusters.count : (n * m * (1 - m)) / (n - 1) / error ** 2;
  const quantile = (1 + LEVEL) / 2;
  const bounds = scoreBounds(m, effective, isClustered ? studentQuantile(quantile, clusters.count - 1) : normalQuantile(quantile));
  return { level: LEVEL, ...bounds, method: isClustered ? `Wilson, ${clusters.count} clusters` : "Wilson" };
}

function errorOver(values: ArrayLike<number>, { of, count }: Clusters): number {
  return meanOfMeansEstimate([{ values, clusters: of }], count)?.standardError ?? 0;
}
