/** The weights that test/oracles/mask_decoder.py makes up, for widths whose file would be large. */

import type { Tensor, Tensors } from "../../src/geometry/mask-decoder.ts";

/** Output channels of the transposed layers, as parts of the residual blocks' width. */
const TRANSPOSED: Readonly<Record<string, number>> = { "decoder.4": 1, "decoder.6": 2, "decoder.8": 4, "decoder.10": 8 };

function madeUp(seed: number, length: number): Float64Array {
  return Float64Array.from({ length }, (_, index) => {
    let i = (Math.imul(index, 2_654_435_761) + seed) >>> 0;
    i ^= i >>> 15;
    i = Math.imul(i, 2_246_822_519);
    i ^= i >>> 13;
    return (i >>> 0) / 2 ** 31 - 1;
  });
}

/** A decoder of the published layout: 128 code words of `depth` numbers, residual blocks of `width` channels. */
export function madeUpDecoder(depth: number, width: number): Tensors {
  const shapes: Record<string, readonly number[]> = { "_vq_vae._embedding": [128, depth], "decoder.0": [width, depth, 1, 1], "decoder.12": [1, width / 8, 1, 1] };
  for (const block of [2, 3]) for (const [i, kernel] of [[0, 3], [2, 3], [4, 1]] as const) shapes[`decoder.${block}.net.${i}`] = [width, width, kernel, kernel];
  for (const [name, part] of Object.entries(TRANSPOSED)) shapes[name] = [width / Math.max(Math.floor(part / 2), 1), width / part, 4, 4];
  const tensors = new Map<string, Tensor>();
  Object.keys(shapes).sort().forEach((name, index) => {
    const shape = shapes[name] ?? [];
    const length = shape.reduce((a, b) => a * b, 1);
    if (name.startsWith("_")) return void tensors.set(name, { shape, data: Float32Array.from(madeUp(index * 1000, length)) });
    const isTransposed = name in TRANSPOSED;
    const scale = Math.sqrt(6 / (isTransposed ? (shape[0] ?? 0) * 4 : length / (shape[0] ?? 1)));
    const outputs = shape[isTransposed ? 1 : 0] ?? 0;
    tensors.set(`${name}.weight`, { shape, data: Float32Array.from(madeUp(index * 1000, length), (value) => value * scale) });
    tensors.set(`${name}.bias`, { shape: [outputs], data: Float32Array.from(madeUp(index * 1000 + 500, outputs), (value) => value / 8) });
  });
  return (name) => tensors.get(name);
}
