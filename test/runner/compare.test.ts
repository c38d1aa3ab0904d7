/** Comparisons of statistics: means, means of slices, numbers of a whole corpus; what may be paired and what may not. */

import { describe, expect, it } from "vitest";
import { compareNumbers, flipsOf, type Sides } from "../../runner/compare.ts";
import { judgeDrops } from "../../runner/gate.ts";
import type { BenchmarkStatistics, SampleStatistics, StatisticColumn } from "../../runner/statistics.ts";
import { whole, createBenchmark, defineBenchmark } from "../../src/core/define.ts";
import type { Metric } from "../../src/core/types.ts";
import { echoBenchmark } from "../fixtures/scripted.ts";

const EXACT = "exact|v:1";

function statistics(columns: readonly StatisticColumn[], samples: readonly SampleStatistics[], head: Partial<BenchmarkStatistics["head"]> = {}): BenchmarkStatistics {
  const counts = { total: samples.length, answered: samples.length, unreadable: 0, failed: 0 };
  return { head: { schema: 1, benchmark: "echo", version: 1, options: {}, counts, truths: "t", questions: "q", columns, ...head }, samples };
}

const columns: StatisticColumn[] = [
  { signature: EXACT, where: {}, kind: "value" },
  { signature: EXACT, where: { parity: "even" }, kind: "value" },
  { signature: EXACT, where: { parity: "odd" }, kind: "value" },
];

/** Samples of the echo benchmark with these values. */
function side(values: readonly (number | undefined)[], cluster?: (i: number) => string): BenchmarkStatistics {
  return statistics(columns, values.map((value, i) => ({
    id: `s${i}`, groups: { parity: i % 2 === 0 ? "even" : "odd" }, ...(cluster === undefined ? {} : { cluster: cluster(i) }),
    of: value === undefined ? {} : { 0: value, [i % 2 === 0 ? 1 : 2]: value },
  })));
}

const sidesOf = (baseline: BenchmarkStatistics, candidate: BenchmarkStatistics): Sides => ({ benchmark: echoBenchmark(candidate.samples.length), baseline, candidate, seed: 1 });

describe("compareNumbers", () => {
  it("pairs means, slices and means of slices", () => {
    const [all, even, both] = compareNumbers(sidesOf(side([1, 1, 0, 1, 1, 0]), side([1, 0, 0, 1, 0, 0])));
    expect([all, even, both].map((number) => number?.address)).toEqual(["echo", "echo/even", "echo/mean"]);
    expect(all).toMatchObject({ baseline: 4 / 6, candidate: 2 / 6, samples: 6, unpaired: 0, mcnemar: { onlyBaseline: 2, onlyCandidate: 0, p: expect.closeTo(0.5, 12) as unknown } });
    expect(all?.difference).toBeCloseTo(-1 / 3, 12);
    expect(even).toMatchObject({ baseline: 2 / 3, candidate: 1 / 3, samples: 3 });
    expect(both?.difference).toBeCloseTo(-1 / 3, 12);
    expect(both?.interval?.method).toBe("paired Student t, 6 clusters");
  });

  it("asks no McNemar of samples that repeat, and takes their clusters from the candidate", () => {
    const [all] = compareNumbers(sidesOf(side([1, 1, 0, 1, 1, 0]), side([1, 0, 0, 1, 0, 0], (i) => `c${Math.floor(i / 2)}`)));
    expect(all).not.toHaveProperty("mcnemar");
    expect(all?.interval?.method).toBe("paired Student t, 3 clusters");
  });

  it("leaves out samples that one side did not score, and counts them", () => {
    const [all] = compareNumbers(sidesOf(side([1, undefined, 0, 1]), side([1, 1, 0, undefined])));
    expect(all).toMatchObject({ samples: 2, unpaired: 2 });
  });

  it("resamples numbers of a whole corpus by their sums", () => {
    const ratio: Metric<string, string, readonly number[]> = {
      name: "ratio", signature: "ratio|v:1", range: [0, 1], better: "higher", measure: () => [], summarize: () => ({ value: 0 }),
      sums: { row: (stat) => stat, summarize: (sums) => ({ value: (sums[0] as number) / (sums[1] as number) }) },
    };
    const benchmark = createBenchmark(defineBenchmark({
      name: "echo", title: "Echo", version: 1, options: {},
      create: () => ({ dataset: echoBenchmark(1).dataset, task: echoBenchmark(1).task, parts: [whole(ratio)] }),
    }) as never);
    const rows = (right: number): BenchmarkStatistics => statistics([{ signature: "ratio|v:1", where: {}, kind: "sums" }], Array.from({ length: 40 }, (_, i) => ({ id: `${i}`, of: { 0: [i % 4 < right ? 2 : 1, 2] } })));
    const [number] = compareNumbers({ benchmark, baseline: rows(3), candidate: rows(2), seed: 1 });
    expect(number).toMatchObject({ baseline: 0.875, candidate: 0.75, samples: 40 });
    expect(number?.interval?.method).toMatch(/error by bootstrap, 10000 resamples/);
    expect(flipsOf({ benchmark, baseline: rows(3), candidate: rows(2), seed: 1 })).toEqual([]);
  });

  it.each([
    ["other samples", { truths: "other" }, /echo: the two cannot be compared: their samples or truths differ$/],
    ["another signature", { columns: columns.map((column) => ({ ...column, signature: "exact|v:2" })) }, /measured by exact\|v:1, this run by exact\|v:2|measured by exact/],
  ])("refuses %s", (_, head, message) => {
    const after = side([1, 0]);
    const sides = sidesOf(side([1, 1]), { ...after, head: { ...after.head, ...head } });
    expect(() => compareNumbers("columns" in head ? { ...sides, baseline: sides.candidate, candidate: sides.baseline } : sides)).toThrow(message);
  });
});

describe("flipsOf", () => {
  it("lists what changed by what it adds to the difference", () => {
    expect(flipsOf(sidesOf(side([1, 1, 0, 0.5]), side([1, 0, 0.25, 0.5])))).toEqual([
      { benchmark: "echo", id: "s1", before: 1, after: 0, contribution: -0.25 },
      { benchmark: "echo", id: "s2", before: 0, after: 0.25, contribution: 0.0625 },
    ]);
  });
});

describe("judgeDrops", () => {
  const many = Array.from({ length: 4_000 }, (_, i) => (i % 5 === 0 ? 0 : 1));
  const numbers = compareNumbers(sidesOf(side(many), side(many.map((value, i) => (i % 40 === 1 ? 0 : value)))));

  it.each([[0.05, "pass"], [0.01, "fail"], [0.0249, "inconclusive"]])("at a limit of %d: %s", (limit, verdict) => {
    const [gate] = judgeDrops([{ address: "echo", limit }], numbers, 0.05);
    expect(gate).toMatchObject({ verdict, kind: "max-drop", baseline: 0.8, samples: 4_000 });
    expect(gate?.drop?.value).toBeCloseTo(0.025, 12);
    expect(gate?.drop?.level).toBeCloseTo(0.9, 12);
  });

  it("cannot tell from one sample", () => {
    expect(judgeDrops([{ address: "echo", limit: 0.1 }], compareNumbers(sidesOf(side([1]), side([0]))), 0.05)[0]?.verdict).toBe("inconclusive");
  });
});

