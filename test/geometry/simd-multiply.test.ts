/** Vectorised products against plain loops, at all sizes that tiles allow. */

import { expect, it } from "vitest";
import { createMultiplier, packedPlace } from "../../src/geometry/simd-multiply.ts";

it.each([
  [1, 4, 1, 8], [2, 8, 3, 16], [3, 16, 129, 8], [5, 64, 32, 24], [1, 4, 513, 40],
])("adds %d lines of %d rows × %d times … × %d to rows that lie apart", (lines, rows, inner, columns) => {
  const [step, lineStep] = [columns + 5, rows * (columns + 5) + 7];
  const [x, weights, place] = [3, 3 + lines * rows * inner, 3 + lines * rows * inner + inner * columns];
  const { floats, addProduct } = createMultiplier(place + lines * lineStep);
  const value = (seed: number, i: number): number => Math.fround(Math.sin(seed + i * 1.7));
  for (let i = 0; i < lines * rows * inner; i++) floats[x + i] = value(1, i);
  for (let row = 0; row < inner; row++) for (let column = 0; column < columns; column++) floats[weights + packedPlace(inner, row, column)] = value(2, row * columns + column);
  const wanted = Float64Array.from({ length: lines * lineStep }, (_, i) => value(3, i));
  floats.set(wanted, place);
  addProduct({ place, step, rows, lineStep, lines }, x, weights, inner, columns);
  for (let row = 0; row < lines * rows; row++) {
    const start = Math.floor(row / rows) * lineStep + (row % rows) * step;
    for (let column = 0; column < columns; column++) {
      for (let k = 0; k < inner; k++) wanted[start + column] = (wanted[start + column] as number) + value(1, row * inner + k) * value(2, k * columns + column);
    }
  }
  const worst = wanted.reduce((most, number, i) => Math.max(most, Math.abs(number - (floats[place + i] as number))), 0);
  expect(worst).toBeLessThan(1e-4);
});
