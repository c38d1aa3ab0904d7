/** The arguments of pickle opcodes: binary numbers and texts, and lines of protocol 0. All that is wrong with them is a RangeError. */

import { isUtf8 } from "node:buffer";

export interface PickleReader {
  /** Where the next byte is read. */
  place(): number;
  byte(): number;
  /** A little-endian number of 2, 4 or 8 bytes. */
  unsigned(bytes: 2 | 4 | 8): number;
  signed32(): number;
  float64(): number;
  /** A little-endian number in two's complement; a bigint when it is not exact otherwise. */
  integer(bytes: number): number | bigint;
  bytes(length: number): Uint8Array;
  /** UTF-8; also what Python 2 wrote as bytes. */
  text(length: number): string;
  /** Decimal digits, with `L` behind a long; `00` and `01` are False and True where `hasTruths`. */
  integerLine(hasTruths: boolean): number | bigint | boolean;
  indexLine(): number;
  floatLine(): number;
  /** A text in quotes as Python 2 shows it: `'it\'s\n\xe9'`. */
  quotedLine(): string;
  /** A text in which `\uXXXX` and `\UXXXXXXXX` stand for characters, and all other bytes are Latin-1. */
  unicodeLine(): string;
}

/** Python refuses longer ones too: reading them takes time that grows with their square. */
const MAX_DIGITS = 4_300;

export function createPickleReader(content: Uint8Array): PickleReader {
  const source = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  const { place, take, line } = createCursor(source);
  const unsigned = (bytes: 2 | 4 | 8): number => {
    const start = take(bytes);
    return bytes === 8 ? Number(source.readBigUInt64LE(start)) : source.readUIntLE(start, bytes);
  };
  const slice = (length: number): Buffer => {
    const start = take(length);
    return source.subarray(start, start + length);
  };
  const latin1 = (): string => line().toString("latin1");
  return {
    place,
    byte: () => source[take(1)] as number,
    unsigned,
    signed32: () => source.readInt32LE(take(4)),
    float64: () => source.readDoubleBE(take(8)),
    integer: (bytes) => integerOf(slice(bytes)),
    bytes: (length) => Uint8Array.from(slice(length)),
    text: (length) => utf8(slice(length)),
    integerLine: (hasTruths) => integerFrom(latin1(), hasTruths),
    indexLine: () => {
      const index = integerFrom(latin1(), false);
      if (typeof index !== "number" || index < 0) throw new RangeError("a place in the memory is no whole number");
      return index;
    },
    floatLine: () => floatFrom(latin1()),
    quotedLine: () => utf8(unescape(latin1())),
    unicodeLine: () => latin1().replaceAll(/\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|[\s\S]?)/g, (whole, short?: string, long?: string) => characterOf(whole, short ?? long)),
  };
}

interface Cursor {
  place(): number;
  /** Passes over the next bytes; where they begin. */
  take(length: number): number;
  /** What comes before the next line end, which is passed over. */
  line(): Buffer;
}

function createCursor(source: Buffer): Cursor {
  let at = 0;
  const take = (length: number): number => {
    if (length > source.length - at) throw new RangeError("the file is cut short");
    at += length;
    return at - length;
  };
  return {
    place: () => at,
    take,
    line: () => {
      const end = source.indexOf(10, at);
      if (end < 0) throw new RangeError("the file is cut short");
      return source.subarray(take(end + 1 - at), end);
    },
  };
}

function utf8(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw new RangeError("a text is not UTF-8");
  return bytes.toString("utf8");
}

function exact(value: bigint): number | bigint {
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

function integerOf(bytes: Buffer): number | bigint {
  if (bytes.length === 0) return 0;
  const bits = BigInt(8 * bytes.length);
  return exact(BigInt.asIntN(Number(bits), BigInt(`0x${Buffer.from(bytes).reverse().toString("hex")}`)));
}

function integerFrom(digits: string, hasTruths: boolean): number | bigint | boolean {
  if (hasTruths && (digits === "00" || digits === "01")) return digits === "01";
  if (digits.length > MAX_DIGITS) throw new RangeError(`a whole number has ${digits.length} digits`);
  if (!/^[+-]?\d+L?$/.test(digits)) throw new RangeError(`${JSON.stringify(digits.slice(0, 40))} is no whole number`);
  const plain = digits.replace(/^\+/, "").replace("L", "");
  return plain.length < 16 ? Number(plain) + 0 : exact(BigInt(plain));
}

function floatFrom(text: string): number {
  const special = { inf: Infinity, "-inf": -Infinity, nan: Number.NaN }[text];
  if (special !== undefined) return special;
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) throw new RangeError(`${JSON.stringify(text.slice(0, 40))} is no number`);
  return Number(text);
}

/** What may follow a backslash in a quoted text, but for `x` and octal digits. */
const ESCAPES: Readonly<Record<string, string>> = { "\\": "\\", "'": "'", '"': '"', a: "\x07", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" };

/** The bytes of a text in quotes. An unknown escape stands for itself, as in Python. */
function unescape(line: string): Buffer {
  const quoted = line.trimEnd();
  const quote = quoted[0];
  if (quoted.length < 2 || (quote !== "'" && quote !== '"') || !quoted.endsWith(quote)) throw new RangeError("a text has no quotes");
  if (!quoted.includes("\\")) return Buffer.from(quoted.slice(1, -1), "latin1");
  const plain = quoted.slice(1, -1).replaceAll(/\\(?:x([0-9a-fA-F]{2})|([0-7]{1,3})|([\s\S]?))/g, (whole, hex?: string, octal?: string, other?: string) => {
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 255);
    if (other === "" || other === "x") throw new RangeError("a text ends in the middle of an escape");
    return ESCAPES[other ?? ""] ?? whole;
  });
  return Buffer.from(plain, "latin1");
}

function characterOf(whole: string, digits: string | undefined): string {
  if (digits === undefined) return whole;
  const code = Number.parseInt(digits, 16);
  if (code > 0x10_ffff) throw new RangeError("a text names a character that there is not");
  return String.fromCodePoint(code);
}
