/** Pictures squashed by worker threads: the same bits as in this thread, whatever their order, and the picture that was given stays. */

import { expect, it } from "vitest";
import { squashImage } from "../../src/geometry/squash-image.ts";
import { squashAside } from "../../src/io/squash-aside.ts";
import { createRandom } from "../fixtures/random.ts";

const outlines = [{ box: [0.1, 0.2, 0.8, 0.7], rgb: [255, 0, 0] }] as const;

function noise(width: number, height: number, seed: number): { data: Uint8Array; width: number; height: number } {
  const random = createRandom(seed);
  return { data: Uint8Array.from({ length: width * height * 3 }, () => random.below(256)), width, height };
}

it.each([
  ["bytes", { resolution: 448, antialias: false }],
  ["bytes, antialiased", { resolution: 84, antialias: true }],
  ["fractions", { resolution: 384, antialias: false, keepsFractions: true }],
  ["bytes of half the size, made in this thread", { resolution: 224, antialias: false }],
  ["a small picture, made in this thread", { resolution: 8, antialias: true }],
] as const)("are what this thread makes of them: %s", async (_, handling) => {
  const pictures = handling.resolution === 8 ? [noise(20, 30, 1)] : [noise(640, 480, 1), noise(333, 517, 2), noise(300, 300, 3)];
  const expected = pictures.map((picture) => squashImage(picture, outlines, handling));
  const made = await Promise.all(pictures.map((picture) => squashAside(picture, outlines, handling)));
  expect(made.map(({ data, ...size }) => ({ ...size, type: data.constructor.name }))).toEqual(expected.map(({ data, ...size }) => ({ ...size, type: data.constructor.name })));
  made.forEach(({ data }, i) => expect(Buffer.compare(bytesOf(data), bytesOf(expected[i]!.data)), `picture ${i}`).toBe(0));
  expect(pictures.every(({ data }) => data.length > 0)).toBe(true);
});

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
}
