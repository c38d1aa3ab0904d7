/**
 * Bilinear resizing of one plane of float32 numbers as Pillow does it (`Image.resize` of mode F), bit for bit.
 *
 * A triangle of radius max(1, source / target) around (i + 1/2) · source / target weighs the source places, so shrinking is
 * antialiased. Columns first, then rows, each only if that size changes; sums run in float64 and are rounded to float32.
 * Source: python-pillow src/libImaging/Resample.c@12.0.0; equal to Pillow 12.0 on the golden vectors.
 * Quirk: Pillow 13 resizes rows first when width grows and height shrinks; the last bit differs there.
 */

export interface Plane {
  /** Row by row. */
  readonly data: Float32Array;
  readonly width: number;
  readonly height: number;
}

export function resizePlane(plane: Plane, width: number, height: number): Plane {
  const wide = plane.width === width ? plane : resizeRows(plane, width);
  return wide.height === height ? wide : resizeColumns(wide, height);
}

interface Taps {
  /** First source place of every target place. */
  readonly starts: Int32Array;
  /** How many source places count. */
  readonly lengths: Int32Array;
  /** `size` weights a target place, of which the first `length` count. */
  readonly weights: Float64Array;
  readonly size: number;
}

function resizeRows({ data, width: source, height }: Plane, width: number): Plane {
  const { starts, lengths, weights, size } = tapsOf(source, width);
  const out = new Float32Array(width * height);
  for (let x = 0; x < width; x++) {
    const [from, length, first] = [starts[x] as number, lengths[x] as number, x * size];
    for (let y = 0; y < height; y++) {
      let sum = 0;
      for (let k = 0; k < length; k++) sum += (data[y * source + from + k] as number) * (weights[first + k] as number);
      out[y * width + x] = sum;
    }
  }
  return { data: out, width, height };
}

function resizeColumns({ data, width, height: source }: Plane, height: number): Plane {
  const { starts, lengths, weights, size } = tapsOf(source, height);
  const out = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    const [from, length, first] = [starts[y] as number, lengths[y] as number, y * size];
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let k = 0; k < length; k++) sum += (data[(from + k) * width + x] as number) * (weights[first + k] as number);
      out[y * width + x] = sum;
    }
  }
  return { data: out, width, height };
}

function tapsOf(source: number, target: number): Taps {
  const scale = source / target;
  const radius = Math.max(scale, 1);
  const size = 2 * Math.ceil(radius) + 1;
  const starts = new Int32Array(target);
  const lengths = new Int32Array(target);
  const weights = new Float64Array(target * size);
  for (let i = 0; i < target; i++) {
    const centre = (i + 0.5) * scale;
    const start = Math.max(Math.trunc(centre - radius + 0.5), 0);
    const length = Math.min(Math.trunc(centre + radius + 0.5), source) - start;
    let total = 0;
    for (let k = 0; k < length; k++) {
      const weight = Math.max(0, 1 - Math.abs((k + start - centre + 0.5) * (1 / radius)));
      weights[i * size + k] = weight;
      total += weight;
    }
    for (let k = 0; k < length; k++) weights[i * size + k] = (weights[i * size + k] as number) / total;
    [starts[i], lengths[i]] = [start, length];
  }
  return { starts, lengths, weights, size };
}
