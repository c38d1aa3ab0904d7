/**
 * The notation of the lexer's rules, and its syntax tree.
 *
 * Blanks and line breaks mean nothing; `( ) | * + ? {2,5}` as in regular expressions; `{name}` is a named piece;
 * `[a-z{digit}]` and `[^a-z]` are sets, exact in case, while a bare letter stands for both of its cases; `.` is a full stop.
 * `\s` is the blank, `\t \n \v \f \r` and `\u2013` as in JavaScript, `\` before a sign takes its meaning away.
 * Quirk: a bare k or s also stands for U+212A (Kelvin) and U+017F (long s), which share their case mappings.
 */

import { complementOf, unionOf, type UnitSet } from "./ptb-code-units.ts";

export type Pattern =
  | { readonly kind: "set"; readonly set: UnitSet }
  | { readonly kind: "sequence"; readonly parts: readonly Pattern[] }
  | { readonly kind: "choice"; readonly parts: readonly Pattern[] }
  | { readonly kind: "repeat"; readonly part: Pattern; readonly min: number; readonly max: number };

/** Name → pattern in this notation, or a ready set. */
export type PatternNames = Readonly<Record<string, string | UnitSet>>;

const CONTROLS: Readonly<Record<string, string>> = { s: " ", t: "\t", n: "\n", v: "\v", f: "\f", r: "\r" };
/** Characters that Java takes for the same letter in another case. */
const TWINS: Readonly<Record<string, readonly number[]>> = { i: [0x130, 0x131], k: [0x212a], s: [0x017f] };
const BLANK = " \t\r\n";

/** A reader of patterns that may use the names; each name is read once. */
export function createPatternReader(names: PatternNames): (source: string) => Pattern {
  const known = new Map<string, Pattern>();
  const resolve = (name: string): Pattern => {
    const found = known.get(name);
    if (found !== undefined) return found;
    const entry = names[name];
    if (entry === undefined) throw new Error(`pattern name {${name}} is not known`);
    const pattern: Pattern = typeof entry === "string" ? parsePattern(entry, resolve) : { kind: "set", set: entry };
    known.set(name, pattern);
    return pattern;
  };
  return (source) => parsePattern(source, resolve);
}

interface Cursor {
  readonly source: string;
  at: number;
  readonly resolve: (name: string) => Pattern;
}

function parsePattern(source: string, resolve: (name: string) => Pattern): Pattern {
  const cursor: Cursor = { source, at: 0, resolve };
  const pattern = parseChoice(cursor);
  if (peek(cursor) !== "") throw new Error(`unexpected "${peek(cursor)}" at ${cursor.at} of pattern ${source}`);
  return pattern;
}

function peek(cursor: Cursor): string {
  while (cursor.at < cursor.source.length && BLANK.includes(cursor.source.charAt(cursor.at))) cursor.at++;
  return cursor.source.charAt(cursor.at);
}

function parseChoice(cursor: Cursor): Pattern {
  const parts = [parseSequence(cursor)];
  while (peek(cursor) === "|") {
    cursor.at++;
    parts.push(parseSequence(cursor));
  }
  return parts.length === 1 ? (parts[0] as Pattern) : { kind: "choice", parts };
}

function parseSequence(cursor: Cursor): Pattern {
  const parts: Pattern[] = [];
  for (let next = peek(cursor); next !== "" && next !== "|" && next !== ")"; next = peek(cursor)) parts.push(parseRepeat(cursor));
  return parts.length === 1 ? (parts[0] as Pattern) : { kind: "sequence", parts };
}

function parseRepeat(cursor: Cursor): Pattern {
  let part = parseAtom(cursor);
  for (;;) {
    const sign = peek(cursor);
    const bounds = sign === "{" ? /^\{(\d+)(,?)(\d*)\}/u.exec(cursor.source.slice(cursor.at)) : null;
    if (bounds !== null) {
      const [whole, least = "", comma, most = ""] = bounds;
      const min = Number(least);
      part = { kind: "repeat", part, min, max: comma === "" ? min : most === "" ? Infinity : Number(most) };
      cursor.at += whole.length;
    } else if (sign !== "" && "*+?".includes(sign)) {
      part = { kind: "repeat", part, min: sign === "+" ? 1 : 0, max: sign === "?" ? 1 : Infinity };
      cursor.at++;
    } else return part;
  }
}

