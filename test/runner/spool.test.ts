/** Pairs in memory and on disk read the same. */

import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { createSpool } from "../../runner/spool.ts";

const values = Array.from({ length: 300 }, (_, i) => ({ id: `s${i}`, answer: i % 3 === 0 ? undefined : `é "${"x".repeat(i)}"\n\u2028`, target: ["a", ""] }));
const read = values.map(({ answer, ...rest }) => (answer === undefined ? rest : { ...rest, answer }));

describe.each([["memory", 1e9], ["a file", 1], ["both", 10_000]])("a spool in %s", (_, heldUnits) => {
  const place = path.join(mkdtempSync(path.join(tmpdir(), "cardeval-spool-")), "pairs.tmp");
  const spool = createSpool<unknown>(place, heldUnits);
  for (const value of values) spool.push(value);

  it("gives back what was pushed, in any order and more than once", () => {
    expect(spool.length).toBe(300);
    const all = values.map((_value, i) => spool.at(i));
    expect(all).toEqual(read);
    expect([...all.keys()].reverse().map((i) => spool.at(i)).reverse()).toEqual(read);
  });

  it("leaves no file", () => {
    expect(existsSync(place)).toBe(heldUnits < 1e9);
    spool.discard();
    expect(existsSync(place)).toBe(false);
  });
});
