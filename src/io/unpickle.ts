/**
 * Python pickles of plain data, protocols 0 to 5: numbers, texts, bytes, lists, tuples, sets, dictionaries, None, True and False.
 *
 * A pickle is a program for a small stack machine. Its data opcodes are run here; the ones that would import, call or build
 * anything (GLOBAL, REDUCE, BUILD, …) are refused by name and place, so nothing in a file can act.
 * Tuples become lists, dictionaries become objects with text keys (whole numbers as JSON writes them), whole numbers beyond 2^53
 * bigints. Texts of Python 2, which are bytes, are read as UTF-8.
 * Source: CPython Lib/pickletools.py@3.11; equal to what `pickle.loads` gives on the golden files.
 */

import { DataError, messageOf } from "../core/errors.ts";
import { createPickleReader, type PickleReader } from "./pickle-reader.ts";

/** The stack machine. */
interface Machine {
  readonly reader: PickleReader;
  /** What was pushed since the last mark. */
  stack: unknown[];
  /** The stacks under the marks. */
  readonly below: unknown[][];
  readonly memo: Map<number, unknown>;
}

/** The value that the file holds. @throws {DataError} when it is cut, damaged or asks for more than data. */
export function unpickle(bytes: Uint8Array, file: string): unknown {
  const machine: Machine = { reader: createPickleReader(bytes), stack: [], below: [], memo: new Map() };
  const { reader } = machine;
  for (;;) {
    const place = reader.place();
    try {
      const code = reader.byte();
      if (code === STOP) return pop(machine);
      run(machine, code);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new DataError(`is no pickle of plain data: ${messageOf(error)} (byte ${place})`, { file }, { cause: error, hint: "Fetch the file again, or compare it with the official one." });
    }
  }
}

function run(machine: Machine, code: number): void {
  const operation = OPERATIONS[code];
  if (operation !== undefined) return operation(machine);
  const name = REFUSED[String.fromCharCode(code)];
  throw new RangeError(name === undefined ? `there is no opcode 0x${code.toString(16).padStart(2, "0")}` : `the opcode ${name} makes more than data`);
}

function pop({ stack }: Machine): unknown {
  if (stack.length === 0) throw new RangeError("a value is missing");
  return stack.pop();
}

function top({ stack }: Machine): unknown {
  if (stack.length === 0) throw new RangeError("a value is missing");
  return stack.at(-1);
}

/** What was pushed since the last mark, which is taken away. */
function popMark(machine: Machine): unknown[] {
  const items = machine.stack;
  const below = machine.below.pop();
  if (below === undefined) throw new RangeError("a mark is missing");
  machine.stack = below;
  return items;
}

function append(machine: Machine, items: readonly unknown[]): void {
  const list = top(machine);
  if (!Array.isArray(list)) throw new RangeError("something is appended to what is no list");
  for (const item of items) list.push(item);
}

/** @param items keys and values in turns */
function setItems(machine: Machine, items: readonly unknown[]): void {
  const dictionary = top(machine);
  if (!isDictionary(dictionary)) throw new RangeError("an entry is set in what is no dictionary");
  if (items.length % 2 === 1) throw new RangeError("a key has no value");
  for (let i = 0; i < items.length; i += 2) dictionary[keyOf(items[i])] = items[i + 1];
}

function isDictionary(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === null;
}

function keyOf(key: unknown): string {
  if (typeof key === "string") return key;
  if (typeof key === "bigint" || Number.isInteger(key)) return String(key);
  throw new RangeError("the key of a dictionary is neither a text nor a whole number");
}

function addItems(machine: Machine, items: readonly unknown[]): void {
  const set = top(machine);
  if (!(set instanceof Set)) throw new RangeError("something is added to what is no set");
  for (const item of items) set.add(item);
}

function recall({ memo, stack }: Machine, index: number): void {
  if (!memo.has(index)) throw new RangeError(`nothing was remembered as ${index}`);
  stack.push(memo.get(index));
}

/** A dictionary has no prototype, so that no key means anything. */
function dictionaryOf(): Record<string, unknown> {
  return Object.create(null) as Record<string, unknown>;
}

