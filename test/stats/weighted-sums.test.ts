/** Packed, blocked sums against plain ones. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createWeightedSums, type Weightings } from "../../src/stats/weighted-sums.ts";

function plain(columns: readonly Float64Array[], weights: Float64Array): number[] {
  return columns.map((column) => column.reduce((sum, value, row) => sum + value * (weights[row] as number), 0));
}

/** Weights as a bootstrap draws them: they sum up to the number of rows. */
function counted(rows: number, draws: readonly number[]): Float64Array {
  const weights = new Float64Array(rows);
  for (const draw of draws) weights[draw % rows] = (weights[draw % rows] as number) + 1;
  return weights;
}

const tables = fc.integer({ min: 1, max: 12 }).chain((rows) => {
  const column = (value: fc.Arbitrary<number>) => fc.array(value, { minLength: rows, maxLength: rows }).map((values) => Float64Array.from(values));
  const counts = column(fc.oneof(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 2 ** 40 })));
  const draws = fc.array(fc.nat(), { minLength: rows, maxLength: rows }).map((each) => counted(rows, each));
  const others = [column(fc.constant(0)), column(fc.integer({ min: -9, max: 9 })), column(fc.double({ min: -1, max: 1, noNaN: true }))];
  return fc.record({
    columns: fc.array(fc.oneof(counts, counts, ...others), { minLength: 1, maxLength: 11 }),
    weightings: fc.tuple(draws, draws, draws, draws),
  });
});

describe("weighted sums", () => {
  it("are exact for counts and the plain ones for every other column", () => {
    fc.assert(fc.property(tables, ({ columns, weightings }) => {
      const sums = createWeightedSums(columns)(weightings);
      weightings.forEach((weights, i) => expect(Array.from(sums[i] ?? [])).toEqual(plain(columns, weights)));
    }), { numRuns: 400 });
  });

  it("hold when all draws fall on the row with the most", () => {
    const columns = Array.from({ length: 7 }, (_, i) => Float64Array.of(1, 50 + i, 3, 2));
    const weights = Float64Array.of(0, 4, 0, 0);
    const all: Weightings = [weights, weights, weights, weights];
    expect(Array.from(createWeightedSums(columns)(all)[3] ?? [])).toEqual(columns.map((column) => 4 * (column[1] as number)));
  });
});
