import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { resizeBilinear, resizeToBytes } from "../../src/geometry/resize-bilinear.ts";
import { noise } from "./noise.ts";

interface Case {
  seed: number; from: [number, number]; to: [number, number]; antialias: boolean; input: "uint8" | "float32";
  float32: string; uint8: string; values?: string;
}

const golden = JSON.parse(readFileSync(new URL("../golden/resize-bilinear.json", import.meta.url), "utf8")) as { cases: Case[] };
const digest = (data: Uint8Array | Float32Array): string => createHash("sha256").update(new Uint8Array(data.buffer)).digest("hex");

function pictureOf({ seed, from: [height, width], input }: Case): { data: Uint8Array | Float32Array; width: number; height: number } {
  const bytes = noise(seed, height * width * 3);
  const data = input === "uint8" ? bytes : Float32Array.from(bytes, (value) => Math.fround(value / 3) - 20);
  return { data, width, height };
}

it.each(golden.cases.map((row) => [`${row.from.join("×")} → ${row.to.join("×")}${row.antialias ? " AA" : ""} ${row.input}`, row] as const))(
  "equals TensorFlow: %s", (_, row) => {
    const [picture, [height, width]] = [pictureOf(row), row.to];
    const out = resizeBilinear(picture, width, height, row.antialias);
    if (row.values !== undefined) {
      const values = Buffer.from(row.values, "base64");
      expect([...out.data]).toEqual([...new Float32Array(values.buffer.slice(values.byteOffset, values.byteOffset + values.length))]);
    }
    expect(digest(out.data)).toBe(row.float32);
    expect(digest(resizeToBytes(picture, width, height, row.antialias).data)).toBe(row.uint8);
  });

it("covers up- and downscaling, single rows and both kinds of input", () => {
  expect(golden.cases.length).toBeGreaterThanOrEqual(300);
});

it("cuts to bytes without rounding", () => {
  const data = Float32Array.of(-3, -0.5, 0.999, 1.5, 254.999, 255, 255.5, 300, 7);
  expect([...resizeToBytes({ data, width: 3, height: 1 }, 3, 1, false).data]).toEqual([0, 0, 0, 1, 254, 255, 255, 255, 7]);
});

it("refuses data of another size", () => {
  expect(() => resizeBilinear({ data: new Uint8Array(5), width: 1, height: 1 }, 1, 1, false)).toThrow(RangeError);
});