const push = (value: (reader: PickleReader) => unknown) => (machine: Machine): void => void machine.stack.push(value(machine.reader));
const remember = (index: (machine: Machine) => number) => (machine: Machine): void => void machine.memo.set(index(machine), top(machine));
const gather = (count: number) => (machine: Machine): void => {
  if (machine.stack.length < count) throw new RangeError("a value is missing");
  machine.stack.push(machine.stack.splice(machine.stack.length - count));
};
const pushMarked = (value: (items: unknown[]) => unknown) => (machine: Machine): void => {
  const items = popMark(machine);
  machine.stack.push(value(items));
};

const STOP = ".".charCodeAt(0);

/** Opcodes of data. */
const HANDLED: Readonly<Record<string, (machine: Machine) => void>> = {
  "(": (machine) => {
    machine.below.push(machine.stack);
    machine.stack = [];
  },
  "0": (machine) => void (machine.stack.length > 0 ? machine.stack.pop() : popMark(machine)),
  "1": (machine) => void popMark(machine),
  "2": (machine) => void machine.stack.push(top(machine)),
  N: push(() => null),
  I: push((reader) => reader.integerLine(true)),
  L: push((reader) => reader.integerLine(false)),
  J: push((reader) => reader.signed32()),
  K: push((reader) => reader.byte()),
  M: push((reader) => reader.unsigned(2)),
  "\x88": push(() => true),
  "\x89": push(() => false),
  "\x8a": push((reader) => reader.integer(reader.byte())),
  "\x8b": push((reader) => reader.integer(reader.unsigned(4))),
  F: push((reader) => reader.floatLine()),
  G: push((reader) => reader.float64()),
  S: push((reader) => reader.quotedLine()),
  T: push((reader) => reader.text(reader.unsigned(4))),
  U: push((reader) => reader.text(reader.byte())),
  V: push((reader) => reader.unicodeLine()),
  X: push((reader) => reader.text(reader.unsigned(4))),
  "\x8c": push((reader) => reader.text(reader.byte())),
  "\x8d": push((reader) => reader.text(reader.unsigned(8))),
  B: push((reader) => reader.bytes(reader.unsigned(4))),
  C: push((reader) => reader.bytes(reader.byte())),
  "\x8e": push((reader) => reader.bytes(reader.unsigned(8))),
  "\x96": push((reader) => reader.bytes(reader.unsigned(8))),
  "]": push(() => []),
  l: pushMarked((items) => items),
  a: (machine) => append(machine, [pop(machine)]),
  e: (machine) => append(machine, popMark(machine)),
  ")": push(() => []),
  t: pushMarked((items) => items),
  "\x85": gather(1),
  "\x86": gather(2),
  "\x87": gather(3),
  "}": push(dictionaryOf),
  d: (machine) => {
    const items = popMark(machine);
    machine.stack.push(dictionaryOf());
    setItems(machine, items);
  },
  s: (machine) => {
    const value = pop(machine);
    setItems(machine, [pop(machine), value]);
  },
  u: (machine) => setItems(machine, popMark(machine)),
  "\x8f": push(() => new Set()),
  "\x90": (machine) => addItems(machine, popMark(machine)),
  "\x91": pushMarked((items) => new Set(items)),
  g: (machine) => recall(machine, machine.reader.indexLine()),
  h: (machine) => recall(machine, machine.reader.byte()),
  j: (machine) => recall(machine, machine.reader.unsigned(4)),
  p: remember(({ reader }) => reader.indexLine()),
  q: remember(({ reader }) => reader.byte()),
  r: remember(({ reader }) => reader.unsigned(4)),
  "\x94": remember(({ memo }) => memo.size),
  "\x80": ({ reader }) => {
    const protocol = reader.byte();
    if (protocol > 5) throw new RangeError(`protocol ${protocol} is not known`);
  },
  "\x95": ({ reader }) => void reader.unsigned(8),
};

const OPERATIONS: readonly (((machine: Machine) => void) | undefined)[] = Array.from({ length: 256 }, (_, code) => HANDLED[String.fromCharCode(code)]);

/** Opcodes that import, call, build, or refer to what is not in the file. */
const REFUSED: Readonly<Record<string, string>> = {
  c: "GLOBAL", R: "REDUCE", b: "BUILD", i: "INST", o: "OBJ", P: "PERSID", Q: "BINPERSID", "\x81": "NEWOBJ", "\x82": "EXT1", "\x83": "EXT2", "\x84": "EXT4",
  "\x92": "NEWOBJ_EX", "\x93": "STACK_GLOBAL", "\x97": "NEXT_BUFFER", "\x98": "READONLY_BUFFER",
};
