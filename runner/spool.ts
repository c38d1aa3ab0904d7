/** Plain data written once and read as often as needed: in memory while it is small, in a file beyond that. */

import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { openLineReader } from "../src/io/lines.ts";

/** So many units of JSON stay in memory before they go to the file. */
const HELD_UNITS = 1 << 24;

export interface Spool<Value> {
  push(value: Value): void;
  readonly length: number;
  /** The value that was pushed at this place, as JSON keeps it. Fast in ascending order. */
  at(position: number): Value;
  /** Removes the file. */
  discard(): void;
}

/** @param place where the file goes when one is needed */
export function createSpool<Value>(place: string, heldUnits = HELD_UNITS): Spool<Value> {
  let [held, units] = [[] as string[], 0];
  /** Where the line of every value in the file begins. */
  const offsets: number[] = [];
  let [file, size] = [undefined as number | undefined, 0];
  const reader = openLineReader(place);
  const spill = (): void => {
    file ??= openSync(place, "w");
    for (const line of held) {
      offsets.push(size);
      size += Buffer.byteLength(line) + 1;
    }
    writeSync(file, `${held.join("\n")}\n`);
    [held, units] = [[], 0];
  };
  return {
    get length() {
      return offsets.length + held.length;
    },
    push(value) {
      const line = JSON.stringify(value);
      held.push(line);
      units += line.length;
      if (units >= heldUnits) spill();
    },
    at(position) {
      const offset = offsets[position];
      const line = offset === undefined ? (held[position - offsets.length] as string) : reader.lineAt(offset);
      return JSON.parse(line) as Value;
    },
    discard() {
      reader.close();
      if (file === undefined) return;
      closeSync(file);
      rmSync(place, { force: true });
    },
  };
}