function parseAtom(cursor: Cursor): Pattern {
  const sign = peek(cursor);
  if (sign === "(") {
    cursor.at++;
    const inner = parseChoice(cursor);
    if (peek(cursor) !== ")") throw new Error(`missing ")" in pattern ${cursor.source}`);
    cursor.at++;
    return inner;
  }
  if (sign === "{") return cursor.resolve(readName(cursor));
  if (sign === "[") return { kind: "set", set: parseSet(cursor) };
  const escaped = sign === "\\";
  const unit = readUnit(cursor);
  return { kind: "set", set: escaped ? [unit, unit] : bothCases(unit) };
}

function readName(cursor: Cursor): string {
  const end = cursor.source.indexOf("}", cursor.at);
  const name = cursor.source.slice(cursor.at + 1, end);
  cursor.at = end + 1;
  return name;
}

function readUnit(cursor: Cursor): number {
  const sign = cursor.source.charAt(cursor.at++);
  if (sign !== "\\") return sign.charCodeAt(0);
  const next = cursor.source.charAt(cursor.at++);
  if (next !== "u") return (CONTROLS[next] ?? next).charCodeAt(0);
  cursor.at += 4;
  return Number.parseInt(cursor.source.slice(cursor.at - 4, cursor.at), 16);
}

function parseSet(cursor: Cursor): UnitSet {
  cursor.at++;
  const negated = cursor.source.charAt(cursor.at) === "^";
  if (negated) cursor.at++;
  const sets: UnitSet[] = [];
  for (let sign = peek(cursor); sign !== "]"; sign = peek(cursor)) {
    if (sign === "") throw new Error(`missing "]" in pattern ${cursor.source}`);
    if (sign === "{" && /[A-Za-z]/u.test(cursor.source.charAt(cursor.at + 1))) sets.push(setOf(cursor.resolve(readName(cursor)), cursor));
    else {
      const first = readUnit(cursor);
      if (cursor.source.charAt(cursor.at) === "-" && cursor.source.charAt(cursor.at + 1) !== "]") {
        cursor.at++;
        sets.push([first, readUnit(cursor)]);
      } else sets.push([first, first]);
    }
  }
  cursor.at++;
  const union = unionOf(sets);
  return negated ? complementOf(union) : union;
}

function setOf(pattern: Pattern, cursor: Cursor): UnitSet {
  if (pattern.kind !== "set") throw new Error(`a set may only name sets: ${cursor.source}`);
  return pattern.set;
}

function bothCases(unit: number): UnitSet {
  const sign = String.fromCharCode(unit);
  const lower = sign.toLowerCase();
  const upper = sign.toUpperCase();
  if (lower === upper || unit > 0x7f) return [unit, unit];
  const units = [lower.charCodeAt(0), upper.charCodeAt(0), ...(TWINS[lower] ?? [])];
  return unionOf(units.map((each) => [each, each]));
}

/** Fewest and most code units that a pattern can match. */
export function lengthsOf(pattern: Pattern): readonly [min: number, max: number] {
  if (pattern.kind === "set") return [1, 1];
  if (pattern.kind === "repeat") {
    const [min, max] = lengthsOf(pattern.part);
    return [min * pattern.min, max === 0 ? 0 : max * pattern.max];
  }
  const lengths = pattern.parts.map(lengthsOf);
  if (pattern.kind === "sequence") return lengths.reduce(([a, b], [min, max]) => [a + min, b + max] as const, [0, 0] as const);
  return [Math.min(...lengths.map(([min]) => min)), Math.max(...lengths.map(([, max]) => max))];
}
