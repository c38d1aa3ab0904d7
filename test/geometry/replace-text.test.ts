/** Replacement letters against Pillow's, pixel by pixel. */

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { replaceTexts, type PixelBox, type Replacement } from "../../src/geometry/replace-text.ts";
import { loadLetters } from "../../src/io/letter-bitmaps.ts";
import { noise } from "./noise.ts";

interface Case { seed: number; size: [number, number]; replacements: [PixelBox, string][]; uint8: string }

const golden = JSON.parse(readFileSync(new URL("../golden/ai2d-letters.json", import.meta.url), "utf8")) as { cases: Case[] };
const letters = await loadLetters();

function painted(width: number, height: number, ...replacements: Replacement[]): string[] {
  const image = { data: new Uint8Array(width * height * 3).fill(100), width, height };
  replaceTexts(image, replacements, letters);
  return Array.from({ length: height }, (_, y) => Array.from({ length: width }, (__, x) => {
    const value = image.data[(y * width + x) * 3] as number;
    return value === 100 ? "." : value === 255 ? " " : "#";
  }).join(""));
}

describe("replacement letters", () => {
  it.each(golden.cases.map((row) => [`${row.size.join("×")} ${JSON.stringify(row.replacements)}`, row] as const))("equal Pillow's: %s", (_, row) => {
    const [height, width] = row.size;
    const image = { data: noise(row.seed, height * width * 3), width, height };
    replaceTexts(image, row.replacements.map(([box, text]) => ({ box, text })), letters);
    expect(createHash("sha256").update(image.data).digest("hex")).toBe(row.uint8);
  });

  it("cover a box with both its corners, also where there is no letter", () => {
    expect(painted(5, 4, { box: [1, 1, 3, 2], text: "" })).toEqual([".....", ".   .", ".   .", "....."]);
    expect(painted(3, 2, { box: [-4, -4, 9, 9], text: "?" })).toEqual(["   ", "   "]);
    expect(painted(3, 2, { box: [5, 0, 9, 9], text: "" })).toEqual(["...", "..."]);
  });

  it("stand side by side when there are several", () => {
    const columns = (text: string): number[] => painted(200, 60, { box: [0, 0, 199, 59], text }).reduce((seen, row) => [...row].map((mark, x) => (seen[x] ?? 0) + Number(mark === "#")), Array<number>(200).fill(0));
    const ink = (text: string): number => columns(text).filter((count) => count > 0).length;
    expect(ink("II")).toBe(2 * ink("I"));
    expect(columns("I?")).toEqual(columns("I"));
  });
});
