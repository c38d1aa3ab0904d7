/** Gemma's multi-query attention of one layer, with its cache: all heads share one key and one value a place. */

import type { ModelConfig } from "./config.ts";
import { applyLinear, type Linear, multiply, softmaxRows } from "./matrix.ts";

export interface Attention {
  /** `y` [count, width] in; the attention of its last `asked` rows out, as the first rows of `y`. */
  readPrefix(y: Float32Array, count: number, room: number, asked: number): void;
  /** One new token a path: `y` [paths, width] in and out; token i goes to row `first` + i behind the prefix. */
  readTokens(y: Float32Array, count: number, first: number, paths: readonly (readonly number[])[]): void;
}

interface Cache {
  readonly capacity: number;
  readonly keys: Float32Array;
  readonly values: Float32Array;
  readonly queries: Float32Array;
  readonly mixed: Float32Array;
}

interface Parts {
  readonly width: number;
  readonly heads: number;
  readonly headSize: number;
  readonly query: Linear;
  readonly key: Linear;
  readonly value: Linear;
  readonly join: Linear;
  readonly turn: Rotate;
  readonly isCausal: boolean;
}

/** `linear` reads one of the projections q, k, v, o. */
export function createAttention(text: ModelConfig["text"], linear: (part: "q" | "k" | "v" | "o", inputs: number, outputs: number) => Linear): Attention {
  const { width, heads, headSize } = text;
  const inner = heads * headSize;
  const parts: Parts = {
    width, heads, headSize, query: linear("q", width, inner), key: linear("k", width, headSize), value: linear("v", width, headSize),
    join: linear("o", inner, width), turn: createRotation(headSize, text.ropeBase), isCausal: text.isCausal === true,
  };
  let cache = createCache(0, headSize, inner);
  const scratch = createScratch();
  return {
    readPrefix(y, count, room, asked) {
      if (count + room > cache.capacity) cache = createCache(count + room, headSize, inner);
      readPrefix(parts, cache, scratch, y, count, asked);
    },
    readTokens: (y, count, first, paths) => readTokens(parts, cache, scratch, y, count, first, paths),
  };
}

/** Every place of the prefix sees all of it; only its last `asked` places are asked for. */
function readPrefix({ width, heads, headSize, query, key, value, join, turn, isCausal }: Parts, cache: Cache, scratch: Scratch, y: Float32Array, count: number, asked: number): void {
  const { keys, values, queries, mixed } = cache;
  applyLinear(keys, y, count, key);
  for (let row = 0; row < count; row++) turn(keys, row * headSize, 1, row);
  applyLinear(values, y, count, value);
  const first = count - asked;
  if (first > 0) y.copyWithin(0, first * width, count * width);
  applyLinear(queries, y, asked, query);
  for (let row = 0; row < asked; row++) turn(queries, row * heads * headSize, heads, first + row);
  const scores = scratch.scores(asked * heads * count);
  multiply(scores, queries, asked * heads, keys, headSize, count);
  for (let row = 0; isCausal && row < asked * heads; row++) scores.fill(-Infinity, row * count + first + Math.floor(row / heads) + 1, (row + 1) * count);
  softmaxRows(scores, asked * heads, count, 1 / Math.sqrt(headSize));
  const turned = scratch.turned(count * headSize);
  transpose(values, turned, count, headSize);
  multiply(mixed, scores, asked * heads, turned, count, headSize);
  applyLinear(y, mixed, asked, join);
}

function readTokens({ heads, headSize, query, key, value, join, turn }: Parts, cache: Cache, scratch: Scratch, y: Float32Array, count: number, first: number, paths: readonly (readonly number[])[]): void {
  const { keys, values, queries, mixed } = cache;
  const behind = count + first;
  const rows = paths.length;
  applyLinear(keys.subarray(behind * headSize), y, rows, key);
  applyLinear(values.subarray(behind * headSize), y, rows, value);
  applyLinear(queries, y, rows, query);
  for (const [row, path] of paths.entries()) {
    const place = count + path.length - 1;
    turn(keys, (behind + row) * headSize, 1, place);
    turn(queries, row * heads * headSize, heads, place);
  }
  const scores = scratch.scores(count + (paths[0]?.length ?? 0));
  for (const [row, path] of paths.entries()) {
    for (let head = 0; head < heads; head++) attendPath(cache, (row * heads + head) * headSize, headSize, scores, count, path);
  }
  applyLinear(y, mixed, rows, join);
}

interface Scratch {
  /** A working array of at least `size` numbers; the same one as long as it is large enough. */
  scores(size: number): Float32Array;
  turned(size: number): Float32Array;
}

function createScratch(): Scratch {
  const growing = (): ((size: number) => Float32Array) => {
    let array = new Float32Array(0);
    return (size) => {
      if (array.length < size) array = new Float32Array(size);
      return array;
    };
  };
  return { scores: growing(), turned: growing() };
}

function createCache(places: number, headSize: number, inner: number): Cache {
  const capacity = places === 0 ? 0 : Math.max(places, 128);
  const make = (width: number): Float32Array => new Float32Array(capacity * width);
  return { capacity, keys: make(headSize), values: make(headSize), queries: make(inner), mixed: make(inner) };
}

/** One query over the prefix's places and the path's own. */
function attendPath({ keys, values, queries, mixed }: Cache, at: number, size: number, scores: Float32Array, count: number, path: readonly number[]): void {
  const places = count + path.length;
  for (let place = 0; place < places; place++) {
    const row = (place < count ? place : count + (path[place - count] as number)) * size;
    let sum = 0;
    for (let i = 0; i < size; i++) sum += (queries[at + i] as number) * (keys[row + i] as number);
    scores[place] = sum;
  }
  softmaxRows(scores, 1, places, 1 / Math.sqrt(size));
  mixed.fill(0, at, at + size);
  for (let place = 0; place < places; place++) {
    const row = (place < count ? place : count + (path[place - count] as number)) * size;
    const share = scores[place] as number;
    for (let i = 0; i < size; i++) mixed[at + i] = (mixed[at + i] as number) + share * (values[row + i] as number);
  }
}

function transpose(from: Float32Array, to: Float32Array, rows: number, columns: number): void {
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) to[column * rows + row] = from[row * columns + column] as number;
  }
}

/** Turns `heads` vectors from `at` on by a position. */
type Rotate = (x: Float32Array, at: number, heads: number, position: number) => void;

/** Rotary position embedding in halves. */
function createRotation(size: number, base: number): Rotate {
  const half = size >> 1;
  const speeds = Float32Array.from({ length: half }, (_, i) => base ** (-i / half));
  let positions = 0;
  let [cosines, sines] = [new Float32Array(0), new Float32Array(0)];
  const grow = (position: number): void => {
    positions = Math.max(128, 2 * position);
    const angles = Array.from({ length: positions * half }, (_, i) => Math.floor(i / half) * (speeds[i % half] as number));
    cosines = Float32Array.from(angles, Math.cos);
    sines = Float32Array.from(angles, Math.sin);
  };
  return (x, at, heads, position) => {
    if (position >= positions) grow(position);
    for (let head = 0; head < heads; head++) {
      for (let i = 0, first = at + head * size; i < half; i++, first++) {
        const [cosine, sine] = [cosines[position * half + i] as number, sines[position * half + i] as number];
        const [a, b] = [x[first] as number, x[first + half] as number];
        x[first] = a * cosine - b * sine;
        x[first + half] = b * cosine + a * sine;
      }
    }
  };
}
