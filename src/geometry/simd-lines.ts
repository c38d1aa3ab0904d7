/**
 * Pictures resized line by line, three values a pixel in one vector: small WebAssembly programs in a memory that all pictures share.
 *
 * Every step is rounded to float32; which pixels and weights, `resize-bilinear.ts` says. A pixel is read and written with one value behind
 * it, which is not looked at or is overwritten by the next pixel.
 */

import type { RgbImage } from "./resize-bilinear.ts";
import {
  addVectors, type Code, countDown, cutToBytes, get, load, type Loaded, loadFourBytes, loadFourTimes, loadNumber, loadVector, move, multiplyVectors, PAGE_BYTES, type Procedure, set, storeVector,
  subtractVectors, sum, times, constant, ZEROS,
} from "./web-assembly.ts";

/** For every output place: the two source places, and the share of the second. */
export interface Interpolation {
  readonly lower: Int32Array;
  readonly upper: Int32Array;
  readonly share: Float32Array;
}

/** For every output place: the first source place and how many there are, at least one; `size` weights a place, of which the count is used. */
export interface Spans {
  readonly start: Int32Array;
  readonly count: Int32Array;
  readonly weights: Float32Array;
  readonly size: number;
}

const CHANNELS = 3;
const PIXEL_BYTES = CHANNELS * 4;
const VECTOR_BYTES = 16;
/** Values that are summed at a time. */
const VALUES = 8;
/** Programs read and write so much behind the end of numbers. */
const BEHIND_BYTES = 64;
/** From so many rows a line on it is less work to pick the two that are looked at than to copy all. */
const PACKED_ROWS = 4;
/** A memory that grew beyond this is given back. */
const KEPT_BYTES = 2 ** 26;

/** What was made, still in the memory: taken out at once, before the next picture comes. */
export interface Lines {
  floats(): Float32Array;
  /** Clipped to 0..255, fractions cut off. */
  bytes(): Uint8Array;
}

/** Each pixel from four neighbours: first along the rows, then between them. */
export function mixLines(image: RgbImage, allRows: Interpolation, columns: Interpolation): Lines {
  const { data, rows } = rowsLookedAt(image, allRows);
  const { width } = image;
  const [target, lines, bytes] = [columns.share.length, rows.share.length, data.BYTES_PER_ELEMENT];
  const inBytes = (places: Int32Array, step: number): Int32Array => places.map((place) => place * step * bytes);
  const [lower, upper] = [inBytes(rows.lower, width * CHANNELS), inBytes(rows.upper, width * CHANNELS)];
  const arranged = arrange(target * lines * CHANNELS, [
    data, inBytes(columns.lower, CHANNELS), inBytes(columns.upper, CHANNELS), columns.share, rows.share,
  ]);
  const { run, out, places: [source = 0, left = 0, right = 0, across = 0, down = 0] } = arranged;
  const mix = bytes === 1 ? run.mixBytes : run.mixFloats;
  for (let y = 0; y < lines; y++) mix(out + y * target * PIXEL_BYTES, source + (lower[y] as number), source + (upper[y] as number), left, right, across, down + y * 4, target);
  return linesOf(arranged);
}

/** Only the rows that some line looks at, where a picture has many more: two a line, of thousands in a photo. */
function rowsLookedAt({ data, width, height }: RgbImage, rows: Interpolation): { readonly data: RgbImage["data"]; readonly rows: Interpolation } {
  if (height < PACKED_ROWS * rows.share.length) return { data, rows };
  const looked = [...new Set([...rows.lower, ...rows.upper])];
  const stride = width * CHANNELS;
  const packed = data instanceof Uint8Array ? new Uint8Array(looked.length * stride) : new Float32Array(looked.length * stride);
  looked.forEach((row, i) => packed.set(data.subarray(row * stride, (row + 1) * stride), i * stride));
  const placeOf = new Map(looked.map((row, i) => [row, i]));
  const moved = (places: Int32Array): Int32Array => places.map((row) => placeOf.get(row) as number);
  return { data: packed, rows: { lower: moved(rows.lower), upper: moved(rows.upper), share: rows.share } };
}

