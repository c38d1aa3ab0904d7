/** The generator against its authors' figures, and draws that are fair. */

import { describe, expect, it } from "vitest";
import { createDraws, fillOutputs } from "../../src/stats/draws.ts";
import { chiSquaredSurvival } from "../../src/stats/incomplete-gamma.ts";

describe("xoshiro128**", () => {
  // xoshiro128starstar.c 1.1 from state 1, 2, 3, 4, as rand_xoshiro's tests have it
  it("gives the outputs of the reference", () => {
    const outputs = new Int32Array(10);
    const state = Int32Array.of(1, 2, 3, 4);
    fillOutputs(outputs.subarray(0, 4), state);
    fillOutputs(outputs.subarray(4), state);
    const wanted = [11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804];
    expect(Array.from(outputs, (output) => output >>> 0)).toEqual(wanted);
  });
});

describe("draws", () => {
  it("are the same for the same seed and others for another", () => {
    const of = (seed: number) => {
      const [draws, counts, flips] = [createDraws(seed), new Float64Array(50), new Float64Array(50)];
      draws.count(counts);
      draws.flip(flips);
      return [...counts, ...flips];
    };
    expect(of(1)).toEqual(of(1));
    expect(of(1)).not.toEqual(of(2));
    expect(of(0)).not.toEqual(of(2 ** 32 - 1));
  });

  it.each([1, 2, 3, 7, 1000])("count %d units as often as each other, as many as there are", (n) => {
    const [draws, weights, sums] = [createDraws(n), new Float64Array(n), new Float64Array(n)];
    const rounds = Math.ceil(60_000 / n);
    for (let round = 0; round < rounds; round++) {
      draws.count(weights);
      expect(weights.reduce((sum, weight) => sum + weight, 0)).toBe(n);
      weights.forEach((weight, unit) => (sums[unit] = (sums[unit] as number) + weight));
    }
    const chiSquared = sums.reduce((sum, seen) => sum + (seen - rounds) ** 2 / rounds, 0);
    if (n > 1) expect(chiSquaredSurvival(chiSquared, n - 1)).toBeGreaterThan(1e-4);
  });

  it("flip fairly, and neighbours independently", () => {
    const [draws, flips] = [createDraws(4), new Float64Array(40_000)];
    draws.flip(flips);
    const ones = flips.reduce((sum, flip) => sum + flip, 0);
    const changes = flips.reduce((sum, flip, i) => sum + (i > 0 && flip !== flips[i - 1] ? 1 : 0), 0);
    for (const seen of [ones, changes]) expect(Math.abs(seen - 20_000)).toBeLessThan(4 * 100);
  });
});
