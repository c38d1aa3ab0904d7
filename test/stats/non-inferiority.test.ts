/** The gate's decision: its numbers, its edges, and families of gates. */

import { describe, expect, it } from "vitest";
import { clustersOf } from "../../src/stats/interval.ts";
import { judgeTogether, nonInferiority, type GateRule } from "../../src/stats/non-inferiority.ts";
import { pairedDifference, type PairedDifference } from "../../src/stats/paired-difference.ts";
import { golden, near, type PairedCase } from "./golden.ts";

const gates = golden.paired.flatMap((paired) => paired.gates.map((gate) => ({ paired, gate, name: `${paired.name}, margin ${gate.margin}, α ${gate.alpha}` })));

function differenceOf({ baseline, candidate, clusters }: PairedCase): PairedDifference {
  return pairedDifference(baseline, candidate, clustersOf(clusters.map(String))) as PairedDifference;
}

/** n right-or-wrong answers that stand alone, of which some were lost and some won. */
function counted(n: number, lost: number, won: number): PairedDifference {
  const baseline = Array.from({ length: n }, (_, i) => (i < n / 2 ? 1 : 0));
  const candidate = baseline.map((value, i) => (i < lost ? 0 : i >= n - won ? 1 : value));
  return pairedDifference(baseline, candidate, clustersOf(baseline.map((_, i) => String(i)))) as PairedDifference;
}

const rule: GateRule = { margin: 0.01, alpha: 0.05, better: "higher" };

describe("a gate", () => {
  it.each(gates)("$name", ({ paired, gate }) => {
    const found = nonInferiority(differenceOf(paired), { margin: gate.margin, alpha: gate.alpha, better: "higher" });
    expect(found.verdict).toBe(gate.verdict);
    near(found.drop, gate.drop, "drop", 1e-15);
    for (const name of ["low", "high", "pPass", "pFail", "detectable"] as const) near(found[name], gate[name], name);
    expect(found.samplesToDecide).toBe(Math.ceil(paired.baseline.length * gate.growth));
  });

  it("passes an equal model on a large sample and cannot decide on a small one", () => {
    expect(nonInferiority(counted(5_000, 60, 60), rule).verdict).toBe("pass");
    expect(nonInferiority(counted(20, 0, 0), rule)).toMatchObject({ verdict: "inconclusive", drop: 0 });
    expect(nonInferiority(counted(20, 0, 0), rule).samplesToDecide).toBeGreaterThan(250);
    expect(nonInferiority(counted(20, 0, 0), rule).samplesToDecide).toBeLessThan(310);
  });

  it("decides with as many samples as it asked for", () => {
    const { samplesToDecide = 0 } = nonInferiority(counted(20, 0, 0), rule);
    expect(nonInferiority(counted(samplesToDecide, 0, 0), rule).verdict).toBe("pass");
    expect(nonInferiority(counted(Math.floor(0.85 * samplesToDecide), 0, 0), rule).verdict).toBe("inconclusive");
  });

  it("fails what is clearly worse, and not for five lost answers of a hundred", () => {
    expect(nonInferiority(counted(1_000, 60, 10), rule).verdict).toBe("fail");
    expect(nonInferiority(counted(100, 5, 0), rule).verdict).toBe("inconclusive");
  });

  it("looks the other way where lower is better", () => {
    const worse = counted(1_000, 10, 60);
    expect(nonInferiority(worse, { ...rule, better: "lower" })).toMatchObject({ verdict: "fail", drop: 0.05 });
    expect(nonInferiority(worse, rule).verdict).toBe("pass");
  });

  it("holds a score against a fixed minimum, and trusts no small sample that is all right or all wrong", () => {
    const above = (right: number, n: number, minimum: number) => {
      const values = Array.from({ length: n }, (_, i) => Number(i < right));
      const difference = pairedDifference(values.map(() => minimum), values, clustersOf(values.map((_, i) => String(i))));
      return nonInferiority(difference as PairedDifference, { ...rule, margin: 0 }).verdict;
    };
    expect([above(700, 1_000, 0.65), above(600, 1_000, 0.65), above(655, 1_000, 0.65)]).toEqual(["pass", "fail", "inconclusive"]);
    expect([above(5, 5, 0.95), above(0, 3, 0.5), above(100, 100, 0.95), above(0, 100, 0.5)]).toEqual(["inconclusive", "inconclusive", "pass", "fail"]);
  });

  it("says nothing of sample sizes when the drop is the margin, or as good as that", () => {
    const found = nonInferiority(counted(1_000, 20, 10), rule);
    expect(found.verdict).toBe("inconclusive");
    expect(found).not.toHaveProperty("samplesToDecide");
  });

  it("passes without error when there is nothing to lose", () => {
    const nothing = pairedDifference([0, 0, 0], [0, 0, 0], clustersOf(["a", "b", "c"])) as PairedDifference;
    expect(nonInferiority(nothing, { ...rule, margin: 0 })).toMatchObject({ verdict: "pass", pPass: 0, pFail: 0, low: 0, high: 0 });
  });
});

describe("gates together", () => {
  it("let a failure stand that survives Holm's correction, and doubt the others", () => {
    const clear = nonInferiority(counted(1_000, 90, 10), rule);
    const close = nonInferiority(counted(1_000, 38, 10), rule);
    const equal = nonInferiority(counted(5_000, 60, 60), rule);
    expect([clear.verdict, close.verdict, equal.verdict]).toEqual(["fail", "fail", "pass"]);
    expect(close.pFail).toBeGreaterThan(0.05 / 5);
    const family = [close, clear, equal, equal, equal, equal];
    expect(judgeTogether(family, 0.05).map(({ verdict }) => verdict)).toEqual(["inconclusive", "fail", "pass", "pass", "pass", "pass"]);
    expect(judgeTogether([close], 0.05)).toEqual([close]);
  });
});