/** Each pixel as a weighted sum: of the source's rows, then of their columns. */
export function sumLines({ data, width }: RgbImage, rows: Spans, columns: Spans): Lines {
  const [target, lines, stride] = [columns.start.length, rows.start.length, width * CHANNELS * data.BYTES_PER_ELEMENT];
  const length = Math.ceil((width * CHANNELS) / VALUES) * VALUES;
  const arranged = arrange(target * lines * CHANNELS, [
    length * 4, data, rows.weights, columns.start.map((place) => place * PIXEL_BYTES), columns.count, columns.weights,
  ]);
  const { run, out, places: [row = 0, source = 0, rowWeights = 0, starts = 0, counts = 0, weights = 0] } = arranged;
  const sumRows = data.BYTES_PER_ELEMENT === 1 ? run.sumBytes : run.sumFloats;
  for (let y = 0; y < lines; y++) {
    sumRows(row, source + (rows.start[y] as number) * stride, stride, rowWeights + y * rows.size * 4, rows.count[y] as number, length);
    run.sumColumns(out + y * target * PIXEL_BYTES, row, starts, counts, weights, columns.size * 4, target);
  }
  return linesOf(arranged);
}

function linesOf({ run, out, cut, count, floats, bytes }: Arranged): Lines {
  return {
    floats: () => floats.slice(out / 4, out / 4 + count),
    bytes() {
      run.cut(cut, out, Math.ceil(count / VECTOR_BYTES) * VECTOR_BYTES);
      return bytes.slice(cut, cut + count);
    },
  };
}

type Numbers = Uint8Array | Int32Array | Float32Array;
type Name = "mixBytes" | "mixFloats" | "sumBytes" | "sumFloats" | "sumColumns" | "cut";

interface Arranged {
  readonly run: Loaded<Name>["run"];
  /** Where values are made, where they are cut to bytes, and how many. */
  readonly out: number;
  readonly cut: number;
  readonly count: number;
  /** Of the parts. */
  readonly places: readonly number[];
  /** The memory; the next picture overwrites it. */
  readonly bytes: Uint8Array;
  readonly floats: Float32Array;
}

let loaded: Loaded<Name> | undefined;

/** Places in the memory, one behind the other: for `count` values to be made, and for the parts, so many bytes or these numbers. */
function arrange(count: number, parts: readonly (number | Numbers)[]): Arranged {
  const all = [count * 4, count, ...parts];
  let end = 0;
  const [out = 0, cut = 0, ...places] = all.map((part) => {
    const place = end;
    end += Math.ceil((typeof part === "number" ? part : part.byteLength) / VECTOR_BYTES) * VECTOR_BYTES + BEHIND_BYTES;
    return place;
  });
  if (loaded !== undefined && loaded.memory.buffer.byteLength > KEPT_BYTES) loaded = undefined;
  const { memory, run } = (loaded ??= load(programs(), end));
  const missing = end - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
  const [bytes, floats] = [new Uint8Array(memory.buffer), new Float32Array(memory.buffer)];
  for (const [i, part] of parts.entries()) {
    if (typeof part !== "number") bytes.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), places[i]);
  }
  return { run, out, cut, count, places, bytes, floats };
}

type LoadFour = (address: Code, first: number) => Code;

function programs(): Readonly<Record<Name, Procedure>> {
  const bytes: LoadFour = loadFourBytes;
  const floats: LoadFour = (address, first) => loadVector(address, first * 4);
  return { mixBytes: mixing(bytes), mixFloats: mixing(floats), sumBytes: summingRows(bytes, 1), sumFloats: summingRows(floats, 4), sumColumns: summingColumns(), cut: cutting() };
}

