import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { Box } from "../../src/core/types.ts";
import { drawOutlines } from "../../src/geometry/draw-outline.ts";
import { noise } from "./noise.ts";

interface Case { seed: number; size: [number, number]; boxes: Box[]; rgb: [number, number, number]; uint8: string }

const golden = JSON.parse(readFileSync(new URL("../golden/outline-boxes.json", import.meta.url), "utf8")) as { cases: Case[] };

it.each(golden.cases.map((row) => [`${row.size.join("×")} ${JSON.stringify(row.boxes)}`, row] as const))("equals TensorFlow: %s", (_, row) => {
  const [height, width] = row.size;
  const image = { data: noise(row.seed, height * width * 3), width, height };
  drawOutlines(image, row.boxes.map((box) => ({ box, rgb: row.rgb })));
  expect(createHash("sha256").update(image.data).digest("hex")).toBe(row.uint8);
});

function drawn(box: Box): string {
  const image = { data: new Uint8Array(5 * 4 * 3), width: 5, height: 4 };
  drawOutlines(image, [{ box, rgb: [255, 0, 0] }]);
  return Array.from({ length: 4 }, (_, y) => Array.from({ length: 5 }, (__, x) => (image.data[(y * 5 + x) * 3] === 255 ? "#" : ".")).join("")).join(" ");
}

it.each<[string, Box, string]>([
  ["the whole picture", [0, 0, 1, 1], "##### #...# #...# #####"],
  ["edges cut toward zero", [0.4, 0.3, 0.9, 0.9], "..... .###. .###. ....."],
  ["hanging out at the bottom and right", [0.4, 0.3, 2, 2], "..... .#### .#... .#..."],
  ["hanging out on all sides", [-1, -1, 2, 2], "..... ..... ..... ....."],
  ["inverted", [0.9, 0.3, 0.4, 0.9], "..... ..... ..... ....."],
  ["a point", [0, 0, 0, 0], "#.... ..... ..... ....."],
  ["not a number", [Number.NaN, 0, 1, 1], "..... ..... ..... ....."],
])("draws %s", (_, box, expected) => {
  expect(drawn(box)).toBe(expected);
});
