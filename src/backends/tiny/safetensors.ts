/**
 * Reads a safetensors file: 8 bytes of header length, a JSON header, raw little-endian numbers.
 *
 * All numbers become float32 in one shared buffer, so that worker threads read the same copy. float16 and bfloat16 are cast up
 * exactly. Other number types are refused: no checkpoint of ours has them.
 */

import { DataError, messageOf } from "../../core/errors.ts";

/** Where a tensor lies in the buffer, in floats. */
export interface TensorPlace {
  readonly offset: number;
  readonly shape: readonly number[];
}

/** Float32 weights that threads can share; plain data, so it can be posted. */
export interface Weights {
  readonly buffer: SharedArrayBuffer;
  readonly places: Readonly<Record<string, TensorPlace>>;
}

interface Entry { dtype: DataType; shape: number[]; start: number; end: number }

type DataType = "F16" | "BF16" | "F32";

const WIDTHS: Readonly<Record<DataType, number>> = { F16: 2, BF16: 2, F32: 4 };

/** @throws {DataError} when the bytes are cut short, or are no safetensors file, or hold other number types. */
export function readSafetensors(bytes: Uint8Array, file: string): Weights {
  const { entries, body } = readHeader(bytes, file);
  const sizes = Object.values(entries).map((entry) => elements(entry.shape));
  const buffer = new SharedArrayBuffer(4 * sizes.reduce((sum, size) => sum + size, 0));
  const floats = new Float32Array(buffer);
  const places: Record<string, TensorPlace> = {};
  let offset = 0;
  for (const [name, entry] of Object.entries(entries)) {
    const size = elements(entry.shape);
    castUp(new DataView(body.buffer, body.byteOffset + entry.start, entry.end - entry.start), entry.dtype, floats.subarray(offset, offset + size));
    places[name] = { offset, shape: entry.shape };
    offset += size;
  }
  return { buffer, places };
}

/** The numbers of one tensor. @throws {DataError} when it is missing or has another shape. */
export function tensorOf(weights: Weights, name: string, ...shape: readonly number[]): Float32Array {
  const place = Object.hasOwn(weights.places, name) ? weights.places[name] : undefined;
  if (place === undefined) throw new DataError("the tensor is missing", { file: "model.safetensors", field: name });
  if (place.shape.join() !== shape.join()) {
    throw new DataError(`expected the shape [${shape.join(", ")}], got [${place.shape.join(", ")}]`, { file: "model.safetensors", field: name });
  }
  return new Float32Array(weights.buffer, place.offset * 4, elements(shape));
}

function readHeader(bytes: Uint8Array, file: string): { entries: Record<string, Entry>; body: Uint8Array } {
  const bad = (what: string, cause?: unknown): DataError => new DataError(`is not a whole safetensors file: ${what}`, { file }, { cause });
  if (bytes.length < 8) throw bad(`it has ${bytes.length} bytes`);
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true));
  if (length > bytes.length - 8) throw bad(`its header should have ${length} bytes, but ${bytes.length - 8} follow`);
  const body = bytes.subarray(8 + length);
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(8, 8 + length)));
  } catch (error) {
    throw bad(`its header is not JSON (${messageOf(error)})`, error);
  }
  if (!isObject(header)) throw bad("its header is not an object");
  const entries: Record<string, Entry> = {};
  for (const [name, value] of Object.entries(header)) {
    if (name !== "__metadata__") entries[name] = readEntry(value, body.length, (what) => bad(`tensor ${name} ${what}`));
  }
  return { entries, body };
}

function readEntry(value: unknown, available: number, bad: (what: string) => DataError): Entry {
  if (!isObject(value)) throw bad("is not described by an object");
  const { dtype, shape, data_offsets: offsets } = value;
  if (typeof dtype !== "string" || !Object.hasOwn(WIDTHS, dtype)) throw bad(`has numbers of type ${String(dtype)}, expected F16, BF16 or F32`);
  if (!isCounts(shape)) throw bad("has no shape");
  if (!isCounts(offsets) || offsets.length !== 2) throw bad("has no data_offsets");
  const [start = 0, end = 0] = offsets;
  const size = elements(shape) * WIDTHS[dtype as DataType];
  if (end - start !== size) throw bad(`covers ${end - start} bytes, but its shape [${shape.join(", ")}] needs ${size}`);
  if (end > available) throw bad(`ends at byte ${end} of ${available}: the file is cut short`);
  return { dtype: dtype as DataType, shape, start, end };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);
}

function elements(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}

function castUp(view: DataView, dtype: DataType, out: Float32Array): void {
  if (dtype === "F32") {
    for (let i = 0; i < out.length; i++) out[i] = view.getFloat32(i * 4, true);
    return;
  }
  const bits = new Uint32Array(out.buffer, out.byteOffset, out.length);
  for (let i = 0; i < out.length; i++) {
    const half = view.getUint16(i * 2, true);
    if (dtype === "BF16") bits[i] = half << 16;
    else out[i] = halfToNumber(half);
  }
}

/** IEEE 754 half precision: 1 sign, 5 exponent and 10 fraction bits. */
export function halfToNumber(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 31;
  const fraction = half & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
