/** Intervals of proportions against statsmodels, and what clusters do to them. */

import { describe, expect, it } from "vitest";
import { clustersOf } from "../../src/stats/interval.ts";
import { exactInterval, proportionInterval, ruleOfThree, wilsonInterval } from "../../src/stats/proportions.ts";
import { golden, near } from "./golden.ts";

describe("intervals of k of n", () => {
  it.each(golden.proportions)("$k of $n at level $level", ({ k, n, level, wilson, exact }) => {
    near(wilsonInterval(k, n, level)?.low, wilson[0], "Wilson", 1e-18);
    near(wilsonInterval(k, n, level)?.high, wilson[1], "Wilson");
    near(exactInterval(k, n, level)?.low, exact[0], "Clopper–Pearson");
    near(exactInterval(k, n, level)?.high, exact[1], "Clopper–Pearson");
  });

  it("do not exist without trials", () => {
    expect([wilsonInterval(0, 0), exactInterval(0, 0)]).toEqual([undefined, undefined]);
  });

  it("that were never seen: three in n, and no more than all", () => {
    expect([ruleOfThree(1000), ruleOfThree(2)]).toEqual([0.003, 1]);
    expect(ruleOfThree(1000)).toBeGreaterThan(1 - 0.05 ** (1 / 1000));
  });
});

describe("intervals of scores", () => {
  const alone = (values: readonly number[]) => clustersOf(values.map((_, i) => String(i)));

  it("that are right or wrong and stand alone are Wilson's", () => {
    const values = Array.from({ length: 150 }, (_, i) => (i < 71 ? 1 : 0));
    const [found, wanted] = [proportionInterval(values, alone(values)), wilsonInterval(71, 150)];
    expect(found?.method).toBe("Wilson");
    near(found?.low, wanted?.low ?? Number.NaN);
    near(found?.high, wanted?.high ?? Number.NaN);
  });

  it.each(golden.clusteredProportions)("in clusters have the reference's bounds $low .. $high", ({ values, clusters, low, high }) => {
    const found = proportionInterval(values, clustersOf(clusters.map(String)));
    near(found?.low, low);
    near(found?.high, high);
  });

  it("that are all 1 count clusters, not samples", () => {
    const found = proportionInterval(Array.from({ length: 40 }, () => 1), clustersOf(Array.from({ length: 40 }, (_, i) => String(i % 10))));
    expect(found).toMatchObject({ high: 1, method: "Wilson, 10 clusters" });
    expect(found?.low).toBeLessThan(wilsonInterval(10, 10)?.low ?? 0);
  });

  it("in clusters that look more even than chance are no narrower than alone", () => {
    const values = Array.from({ length: 40 }, (_, i) => (i % 4 === 0 ? 0 : 1));
    const [found, single] = [proportionInterval(values, clustersOf(values.map((_, i) => String(Math.floor(i / 4))))), wilsonInterval(30, 40)];
    expect(found?.low).toBeLessThan(single?.low ?? 0);
    expect(found?.high).toBeGreaterThan(single?.high ?? 1);
  });

  it("in parts of a point are narrower than right-or-wrong ones with the same mean", () => {
    const parts = Array.from({ length: 60 }, (_, i) => [0.3, 0.6, 0.9][i % 3] as number);
    const whole = Array.from({ length: 60 }, (_, i) => (i % 5 < 3 ? 1 : 0));
    const width = (values: readonly number[]) => (proportionInterval(values, alone(values))?.high ?? 0) - (proportionInterval(values, alone(values))?.low ?? 0);
    expect(width(parts)).toBeLessThan(width(whole) / 1.5);
  });
});
