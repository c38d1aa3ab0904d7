/** Weighted sums of a table's columns, fast: four weightings in one pass, and columns of small counts packed into one. */

/** Four weightings of the same rows. */
export type Weightings = readonly [Float64Array, Float64Array, Float64Array, Float64Array];

/** The sums of every column under each of four weightings. The arrays are used again at the next call. */
export type WeightedSums = (weightings: Weightings) => readonly Float64Array[];

/** Whole numbers up to here are exact. */
const EXACT = 2 ** 53;

/** Neighbouring columns as one: their sums are the digits of a number, in base `bases[i]` for column `first + i`. */
interface Group {
  readonly first: number;
  readonly bases: number[];
  readonly packed: Float64Array;
}

/**
 * Prepares the columns of a table, each as long as the weightings.
 *
 * Weights are whole numbers ≥ 0 that sum up to the number of rows at most, as draws and flips are. So columns of counts can share one
 * number as long as all their sums fit into it: exact, and a third of the work for BLEU.
 */
export function createWeightedSums(columns: readonly Float64Array[]): WeightedSums {
  const groups = packColumns(columns);
  const sums = Array.from({ length: 4 }, () => new Float64Array(columns.length));
  const pairSums = new Float64Array(8);
  return (weightings) => {
    for (let g = 0; g < groups.length; g += 2) {
      const pair = groups.slice(g, g + 2);
      addTwoColumns((pair[0] as Group).packed, (pair.at(-1) as Group).packed, weightings, pairSums);
      pair.forEach((group, side) => sums.forEach((target, weighting) => unpack(group, pairSums[2 * weighting + side] as number, target)));
    }
    return sums;
  };
}

function packColumns(columns: readonly Float64Array[]): Group[] {
  const groups: Group[] = [];
  let scale = EXACT;
  columns.forEach((column, index) => {
    const base = baseOf(column);
    const group = groups.at(-1);
    if (group === undefined || scale * base > EXACT) {
      groups.push({ first: index, bases: [base], packed: column });
      scale = base;
      return;
    }
    groups[groups.length - 1] = { ...group, packed: group.packed.map((value, row) => value + scale * (column[row] as number)) };
    group.bases.push(base);
    scale *= base;
  });
  return groups;
}

/** More than any weighted sum of a column of counts; infinite for other columns. */
function baseOf(column: Float64Array): number {
  const isCounts = column.every((value) => Number.isInteger(value) && value >= 0);
  return isCounts ? column.length * column.reduce((a, b) => Math.max(a, b), 0) + 1 : Number.POSITIVE_INFINITY;
}

/** Takes the digits of a packed sum apart; the last one is what is left, whatever its size. */
function unpack({ first, bases }: Group, packed: number, sums: Float64Array): void {
  let rest = packed;
  for (let i = 0; i < bases.length - 1; i++) {
    const digit = rest % (bases[i] as number);
    sums[first + i] = digit;
    rest = (rest - digit) / (bases[i] as number);
  }
  sums[first + bases.length - 1] = rest;
}

/** Eight sums at once keep the processor's adders busy: weighting w of column x at 2w, of column y at 2w + 1. */
function addTwoColumns(x: Float64Array, y: Float64Array, [w0, w1, w2, w3]: Weightings, sums: Float64Array): void {
  let [x0, y0, x1, y1, x2, y2, x3, y3] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (let row = 0; row < x.length; row++) {
    const xValue = x[row] as number;
    const yValue = y[row] as number;
    let weight = w0[row] as number;
    x0 += weight * xValue;
    y0 += weight * yValue;
    weight = w1[row] as number;
    x1 += weight * xValue;
    y1 += weight * yValue;
    weight = w2[row] as number;
    x2 += weight * xValue;
    y2 += weight * yValue;
    weight = w3[row] as number;
    x3 += weight * xValue;
    y3 += weight * yValue;
  }
  sums.set([x0, y0, x1, y1, x2, y2, x3, y3]);
}
