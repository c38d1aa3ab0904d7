/** Sets of UTF-16 code units as sorted, disjoint ranges, and the coarsest partition that keeps many sets apart. */

/** Flat list first, last, first, last …, ascending; both ends belong to the set. */
export type UnitSet = readonly number[];

const LAST_UNIT = 0xffff;

/** Units of any of the sets. */
export function unionOf(sets: readonly UnitSet[]): UnitSet {
  const ranges: [first: number, last: number][] = [];
  for (const set of sets) {
    for (let i = 0; i < set.length; i += 2) ranges.push([set[i] as number, set[i + 1] as number]);
  }
  ranges.sort((a, b) => a[0] - b[0]);
  const merged: number[] = [];
  for (const [first, last] of ranges) {
    const end = merged.at(-1);
    if (end !== undefined && first <= end + 1) merged[merged.length - 1] = Math.max(end, last);
    else merged.push(first, last);
  }
  return merged;
}

/** Units outside the set. */
export function complementOf(set: UnitSet): UnitSet {
  const rest: number[] = [];
  let next = 0;
  for (let i = 0; i < set.length; i += 2) {
    if ((set[i] as number) > next) rest.push(next, (set[i] as number) - 1);
    next = (set[i + 1] as number) + 1;
  }
  if (next <= LAST_UNIT) rest.push(next, LAST_UNIT);
  return rest;
}

/** Ranges written as distances in base 36, "gap.length gap.length …": how the Unicode tables are kept in source. */
export function readUnitSet(table: string): UnitSet {
  const ranges: number[] = [];
  let next = 0;
  for (const entry of table.trim().split(/\s+/u)) {
    const [gap = "", length = "0"] = entry.split(".");
    const first = next + Number.parseInt(gap, 36);
    const last = first + Number.parseInt(length, 36);
    ranges.push(first, last);
    next = last + 1;
  }
  return ranges;
}

export interface Partition {
  /** Class number of every code unit. */
  readonly classOf: Uint16Array;
  readonly classCount: number;
  /** `members[set * classCount + class]` is 1 where the class lies inside the set. */
  readonly members: Uint8Array;
}

/** Units that no set tells apart share a class. */
export function partitionUnits(sets: readonly UnitSet[]): Partition {
  const edges = edgesOf(sets);
  const inside = Buffer.alloc(sets.length);
  const classes = new Map<string, number>();
  const signatures: Uint8Array[] = [];
  const classOf = new Uint16Array(LAST_UNIT + 1);
  const starts = [...edges.keys()].sort((a, b) => a - b);
  starts.forEach((start, i) => {
    for (const set of edges.get(start) ?? []) inside[set] = 1 - (inside[set] as number);
    const signature = inside.toString("latin1");
    let number = classes.get(signature);
    if (number === undefined) {
      number = signatures.push(Uint8Array.from(inside)) - 1;
      classes.set(signature, number);
    }
    classOf.fill(number, start, starts[i + 1] ?? LAST_UNIT + 1);
  });
  const classCount = signatures.length;
  const members = new Uint8Array(sets.length * classCount);
  signatures.forEach((signature, number) => signature.forEach((bit, set) => (members[set * classCount + number] = bit)));
  return { classOf, classCount, members };
}

/** Unit → sets whose membership changes there. */
function edgesOf(sets: readonly UnitSet[]): Map<number, number[]> {
  const edges = new Map<number, number[]>([[0, []]]);
  const add = (unit: number, set: number): void => {
    if (unit > LAST_UNIT) return;
    const list = edges.get(unit);
    if (list === undefined) edges.set(unit, [set]);
    else list.push(set);
  };
  sets.forEach((set, number) => {
    for (let i = 0; i < set.length; i += 2) {
      add(set[i] as number, number);
      add((set[i + 1] as number) + 1, number);
    }
  });
  return edges;
}
