/**
 * WebAssembly in its binary form: as much of it as vector loops over one memory need.
 *
 * JavaScript has no vector instructions; with them such a loop takes a tenth of the time. Numbers are 32-bit wholes (lengths and places
 * in bytes), vectors are four float32. Source: WebAssembly core specification 2.0, § 5.
 */

declare const WebAssembly: {
  readonly Memory: new (limits: { readonly initial: number }) => WasmMemory;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: Readonly<Record<string, unknown>> };
};

interface WasmMemory {
  /** Another one after growing. */
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

export type Code = readonly number[];

/** A program over the memory. Its locals are numbered from 0: parameters, other numbers, vectors. */
export interface Procedure {
  readonly parameters: number;
  readonly numbers: number;
  readonly vectors: number;
  readonly body: Code;
}

export interface Loaded<Name extends string> {
  readonly memory: WasmMemory;
  readonly run: Readonly<Record<Name, (...parameters: number[]) => void>>;
}

export const PAGE_BYTES = 2 ** 16;
const [I32, V128, FUNCTION, END] = [0x7f, 0x7b, 0x60, 0x0b];

/** @param bytes what the memory has to hold */
export function load<Name extends string>(procedures: Readonly<Record<Name, Procedure>>, bytes: number): Loaded<Name> {
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE_BYTES) });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(moduleOf(procedures))), { js: { memory } });
  return { memory, run: exports as Loaded<Name>["run"] };
}

function moduleOf(procedures: Readonly<Record<string, Procedure>>): Code {
  const all = Object.entries(procedures);
  return [
    ...text("\0asm").slice(1), 1, 0, 0, 0,
    ...section(1, list(all.map(([, { parameters }]) => [FUNCTION, ...sized(Array.from({ length: parameters }, () => I32)), 0]))),
    ...section(2, list([[...text("js"), ...text("memory"), 2, 0, 0]])),
    ...section(3, list(all.map((_, i) => [i]))),
    ...section(7, list(all.map(([name], i) => [...text(name), 0, i]))),
    ...section(10, list(all.map(([, { numbers, vectors, body }]) => sized([...list([[numbers, I32], [vectors, V128]]), ...body, END])))),
  ];
}

function whole(value: number): Code {
  return value < 128 ? [value] : [(value & 127) | 128, ...whole(value >> 7)];
}
function sized(bytes: Code): Code {
  return [...whole(bytes.length), ...bytes];
}
function list(items: readonly Code[]): Code {
  return [...whole(items.length), ...items.flat()];
}
function text(characters: string): Code {
  return sized([...Buffer.from(characters)]);
}
function section(kind: number, bytes: Code): Code {
  return [kind, ...sized(bytes)];
}

export function get(index: number): Code {
  return [0x20, index];
}
export function set(index: number, value: Code): Code {
  return [...value, 0x21, index];
}
/** A number below 64. */
export function constant(value: number): Code {
  return [0x41, value];
}
export function sum(a: Code, b: Code): Code {
  return [...a, ...b, 0x6a];
}
export function times(a: Code, factor: number): Code {
  return [...a, ...constant(factor), 0x6c];
}
export function move(index: number, by: Code): Code {
  return set(index, sum(get(index), by));
}
/** Repeats the body, taking a step off a local each time, until that is 0. */
export function countDown(index: number, step: number, body: Code): Code {
  return [0x03, 0x40, ...body, ...get(index), ...constant(step), 0x6b, 0x22, index, 0x0d, 0, END];
}
export function loadNumber(address: Code): Code {
  return [...address, 0x28, 2, 0];
}

export const ZEROS: Code = [0xfd, 0x0c, ...Array.from({ length: 16 }, () => 0)];

export function loadVector(address: Code, offset: number): Code {
  return [...address, 0xfd, 0x00, 2, offset];
}
/** One float32 in all four places. */
export function loadFourTimes(address: Code): Code {
  return [...address, 0xfd, 0x09, 2, 0];
}
/** Four bytes, 0..255, as float32. */
export function loadFourBytes(address: Code, offset: number): Code {
  return [...address, 0xfd, 0x5c, 0, offset, 0xfd, 0x89, 1, 0xfd, 0xa9, 1, 0xfd, 0xfb, 1];
}
/** Sixteen float32 in four vectors as bytes: fractions are cut off, what is beyond 0 or 255 becomes that. */
export function cutToBytes([a, b, c, d]: readonly [Code, Code, Code, Code]): Code {
  const wholes = (floats: Code): Code => [...floats, 0xfd, 0xf8, 1];
  const narrowed = (left: Code, right: Code): Code => [...wholes(left), ...wholes(right), 0xfd, 0x85, 1];
  return [...narrowed(a, b), ...narrowed(c, d), 0xfd, 0x66];
}
export function storeVector(address: Code, value: Code, offset: number): Code {
  return [...address, ...value, 0xfd, 0x0b, 2, offset];
}
export function addVectors(a: Code, b: Code): Code {
  return [...a, ...b, 0xfd, 0xe4, 1];
}
export function subtractVectors(a: Code, b: Code): Code {
  return [...a, ...b, 0xfd, 0xe5, 1];
}
export function multiplyVectors(a: Code, b: Code): Code {
  return [...a, ...b, 0xfd, 0xe6, 1];
}
