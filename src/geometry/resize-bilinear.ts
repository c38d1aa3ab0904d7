/**
 * Bilinear resizing as `tf.image.resize` does it, bit for bit.
 *
 * Half-pixel centres: output pixel i looks at source position (i + 1/2) · source / target − 1/2. Without antialiasing the four
 * neighbours are interpolated, first along the row. With it, a triangle of radius max(1, source / target) is summed over rows,
 * then over columns, with weights normalised to 1. Every step is rounded to float32, in TensorFlow's order.
 * Source: tensorflow/core/kernels/image/{resize_bilinear_op,scale_and_translate_op}.cc; equal to TensorFlow 2.21 on the golden
 * vectors. Quirk: TensorFlow's two kernels differ when enlarging, so antialiasing is not "no effect" there in the last bits.
 */

/** An RGB picture, row by row, three values a pixel. */
export interface RgbImage<Data extends Uint8Array | Float32Array = Uint8Array | Float32Array> {
  readonly data: Data;
  readonly width: number;
  readonly height: number;
}

const { fround } = Math;

/** The picture squashed to width × height, not cut to bytes: values 0..255 as float32. */
export function resizeBilinear(image: RgbImage, width: number, height: number, antialias: boolean): RgbImage<Float32Array> {
  if (image.data.length !== image.width * image.height * 3) throw new RangeError("the pixel data does not fit the picture's size");
  const data = antialias ? resizeSmoothly(image, width, height) : resizeSharply(image, width, height);
  return { data, width, height };
}

/** Clipped to 0..255 and cut to whole numbers, as a cast to uint8 does; nothing is rounded. */
export function truncateToBytes(image: RgbImage<Float32Array>): RgbImage<Uint8Array> {
  const data = new Uint8Array(image.data.length);
  for (let i = 0; i < data.length; i++) data[i] = Math.min(255, Math.max(0, image.data[i] as number));
  return { ...image, data };
}

function resizeSharply(image: RgbImage, width: number, height: number): Float32Array {
  const { data } = image;
  const columns = interpolation(image.width, width);
  const rows = interpolation(image.height, height);
  const out = new Float32Array(width * height * 3);
  for (let y = 0, at = 0; y < height; y++) {
    const above = (rows.lower[y] as number) * image.width;
    const below = (rows.upper[y] as number) * image.width;
    const down = rows.share[y] as number;
    for (let x = 0; x < width; x++) {
      const left = columns.lower[x] as number;
      const right = columns.upper[x] as number;
      const across = columns.share[x] as number;
      for (let channel = 0; channel < 3; channel++) {
        const top = mix(data[(above + left) * 3 + channel] as number, data[(above + right) * 3 + channel] as number, across);
        const bottom = mix(data[(below + left) * 3 + channel] as number, data[(below + right) * 3 + channel] as number, across);
        out[at++] = mix(top, bottom, down);
      }
    }
  }
  return out;
}

function mix(from: number, to: number, share: number): number {
  return fround(from + fround(fround(to - from) * share));
}

/** For every output place: the two source places, and the share of the second. */
function interpolation(source: number, target: number): { lower: Int32Array; upper: Int32Array; share: Float32Array } {
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

function resizeSmoothly(image: RgbImage, width: number, height: number): Float32Array {
  const { data } = image;
  const rows = spans(image.height, height);
  const columns = spans(image.width, width);
  const stride = image.width * 3;
  const row = new Float32Array(stride);
  const out = new Float32Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    row.fill(0);
    for (let k = 0; k < (rows.count[y] as number); k++) {
      const weight = rows.weights[y * rows.size + k] as number;
      const at = ((rows.start[y] as number) + k) * stride;
      for (let i = 0; i < stride; i++) row[i] = (row[i] as number) + fround(weight * (data[at + i] as number));
    }
    gatherColumns(row, columns, out, y * width * 3);
  }
  return out;
}

function gatherColumns(row: Float32Array, columns: Spans, out: Float32Array, at: number): void {
  for (let x = 0; x < columns.start.length; x++) {
    let red = 0;
    let green = 0;
    let blue = 0;
    for (let k = 0, from = (columns.start[x] as number) * 3; k < (columns.count[x] as number); k++, from += 3) {
      const weight = columns.weights[x * columns.size + k] as number;
      red = fround(red + fround(weight * (row[from] as number)));
      green = fround(green + fround(weight * (row[from + 1] as number)));
      blue = fround(blue + fround(weight * (row[from + 2] as number)));
    }
    out[at + x * 3] = red;
    out[at + x * 3 + 1] = green;
    out[at + x * 3 + 2] = blue;
  }
}

interface Spans {
  readonly start: Int32Array;
  readonly count: Int32Array;
  /** `size` weights an output place, of which `count` are used. */
  readonly weights: Float32Array;
  readonly size: number;
}

/** For every output place: the source places under its triangle, and their weights. */
function spans(source: number, target: number): Spans {
  const inverse = fround(1 / fround(target / source));
  const radius = Math.max(inverse, 1);
  const shrink = fround(1 / radius);
  const size = Math.min(2 * Math.ceil(radius) + 1, source);
  const start = new Int32Array(target);
  const count = new Int32Array(target);
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
