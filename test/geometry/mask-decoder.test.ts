/** The mask decoder against JAX, on made-up weights. */

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { createMaskDecoder, type MaskDecoder, type Tensor } from "../../src/geometry/mask-decoder.ts";
import { readNpz } from "../../src/io/read-npz.ts";
import { madeUpDecoder } from "./made-up-decoder.ts";

interface Golden {
  tolerance: number;
  small: { codes: number[]; mask: string }[];
  published: { codes: number[]; positive: number; values: [y: number, x: number, value: number][] }[];
}

const place = (name: string): URL => new URL(`../golden/${name}`, import.meta.url);
const golden = JSON.parse(readFileSync(place("mask-decoder.json"), "utf8")) as Golden;
const small = await readNpz(fileURLToPath(place("mask-decoder.npz")));

function floats(base64: string): Float32Array {
  const bytes = Uint8Array.from(Buffer.from(base64, "base64"));
  return new Float32Array(bytes.buffer);
}

function positive({ data }: { data: Float32Array }): number {
  return data.reduce((count, value) => count + Number(value > 0), 0);
}

describe("a decoder of small widths, from a file", () => {
  it.each(golden.small.map(({ codes, mask }) => [codes.join(" "), codes, floats(mask)] as const))("equals JAX: %s", (_, codes, wanted) => {
    const found = createMaskDecoder(small).decode(codes);
    expect([found.width, found.height, found.data.length]).toEqual([64, 64, wanted.length]);
    const worst = found.data.reduce((most, value, i) => Math.max(most, Math.abs(value - (wanted[i] ?? Number.NaN))), 0);
    expect(worst).toBeLessThan(golden.tolerance);
    expect(positive(found)).toBe(positive({ data: wanted }));
  });

  it("was made from the numbers that tests make too", () => {
    const made = madeUpDecoder(6, 16);
    for (const name of ["_vq_vae._embedding", "decoder.0.weight", "decoder.8.weight", "decoder.12.bias"]) expect(small(name)).toEqual(made(name));
  });

  it("decodes the same codes to the same bytes, whatever came before", () => {
    const decoder = createMaskDecoder(small);
    const [first, second] = golden.small.map(({ codes }) => codes) as [number[], number[]];
    const once = decoder.decode(first);
    decoder.decode(second);
    expect(decoder.decode(first)).toEqual(once);
  });
});

describe("a decoder of the published widths", () => {
  let decoder: MaskDecoder;
  it.each(golden.published.map((row) => [row.codes.join(" "), row] as const))("equals JAX: %s", (_, { codes, positive: wanted, values }) => {
    decoder ??= createMaskDecoder(madeUpDecoder(512, 128));
    const found = decoder.decode(codes);
    for (const [y, x, value] of values) expect(Math.abs((found.data[y * 64 + x] as number) - value)).toBeLessThan(golden.tolerance);
    expect(positive(found)).toBe(wanted);
  });
});

describe("what it refuses", () => {
  const decoder = createMaskDecoder(small);
  it.each([
    ["15 code words", Array.from({ length: 15 }, () => 0), "expected 16 code words, found 15"],
    ["a code word that there is not", Array.from({ length: 16 }, () => 128), "there is no code word 128"],
    ["a code word between two", Array.from({ length: 16 }, () => 0.5), "there is no code word 0.5"],
    ["a code word below 0", Array.from({ length: 16 }, () => -1), "there is no code word -1"],
  ])("%s", (_, codes, message) => {
    expect(() => decoder.decode(codes)).toThrow(new RangeError(message));
  });

  it.each([
    ["a codebook of other words", "_vq_vae._embedding", { shape: [12, 6], data: new Float32Array(72) }, "the array _vq_vae._embedding has the shape [12, 6], expected [128, any]"],
    ["a missing array", "decoder.6.bias", undefined, "the array decoder.6.bias is missing"],
    ["an array of another size", "decoder.6.bias", { shape: [9], data: new Float32Array(9) }, "the array decoder.6.bias has the shape [9], expected [8]"],
    ["a layer that does not fit the one before", "decoder.12.weight", { shape: [1, 3, 1, 1], data: new Float32Array(3) }, "the array decoder.12.weight has the shape [1, 3, 1, 1], expected [1, 2, 1, 1]"],
    ["a mask of two channels", "decoder.12.weight", { shape: [2, 2, 1, 1], data: new Float32Array(4) }, "the array decoder.12.weight has the shape [2, 2, 1, 1], expected [1, 2, 1, 1]"],
  ] as const)("%s", (_, name, tensor: Tensor | undefined, message) => {
    expect(() => createMaskDecoder((asked) => (asked === name ? tensor : small(asked)))).toThrow(new RangeError(message));
  });
});
