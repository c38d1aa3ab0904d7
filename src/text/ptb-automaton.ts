/** Patterns → one nondeterministic network → deterministic states, made when a text first needs them. */

import { partitionUnits, type UnitSet } from "./ptb-code-units.ts";
import type { Pattern } from "./ptb-pattern.ts";

/** What a text is run through: state numbers are rows of `table`; 0 is the dead state, -1 an entry not computed yet. */
export interface Automaton {
  readonly classOf: Uint16Array;
  /** Start of a run for an alternative of patterns; each accepts with its number, the lowest wins. */
  start(alternatives: readonly { readonly pattern: Pattern; readonly accept: number }[]): number;
  /** The state after `state` reads a unit of class `unitClass`. */
  step(state: number, unitClass: number): number;
  /** Next-state rows, `table[state + class]`; replaced when it grows, so read it again after `step`. */
  table(): Int32Array;
  /** Accepted number of a state, or -1: `accepts()[state / classCount]`. */
  accepts(): Int32Array;
  readonly classCount: number;
}

const SPLIT = -1;
const ACCEPT = -2;

/** Nodes of the network: `kind >= 0` reads a unit of that set; `SPLIT` goes to both without reading; `ACCEPT` ends. */
interface Network {
  readonly kind: number[];
  readonly next: number[];
  readonly other: number[];
}

/** An automaton over the units that the given patterns tell apart. */
export function createAutomaton(vocabulary: readonly Pattern[]): Automaton {
  const sets = new Map<string, number>();
  const list: UnitSet[] = [];
  for (const pattern of vocabulary) collectSets(pattern, sets, list);
  const { classOf, classCount, members } = partitionUnits(list);
  const network: Network = { kind: [], next: [], other: [] };
  const states = createStates(network, members, classCount);
  return {
    classOf,
    classCount,
    start(alternatives) {
      const entries = alternatives.map(({ pattern, accept }) => addPattern(network, pattern, addNode(network, ACCEPT, accept, 0), sets));
      return states.add(entries);
    },
    step: states.step,
    table: states.table,
    accepts: states.accepts,
  };
}

function keyOf(set: UnitSet): string {
  return set.join(" ");
}

function collectSets(pattern: Pattern, sets: Map<string, number>, list: UnitSet[]): void {
  if (pattern.kind === "set") {
    const key = keyOf(pattern.set);
    if (!sets.has(key)) sets.set(key, list.push(pattern.set) - 1);
  } else if (pattern.kind === "repeat") collectSets(pattern.part, sets, list);
  else for (const part of pattern.parts) collectSets(part, sets, list);
}

function addNode(network: Network, kind: number, next: number, other: number): number {
  network.next.push(next);
  network.other.push(other);
  return network.kind.push(kind) - 1;
}

/** Adds a pattern that goes on to node `next`; returns its entry. */
function addPattern(network: Network, pattern: Pattern, next: number, sets: ReadonlyMap<string, number>): number {
  if (pattern.kind === "set") return addNode(network, sets.get(keyOf(pattern.set)) as number, next, 0);
  if (pattern.kind === "sequence") return pattern.parts.reduceRight((entry, part) => addPattern(network, part, entry, sets), next);
  if (pattern.kind === "choice") {
    return pattern.parts
      .map((part) => addPattern(network, part, next, sets))
      .reduceRight((rest, entry) => addNode(network, SPLIT, entry, rest));
  }
  let entry = next;
  if (pattern.max === Infinity) {
    entry = addNode(network, SPLIT, next, next);
    network.next[entry] = addPattern(network, pattern.part, entry, sets);
  } else {
    for (let i = pattern.min; i < pattern.max; i++) entry = addNode(network, SPLIT, addPattern(network, pattern.part, entry, sets), next);
  }
  for (let i = 0; i < pattern.min; i++) entry = addPattern(network, pattern.part, entry, sets);
  return entry;
}

interface States {
  /** The state that stands for the nodes and all they reach without reading. */
  add(nodes: readonly number[]): number;
  step(state: number, unitClass: number): number;
  table(): Int32Array;
  accepts(): Int32Array;
}

function createStates(network: Network, members: Uint8Array, classCount: number): States {
  let table = new Int32Array(classCount * 64).fill(-1);
  let accepts = new Int32Array(64).fill(-1);
  /** Reading nodes of every state. */
  const nodesOf: Int32Array[] = [];
  const numbers = new Map<string, number>();
  const grow = (): void => {
    const [oldTable, oldAccepts] = [table, accepts];
    table = new Int32Array(oldTable.length * 2).fill(-1);
    table.set(oldTable);
    accepts = new Int32Array(oldAccepts.length * 2).fill(-1);
    accepts.set(oldAccepts);
  };
  const add = (nodes: readonly number[]): number => {
    const { reading, accept } = closureOf(network, nodes);
    const key = `${accept} ${reading.join(" ")}`;
    const known = numbers.get(key);
    if (known !== undefined) return known;
    const index = nodesOf.push(reading) - 1;
    while (index >= accepts.length) grow();
    accepts[index] = accept;
    numbers.set(key, index * classCount);
    return index * classCount;
  };
  add([]);
  table.fill(0, 0, classCount);
  const step = (state: number, unitClass: number): number => {
    const known = table[state + unitClass] as number;
    if (known >= 0) return known;
    const reached: number[] = [];
    for (const node of nodesOf[state / classCount] as Int32Array) {
      if (members[(network.kind[node] as number) * classCount + unitClass] === 1) reached.push(network.next[node] as number);
    }
    const next = add(reached);
    table[state + unitClass] = next;
    return next;
  };
  return { add, step, table: () => table, accepts: () => accepts };
}

function closureOf(network: Network, nodes: readonly number[]): { reading: Int32Array; accept: number } {
  const seen = new Set<number>(nodes);
  const reading: number[] = [];
  let accept = -1;
  for (const node of seen) {
    const kind = network.kind[node] as number;
    if (kind >= 0) reading.push(node);
    else if (kind === SPLIT) seen.add(network.next[node] as number).add(network.other[node] as number);
    else {
      const number = network.next[node] as number;
      if (accept < 0 || number < accept) accept = number;
    }
  }
  return { reading: Int32Array.from(reading).sort(), accept };
}
