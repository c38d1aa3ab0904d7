/**
 * Finds the elements of one long JSON list in a stream of bytes: the top-level array, the array under a top-level key, or the
 * entries of the top-level object.
 */

const [QUOTE, BACKSLASH, COMMA, COLON, OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT, SPACE] = [34, 92, 44, 58, 91, 93, 123, 125, 32] as const;

/** What a byte does to the structure outside of strings. */
const [PLAIN, STRING, OPEN, CLOSE] = [0, 1, 2, 3] as const;
const EFFECT = new Uint8Array(256);
for (const byte of [OPEN_ARRAY, OPEN_OBJECT]) EFFECT[byte] = OPEN;
for (const byte of [CLOSE_ARRAY, CLOSE_OBJECT]) EFFECT[byte] = CLOSE;
EFFECT[QUOTE] = STRING;

/**
 * `before`: the array has not begun. `inside`: elements come. `done`: it was closed. `absent`: there is no such array.
 * `broken`: a comma, bracket or value stands where none may.
 */
export type ArrayPhase = "before" | "inside" | "done" | "absent" | "broken";

export interface ArrayScanner {
  /** The bytes of the elements (or `"key": value` members) that end in this chunk, for JSON.parse, which checks what is inside. */
  push(chunk: Buffer): Buffer[];
  phase(): ArrayPhase;
}

/** Where the elements are: the array under a key, the top-level array, or the `"key": value` entries of the top-level object. */
export type ListPlace = { readonly under: string } | "array" | "entries";

interface Scan {
  readonly key: string | undefined;
  /** The brackets around a list that is the whole file. */
  readonly brackets: readonly [open: number, close: number];
  phase: ArrayPhase;
  /** Brackets that are open. */
  depth: number;
  /** Brackets that are open around the values being looked at: what lies deeper is passed over. */
  level: number;
  inString: boolean;
  escaped: boolean;
  /** Where the current value (or key) begins in the current chunk, or -1. */
  start: number;
  /** What of it came in earlier chunks. */
  carried: Buffer[];
  /** A comma came last, so that a value must follow. */
  afterComma: boolean;
  /** The key whose value comes, while the array is looked for. */
  lastKey: string | undefined;
}

export function createArrayScanner(place: ListPlace): ArrayScanner {
  const key = typeof place === "object" ? place.under : undefined;
  const brackets = place === "entries" ? ([OPEN_OBJECT, CLOSE_OBJECT] as const) : ([OPEN_ARRAY, CLOSE_ARRAY] as const);
  const scan: Scan = { key, brackets, phase: "before", depth: 0, level: 0, inString: false, escaped: false, start: -1, carried: [], afterComma: false, lastKey: undefined };
  return {
    phase: () => scan.phase,
    push(chunk) {
      const found: Buffer[] = [];
      let at = 0;
      while (at < chunk.length && scan.phase !== "absent" && scan.phase !== "broken") {
        if (scan.inString) at = passString(scan, chunk, at);
        else if (scan.depth > scan.level) at = passNested(scan, chunk, at);
        else readByte(scan, chunk, at++, found);
      }
      if (scan.start !== -1) {
        scan.carried.push(Buffer.from(chunk.subarray(scan.start)));
        scan.start = 0;
      }
      return found;
    },
  };
}

/** Goes to the end of a string; returns where to read on. */
function passString(scan: Scan, chunk: Buffer, from: number): number {
  let at = scan.escaped ? from + 1 : from;
  scan.escaped = false;
  for (; at < chunk.length; at++) {
    const byte = chunk[at] as number;
    if (byte === BACKSLASH) at++;
    else if (byte === QUOTE) {
      scan.inString = false;
      return at + 1;
    }
  }
  scan.escaped = at > chunk.length;
  return chunk.length;
}

/** Goes to the end of the value that is open below the level, or to its next string. */
function passNested(scan: Scan, chunk: Buffer, from: number): number {
  for (let at = from; at < chunk.length; at++) {
    const effect = EFFECT[chunk[at] as number] as number;
    if (effect === PLAIN) continue;
    if (effect === OPEN) scan.depth++;
    else if (effect === STRING) {
      scan.inString = true;
      at = passString(scan, chunk, at + 1) - 1;
    } else if (--scan.depth === scan.level) return at + 1;
  }
  return chunk.length;
}

/** One byte that stands beside the values being looked at. */
function readByte(scan: Scan, chunk: Buffer, at: number, found: Buffer[]): void {
  const byte = chunk[at] as number;
  if (byte <= SPACE) return;
  if (scan.phase === "done") scan.phase = scan.key === undefined ? "broken" : "done";
  else if (scan.phase === "inside") readInside(scan, byte, chunk, at, found);
  else if (scan.depth === 0) readFirst(scan, byte, at);
  else readBefore(scan, byte, chunk, at);
  if (byte === QUOTE) scan.inString = true;
}

/** The bracket that everything lies in; a byte order mark may stand before it. */
function readFirst(scan: Scan, byte: number, at: number): void {
  if (at < 3 && byte > 127) return;
  if (byte !== (scan.key === undefined ? scan.brackets[0] : OPEN_OBJECT)) scan.phase = "absent";
  else [scan.depth, scan.level, scan.phase] = [1, 1, scan.key === undefined ? "inside" : "before"];
}

/** Keys and values of the top-level object, up to the wanted array. */
function readBefore(scan: Scan, byte: number, chunk: Buffer, at: number): void {
  if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) scan.phase = "absent";
  else if (byte === COMMA) scan.lastKey = undefined;
  else if (byte === QUOTE && scan.lastKey === undefined) scan.start = at;
  else if (byte === COLON && scan.start !== -1) scan.lastKey = keyOf(take(scan, chunk, at));
  else if (EFFECT[byte] === OPEN) {
    scan.depth++;
    if (byte === OPEN_ARRAY && scan.lastKey === scan.key) [scan.level, scan.phase] = [2, "inside"];
  }
}

/** A key that is not JSON is no key that anybody looks for. */
function keyOf(text: Buffer): string {
  try {
    return String(JSON.parse(text.toString("utf8")));
  } catch {
    return "";
  }
}

function readInside(scan: Scan, byte: number, chunk: Buffer, at: number, found: Buffer[]): void {
  const isEnd = byte === CLOSE_ARRAY || byte === CLOSE_OBJECT;
  if (isEnd || byte === COMMA) {
    const isMissing = scan.start === -1 && (byte === COMMA || scan.afterComma);
    if (isMissing || (isEnd && byte !== scan.brackets[1])) {
      scan.phase = "broken";
      return;
    }
    if (scan.start !== -1) found.push(take(scan, chunk, at));
    scan.afterComma = !isEnd;
    if (isEnd) [scan.depth, scan.level, scan.phase] = [scan.depth - 1, 0, "done"];
    return;
  }
  if (scan.start === -1) scan.start = at;
  if (EFFECT[byte] === OPEN) scan.depth++;
}

function take(scan: Scan, chunk: Buffer, end: number): Buffer {
  const piece = chunk.subarray(scan.start, end);
  const whole = scan.carried.length === 0 ? piece : Buffer.concat([...scan.carried, piece]);
  [scan.carried, scan.start] = [[], -1];
  return whole;
}
