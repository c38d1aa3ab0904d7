/**
 * Bilinear resizing as `tf.image.resize` does it, bit for bit.
 *
 * Half-pixel centres: output pixel i looks at source position (i + 1/2) · source / target − 1/2. Without antialiasing the four
 * neighbours are interpolated, first along the row. With it, a triangle of radius max(1, source / target) is summed over rows,
 * then over columns, with weights normalised to 1. Every step is rounded to float32, in TensorFlow's order.
 * Source: tensorflow/core/kernels/image/{resize_bilinear_op,scale_and_translate_op}.cc; equal to TensorFlow 2.21 on the golden
 * vectors. Quirk: TensorFlow's two kernels differ when enlarging, so antialiasing is not "no effect" there in the last bits.
 */

import { type Interpolation, type Lines, mixLines, type Spans, sumLines } from "./simd-lines.ts";

/** An RGB picture, row by row, three values a pixel. */
export interface RgbImage<Data extends Uint8Array | Float32Array = Uint8Array | Float32Array> {
  readonly data: Data;
  readonly width: number;
  readonly height: number;
}

const { fround } = Math;

/** The picture squashed to width × height, not cut to bytes: values 0..255 as float32. */
export function resizeBilinear(image: RgbImage, width: number, height: number, antialias: boolean): RgbImage<Float32Array> {
  return { data: resized(image, width, height, antialias).floats(), width, height };
}

/** The same clipped to 0..255 and cut to whole numbers, as a cast to uint8 does; nothing is rounded. */
export function resizeToBytes(image: RgbImage, width: number, height: number, antialias: boolean): RgbImage<Uint8Array> {
  return { data: resized(image, width, height, antialias).bytes(), width, height };
}

function resized(image: RgbImage, width: number, height: number, antialias: boolean): Lines {
  if (image.data.length !== image.width * image.height * 3) throw new RangeError("the pixel data does not fit the picture's size");
  return antialias
    ? sumLines(image, spans(image.height, height), spans(image.width, width))
    : mixLines(image, interpolation(image.height, height), interpolation(image.width, width));
}

/** Neighbours by half-pixel centres. */
function interpolation(source: number, target: number): Interpolation {
  const scale = fround(source / target);
  const lower = new Int32Array(target);
  const upper = new Int32Array(target);
  const share = new Float32Array(target);
  for (let i = 0; i < target; i++) {
    const place = fround(fround(fround(i + 0.5) * scale) - 0.5);
    const floor = Math.floor(place);
    lower[i] = Math.max(floor, 0);
    upper[i] = Math.min(Math.ceil(place), source - 1);
    share[i] = place - floor;
  }
  return { lower, upper, share };
}

/** What is under a triangle. */
function spans(source: number, target: number): Spans {
  const inverse = fround(1 / fround(target / source));
  const radius = Math.max(inverse, 1);
  const shrink = fround(1 / radius);
  const size = Math.min(2 * Math.ceil(radius) + 1, source);
  const start = new Int32Array(target);
  const count = new Int32Array(target).fill(1);
  const weights = new Float32Array(target * size);
  for (let i = 0; i < target; i++) {
    const centre = fround(fround(i + 0.5) * inverse);
    if (centre > source) continue;
    const first = clamp(Math.ceil(fround(fround(centre - radius) - 0.5)), source - 1);
    const last = clamp(Math.floor(fround(fround(centre + radius) - 0.5)), source - 1);
    let total = 0;
    for (let place = first; place <= last; place++) {
      const distance = Math.abs(fround(fround(fround(place + 0.5) - centre) * shrink));
      const weight = distance < 1 ? fround(1 - distance) : 0;
      weights[i * size + place - first] = weight;
      total = fround(total + weight);
    }
    const share = total === 0 ? 0 : fround(1 / total);
    for (let place = first; place <= last; place++) {
      const at = i * size + place - first;
      weights[at] = (weights[at] as number) * share;
    }
    start[i] = first;
    count[i] = last - first + 1;
  }
  return { start, count, weights, size };
}

function clamp(value: number, highest: number): number {
  return Math.min(Math.max(value, 0), highest);
}
