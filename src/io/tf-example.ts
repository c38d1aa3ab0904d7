/**
 * `tf.train.Example`, the message that a record of a data set is.
 *
 * Example { features = 1 { feature = 1: map of name = 1 to value = 2 { bytes_list = 1 | float_list = 2 | int64_list = 3 { value = 1 } } } }
 * Source: tensorflow/core/example/example.proto, feature.proto; protobuf.dev/programming-guides/encoding.
 */

import { DataError } from "../core/errors.ts";
import { decodeText } from "./read-bytes.ts";
import type { Place } from "./fields.ts";

/** Values of one feature: bytes are stretches of the record; long integers are numbers where they fit, texts beyond. */
export type FeatureValues = readonly Uint8Array[] | readonly (number | string)[];

/** Every feature by name; of a name that stands there twice the last one, as protobuf has it. @throws {DataError} for bytes that are no such message. */
export function parseTfExample(record: Buffer, place: Place): ReadonlyMap<string, FeatureValues> {
  const features = new Map<string, FeatureValues>();
  for (const example of fieldsOf(record, place)) {
    for (const entry of example.number === 1 ? fieldsOf(bytesOf(example, place), place) : []) {
      if (entry.number !== 1) continue;
      const [name, value] = pair(bytesOf(entry, place), place);
      features.set(name, valuesOf(value, place));
    }
  }
  return features;
}

const KINDS = { bytes: 1, floats: 2, integers: 3 };
const WIRE = { varint: 0, eight: 1, bytes: 2, four: 5 };

interface Field {
  readonly number: number;
  readonly wire: number;
  /** The bytes of the value; of a varint its own. */
  readonly bytes: Buffer;
}

function pair(entry: Buffer, place: Place): [name: string, value: Buffer] {
  const fields = [...fieldsOf(entry, place)];
  const [name, value] = [1, 2].map((number) => fields.findLast((field) => field.number === number));
  return [name === undefined ? "" : decodeText(bytesOf(name, place), place), value === undefined ? Buffer.alloc(0) : bytesOf(value, place)];
}

function valuesOf(feature: Buffer, place: Place): FeatureValues {
  const list = [...fieldsOf(feature, place)].at(-1);
  if (list === undefined) return [];
  const values = [...fieldsOf(bytesOf(list, place), place)].filter(({ number }) => number === 1);
  if (list.number === KINDS.bytes) return values.map((field) => bytesOf(field, place));
  if (list.number === KINDS.floats) return values.flatMap((field) => floats(field, place));
  if (list.number === KINDS.integers) return values.flatMap((field) => integers(field.bytes, place));
  throw noExample(place);
}

function floats({ bytes }: Field, place: Place): number[] {
  if (bytes.length % 4 !== 0) throw noExample(place);
  return Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(4 * i));
}

/** Packed or single, the bytes are varints either way. */
function integers(bytes: Buffer, place: Place): (number | string)[] {
  const values: (number | string)[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = varintEnd(bytes, at, place);
    values.push(plain(BigInt.asIntN(64, varint(bytes, at, end))));
    at = end;
  }
  return values;
}

function plain(value: bigint): number | string {
  return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
}

function* fieldsOf(message: Buffer, place: Place): Generator<Field> {
  for (let at = 0; at < message.length;) {
    const start = varintEnd(message, at, place);
    const tag = Number(varint(message, at, start));
    const wire = tag & 7;
    const [from, to] = stretch(message, start, wire, place);
    if (to > message.length) throw noExample(place);
    yield { number: Math.floor(tag / 8), wire, bytes: message.subarray(from, to) };
    at = to;
  }
}

function stretch(message: Buffer, start: number, wire: number, place: Place): [from: number, to: number] {
  if (wire === WIRE.four) return [start, start + 4];
  if (wire === WIRE.eight) return [start, start + 8];
  if (wire !== WIRE.varint && wire !== WIRE.bytes) throw noExample(place);
  const end = varintEnd(message, start, place);
  return wire === WIRE.varint ? [start, end] : [end, end + Number(varint(message, start, end))];
}

function varintEnd(bytes: Buffer, at: number, place: Place): number {
  for (let end = at; end < bytes.length && end < at + 10; end++) if (bytes[end]! < 128) return end + 1;
  throw noExample(place);
}

function varint(bytes: Buffer, at: number, end: number): bigint {
  let value = 0n;
  for (let i = end - 1; i >= at; i--) value = (value << 7n) | BigInt(bytes[i]! & 127);
  return value;
}

function bytesOf({ wire, bytes }: Field, place: Place): Buffer {
  if (wire !== WIRE.bytes) throw noExample(place);
  return bytes;
}

function noExample(place: Place): DataError {
  return new DataError("is no tf.train.Example, though its checksum is right", place, { hint: "Was the file written by TensorFlow Datasets?" });
}
