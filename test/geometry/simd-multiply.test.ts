/** Vectorised products against plain loops, at all sizes that tiles allow. */

import { expect, it } from "vitest";
import { createMultiplier, packedPlace } from "../../src/geometry/simd-multiply.ts";

it.each([
  [4, 1, 8], [8, 3, 16], [16, 129, 8], [64, 32, 24], [4, 513, 40],
])("adds %d × %d times … × %d to rows that lie apart", (rows, inner, columns) => {
  const step = columns + 5;
  const [x, weights, out] = [3, 3 + rows * inner, 3 + rows * inner + inner * columns];
  const { floats, addProduct } = createMultiplier(out + rows * step);
  const value = (seed: number, i: number): number => Math.fround(Math.sin(seed + i * 1.7));
  for (let i = 0; i < rows * inner; i++) floats[x + i] = value(1, i);
  for (let row = 0; row < inner; row++) for (let column = 0; column < columns; column++) floats[weights + packedPlace(inner, row, column)] = value(2, row * columns + column);
  for (let i = 0; i < rows * step; i++) floats[out + i] = value(3, i);
  addProduct(out, step, x, weights, rows, inner, columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < step; column++) {
      let wanted = value(3, row * step + column);
      for (let k = 0; k < inner && column < columns; k++) wanted += value(1, row * inner + k) * value(2, k * columns + column);
      expect(Math.abs((floats[out + row * step + column] as number) - wanted)).toBeLessThan(1e-4);
    }
  }
});
