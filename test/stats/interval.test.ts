/** Intervals against closed forms and the worked examples of the specification. */

import { describe, expect, it } from "vitest";
import { bootstrapInterval, bootstrapTInterval, clusteredStandardError, clustersOf, clustersOfOne, meanInterval, meanOfMeansInterval, percentile } from "../../src/stats/interval.ts";
import { proportionInterval } from "../../src/stats/proportions.ts";
import type { Interval } from "../../src/core/records.ts";
import { mean, pairwiseSum } from "../../src/stats/pairwise-sum.ts";
import { meanStatistic, resample } from "../../src/stats/resampling.ts";
import { createRandom } from "../fixtures/random.ts";
import { studentCdf, studentQuantile } from "../../src/stats/student-t.ts";

describe("Student's t", () => {
  // scipy.stats.t.ppf(p, df), scipy 1.17.1
  it.each([
    [0.975, 1, 12.706204736174694],
    [0.975, 2, 4.302652729749462],
    [0.975, 10, 2.228138851986274],
    [0.995, 30, 2.7499956535672254],
    [0.975, 4999, 1.9604386466615247],
    [0.6, 7, 0.2631668613520229],
  ])("quantile %d with %d degrees", (p, degrees, wanted) => {
    expect(studentQuantile(p, degrees)).toBeCloseTo(wanted, 9);
    expect(studentQuantile(1 - p, degrees)).toBeCloseTo(-wanted, 9);
    expect(studentCdf(wanted, degrees)).toBeCloseTo(p, 10);
  });
});

describe("clustered standard error", () => {
  it("gives the worked example of Miller's formula", () => {
    const clusters = clustersOf(["a", "a", "a", "b", "b", "c"]);
    expect(clusteredStandardError([1, 1, 0, 1, 0, 0], clusters)).toBeCloseTo(0.14907119849998596, 12);
    expect(clusteredStandardError([1, 1, 0, 1, 0, 0], clustersOf(["a", "b", "c", "d", "e", "f"]))).toBeCloseTo(0.22360679774997896, 12);
  });

  it("knows clusters of one without their names", () => {
    expect(clustersOfOne(3)).toEqual(clustersOf(["a", "b", "c"]));
  });
});

describe("intervals of shares without variance", () => {
  // Wilson's bound for p = 1: n / (n + z²), with t₁₄ and t₁ for z.
  it.each([15, 2])("are Wilson's of the %d clusters", (count) => {
    const clusters = clustersOf(Array.from({ length: 2 * count }, (_, i) => String(i >> 1)));
    const low = count / (count + studentQuantile(0.975, count - 1) ** 2);
    const wanted = (interval: Interval | undefined): void => {
      expect([interval?.high, interval?.method]).toEqual([1, `Wilson, ${count} clusters`]);
      expect(interval?.low).toBeCloseTo(low, 12);
    };
    const groups = Array.from({ length: 7 }, () => ({ values: [1, 1], clusters: Int32Array.of(0, count - 1) }));
    wanted(bootstrapTInterval(1, new Float64Array(1_000).fill(1), clusters, 1, [0, 1]));
    wanted(meanOfMeansInterval(groups, count, [0, 1]));
    wanted(proportionInterval(new Float64Array(2 * count).fill(1), clusters));
  });

  it("mirror each other at 0, and other numbers have none to take", () => {
    const clusters = clustersOfOne(10);
    const low = bootstrapTInterval(1, new Float64Array(10).fill(1), clusters, 1, [0, 1])?.low ?? 0;
    expect(bootstrapTInterval(0, new Float64Array(10), clusters, 1, [0, 1])?.high).toBeCloseTo(1 - low, 12);
    expect(bootstrapTInterval(0, new Float64Array(10), clusters, 1, [0, 10])).toMatchObject({ low: 0, high: 0 });
  });
});

describe("intervals", () => {
  it("of a mean are Student t around it, inside the range", () => {
    const values = [0.2, 0.4, 0.9, 0.5];
    const error = Math.sqrt(values.reduce((sum, v) => sum + (v - 0.5) ** 2, 0) / 3 / 4);
    const interval = meanInterval(values, clustersOf(["a", "b", "c", "d"]), [0, 1]);
    expect(interval?.low).toBe(Math.max(0, 0.5 - studentQuantile(0.975, 3) * error));
    expect(interval?.high).toBeCloseTo(0.5 + studentQuantile(0.975, 3) * error, 12);
  });

  it("do not exist for one sample", () => {
    expect(meanInterval([1], clustersOf(["a"]), [0, 1])).toBeUndefined();
    expect(bootstrapInterval([1], clustersOf(["a"]), 1)).toBeUndefined();
  });

  it("of a mean of means are those of a mean when there is one group", () => {
    const values = [0.1, 0.7, 0.3, 0.9, 0.4];
    const clusters = clustersOf(["a", "b", "c", "d", "e"]);
    const one = meanOfMeansInterval([{ values, clusters: clusters.of }], 5, [0, 1]);
    const plain = meanInterval(values, clusters, [0, 1]);
    expect(one?.low).toBeCloseTo(plain?.low ?? Number.NaN, 12);
    expect(one?.high).toBeCloseTo(plain?.high ?? Number.NaN, 12);
  });

  it("by bootstrap are the same for the same seed and near the t interval of a mean", () => {
    const random = createRandom(7);
    const values = Array.from({ length: 200 }, () => random.below(1000) / 1000);
    const clusters = clustersOf(values.map(String));
    const of = (seed: number) => bootstrapInterval(resample([meanStatistic(values, clusters)], clusters.count, { seed, resamples: 1_000 })[0] ?? [], clusters, seed);
    expect(of(3)).toEqual(of(3));
    const plain = meanInterval(values, clusters, [0, 1]);
    expect(of(3)?.low).toBeCloseTo(plain?.low ?? Number.NaN, 1);
    expect(of(3)?.high).toBeCloseTo(plain?.high ?? Number.NaN, 1);
  });
});

describe("numpy's arithmetic", () => {
  // np.sum and np.mean of np.arange(n) * 0.1, numpy 2.4.6
  it.each([[3, 0.30000000000000004], [7, 2.1], [9, 3.6000000000000005], [100, 495], [1000, 49950]])("sums %d terms", (n, wanted) => {
    expect(pairwiseSum(Array.from({ length: n }, (_, i) => i * 0.1))).toBe(wanted);
  });

  it("has no mean of nothing, and interpolates percentiles", () => {
    expect(mean([])).toBeUndefined();
    expect(percentile([1, 2, 3, 4], 0.5)).toBe(2.5);
    expect(percentile([1, 2, 3, 4], 0.025)).toBeCloseTo(1.075, 12);
  });
});