/** Parameters: places of a line, of the rows above and below, of the columns' lower and upper places (in bytes), of their shares and of the rows' share; columns. */
function mixing(loadFour: LoadFour): Procedure {
  const [line, above, below, lower, upper, shares, down, columns, left, right] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
  const [share, across, top, bottom] = [10, 11, 12, 13];
  const mix = (from: Code, to: Code, by: number): Code => addVectors(from, multiplyVectors(subtractVectors(to, from), get(by)));
  const along = (row: number): Code => mix(loadFour(sum(get(row), get(left)), 0), loadFour(sum(get(row), get(right)), 0), across);
  const body = [
    ...set(share, loadFourTimes(get(down))),
    ...countDown(columns, 1, [
      ...set(left, loadNumber(get(lower))), ...set(right, loadNumber(get(upper))), ...set(across, loadFourTimes(get(shares))),
      ...set(top, along(above)), ...set(bottom, along(below)),
      ...storeVector(get(line), mix(get(top), get(bottom), share), 0),
      ...move(line, constant(PIXEL_BYTES)), ...[lower, upper, shares].flatMap((place) => move(place, constant(4))),
    ]),
  ];
  return { parameters: 8, numbers: 2, vectors: 4, body };
}

/** Parameters: places of a row of sums and of the first row, bytes from one to the next, place of their weights; rows; values, a multiple of eight. */
function summingRows(loadFour: LoadFour, bytes: number): Procedure {
  const [row, source, stride, weights, rows, values, from, weight, k] = [0, 1, 2, 3, 4, 5, 6, 7, 8];
  const [factor, left, right] = [9, 10, 11];
  const add = (to: number, first: number): Code => set(to, addVectors(get(to), multiplyVectors(get(factor), loadFour(get(from), first))));
  const body = countDown(values, VALUES, [
    ...set(left, ZEROS), ...set(right, ZEROS), ...set(from, get(source)), ...set(weight, get(weights)), ...set(k, get(rows)),
    ...countDown(k, 1, [...set(factor, loadFourTimes(get(weight))), ...add(left, 0), ...add(right, 4), ...move(from, get(stride)), ...move(weight, constant(4))]),
    ...storeVector(get(row), get(left), 0), ...storeVector(get(row), get(right), VECTOR_BYTES),
    ...move(row, constant(2 * VECTOR_BYTES)), ...move(source, constant(VALUES * bytes)),
  ]);
  return { parameters: 6, numbers: 3, vectors: 3, body };
}

/** Parameters: places of a line, of the row of sums, of the columns' first places (in bytes), counts and weights; bytes of weights a column; columns. */
function summingColumns(): Procedure {
  const [line, row, starts, counts, weights, step, columns, from, weight, k] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
  const total = 10;
  const body = countDown(columns, 1, [
    ...set(total, ZEROS), ...set(from, sum(get(row), loadNumber(get(starts)))), ...set(weight, get(weights)), ...set(k, loadNumber(get(counts))),
    ...countDown(k, 1, [
      ...set(total, addVectors(get(total), multiplyVectors(loadFourTimes(get(weight)), loadVector(get(from), 0)))), ...move(from, constant(PIXEL_BYTES)), ...move(weight, constant(4)),
    ]),
    ...storeVector(get(line), get(total), 0),
    ...move(line, constant(PIXEL_BYTES)), ...move(starts, constant(4)), ...move(counts, constant(4)), ...move(weights, get(step)),
  ]);
  return { parameters: 7, numbers: 3, vectors: 1, body };
}

/** Parameters: places of bytes and of float32; values, a multiple of sixteen. */
function cutting(): Procedure {
  const [bytes, floats, values] = [0, 1, 2];
  const four = (place: number): Code => loadVector(get(floats), place * VECTOR_BYTES);
  const body = countDown(values, VECTOR_BYTES, [
    ...storeVector(get(bytes), cutToBytes([four(0), four(1), four(2), four(3)]), 0), ...move(bytes, constant(VECTOR_BYTES)), ...move(floats, times(constant(VECTOR_BYTES), 4)),
  ]);
  return { parameters: 3, numbers: 0, vectors: 0, body };
}
