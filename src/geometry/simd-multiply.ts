/**
 * Matrix products of float32 numbers, four at a time: a small WebAssembly program, written out below, in a memory of its own.
 *
 * Sums run in float32, in the order of the inner index.
 */

import { addVectors, type Code, constant, countDown, get, load, loadFourTimes, loadVector, move, multiplyVectors, set, storeVector, sum, times, ZEROS } from "./web-assembly.ts";

/** Rows and columns that the program makes at a time: a line and a product must have a multiple of them. */
export const TILE = { rows: 4, columns: 8 } as const;

export interface Multiplier {
  /** The memory; all places are indices in it. */
  readonly floats: Float32Array;
  /** Adds the matrix at `x` (all rows of all lines × inner) times the packed one at `weights` (inner × columns) to the rows of `out`. */
  addProduct(out: Rows, x: number, weights: number, inner: number, columns: number): void;
}

/** Rows that lie apart in the memory, in lines that lie apart. */
export interface Rows {
  readonly place: number;
  /** From one row of a line to the next. */
  readonly step: number;
  readonly rows: number;
  /** From one line to the next. */
  readonly lineStep: number;
  readonly lines: number;
}

/** @param size numbers that the memory has to hold */
export function createMultiplier(size: number): Multiplier {
  const program = { parameters: local.xBytes, numbers: local.left - local.xBytes, vectors: local.sum + SUMS.length - local.left, body: tiles() };
  const { memory, run } = load({ addProduct: program }, size * 4);
  return {
    floats: new Float32Array(memory.buffer),
    addProduct: ({ place, step, rows, lineStep, lines }, x, weights, inner, columns) => run.addProduct(place * 4, step * 4, lineStep * 4, x * 4, weights * 4, lines, rows, inner, columns),
  };
}

/** A place in a packed matrix: strips of eight columns, each row after row. */
export function packedPlace(inner: number, row: number, column: number): number {
  const within = column % TILE.columns;
  return (column - within) * inner + row * TILE.columns + within;
}

/**
 * The program's locals. Nine parameters; bytes a row of x; counters of lines, of rows and of the inner index; places in the weights, in
 * a line of out and in a row of it; places in four rows of x. Then vectors: the halves of a strip's row, one number four times, and the
 * sums of four rows by two halves.
 */
const local = {
  out: 0, step: 1, lineStep: 2, x: 3, weights: 4, lines: 5, rows: 6, inner: 7, columns: 8,
  xBytes: 9, line: 10, row: 11, k: 12, weight: 13, start: 14, place: 15, from: 16, left: 20, right: 21, factor: 22, sum: 23,
} as const;
const ROWS = [0, 1, 2, 3] as const;
const SUMS = ROWS.flatMap((row) => [0, 1].map((half) => ({ row, half, index: local.sum + 2 * row + half })));

/** All tiles: strips from the left, and in them all rows of all lines, so that the weights of a strip stay in the fastest memory. */
function tiles(): Code {
  return [
    ...set(local.xBytes, times(get(local.inner), 4)),
    ...countDown(local.columns, TILE.columns, [
      ...set(local.from, get(local.x)),
      ...set(local.start, get(local.out)),
      ...set(local.line, get(local.lines)),
      ...countDown(local.line, 1, [
        ...set(local.place, get(local.start)),
        ...set(local.row, get(local.rows)),
        ...countDown(local.row, TILE.rows, tile()),
        ...move(local.start, get(local.lineStep)),
      ]),
      ...set(local.weights, get(local.weight)),
      ...move(local.out, constant(32)),
    ]),
  ];
}

/** One tile: four rows of x times one strip of weights. */
function tile(): Code {
  return [
    ...ROWS.slice(1).flatMap((row) => set(local.from + row, sum(get(local.from + row - 1), get(local.xBytes)))),
    ...SUMS.flatMap(({ index }) => set(index, ZEROS)),
    ...set(local.weight, get(local.weights)),
    ...set(local.k, get(local.inner)),
    ...countDown(local.k, 1, [
      ...set(local.left, loadVector(get(local.weight), 0)),
      ...set(local.right, loadVector(get(local.weight), 16)),
      ...ROWS.flatMap((row) => [
        ...set(local.factor, loadFourTimes(get(local.from + row))),
        ...SUMS.filter((each) => each.row === row).flatMap(({ index, half }) =>
          set(index, addVectors(get(index), multiplyVectors(get(local.factor), get(local.left + half))))),
        ...move(local.from + row, constant(4)),
      ]),
      ...move(local.weight, constant(32)),
    ]),
    ...SUMS.flatMap(({ half, index }) => [
      ...storeVector(get(local.place), addVectors(loadVector(get(local.place), 16 * half), get(index)), 16 * half),
      ...(half === 1 ? move(local.place, get(local.step)) : []),
    ]),
    // The last of the four rows was read to its end, where the next four begin.
    ...set(local.from, get(local.from + 3)),
  ];
}
