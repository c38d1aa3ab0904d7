/** Paired differences against scipy and Miller's formula, with and without clusters. */

import { describe, expect, it } from "vitest";
import { clustersOf, meanOfMeansEstimate } from "../../src/stats/interval.ts";
import { pairedDifference, pairedMeanOfMeans } from "../../src/stats/paired-difference.ts";
import { golden, near } from "./golden.ts";

describe("a paired difference", () => {
  it.each(golden.paired)("$name", ({ baseline, candidate, clusters, ...wanted }) => {
    const found = pairedDifference(baseline, candidate, clustersOf(clusters.map(String)));
    near(found?.value, wanted.value, "difference", 1e-15);
    near(found?.standardError, wanted.standardError, "standard error");
    near(found?.interval.low, wanted.low, "low");
    near(found?.interval.high, wanted.high, "high");
    near(found?.p, wanted.p, "p");
    near(found?.stake, wanted.stake, "stake");
  });

  it("does not exist for one cluster", () => {
    expect(pairedDifference([1, 0], [0, 0], clustersOf(["a", "a"]))).toBeUndefined();
  });

  it("that is the same everywhere has p 0, and 1 when it is none", () => {
    const clusters = clustersOf(["a", "b", "c"]);
    expect(pairedDifference([0.5, 0.25, 0], [0.75, 0.5, 0.25], clusters)).toMatchObject({ value: 0.25, standardError: 0, p: 0 });
    expect(pairedDifference([0.5, 0.25, 0], [0.5, 0.25, 0], clusters)).toMatchObject({ value: 0, standardError: 0, p: 1 });
  });

  it("knows what a cluster has to lose, from either end of the scale", () => {
    const clusters = clustersOf(["a", "b", "c", "d"]);
    expect(pairedDifference([1, 1, 0, 0], [1, 1, 0, 0], clusters)?.stake).toBe(0.25);
    expect(pairedDifference([0, 0, 0, 0], [0, 0, 0, 0], clusters)?.stake).toBe(0);
    expect(pairedDifference([0, 2, 4, 4], [0, 2, 4, 4], clusters, 4)?.stake).toBeCloseTo((16 + 4) / 6 / 4, 12);
  });
});

describe("a paired difference of means of means", () => {
  const groups = [
    { baseline: [1, 0, 1, 0.5], candidate: [1, 1, 0, 0.5], clusters: Int32Array.of(0, 1, 2, 3) },
    { baseline: [0.2, 0.4, 0.1], candidate: [0.3, 0.1, 0.1], clusters: Int32Array.of(1, 2, 3) },
  ];

  it("is the difference of both runs' means of means, with the error of the differences", () => {
    const found = pairedMeanOfMeans(groups, 4);
    const estimateOf = (run: "baseline" | "candidate") => meanOfMeansEstimate(groups.map((group) => ({ values: group[run], clusters: group.clusters })), 4);
    near(found?.value, (estimateOf("candidate")?.value ?? 0) - (estimateOf("baseline")?.value ?? 0), "difference", 1e-15);
    expect(found?.samples).toBe(7);
    expect(found?.degrees).toBe(3);
  });

  it("of one group is a plain one, but for the small-sample factor of clusters that stand alone", () => {
    const [one] = groups as [(typeof groups)[0]];
    const [found, wanted] = [pairedMeanOfMeans([one], 4), pairedDifference(one.baseline, one.candidate, { of: one.clusters, count: 4 })];
    near(found?.standardError, wanted?.standardError ?? Number.NaN);
    near(found?.stake, wanted?.stake ?? Number.NaN);
  });
});
