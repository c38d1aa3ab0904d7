/** Modules of the page's script that need no browser: masks as COCO writes them, what matches, and how the modules are joined. */

import { readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { assetFile, joinModules } from "../../reports/html/script.ts";

const load = async <Module>(name: string): Promise<Module> => (await import(pathToFileURL(assetFile(name)).href)) as Module;

const masks = JSON.parse(readFileSync(path.join(import.meta.dirname, "../golden/coco-rle.json"), "utf8")) as { cases: { name: string; size: number[]; counts: string; area: number; bbox: number[] }[] };

describe("coco-rle", async () => {
  const { decodeMask } = await load<{ decodeMask(mask: { size: number[]; counts: string }): Uint8Array | undefined }>("coco-rle.js");

  it.each(masks.cases)("has area and box of pycocotools: $name", ({ size, counts, area, bbox }) => {
    const [height = 0, width = 0] = size;
    const pixels = decodeMask({ size, counts }) ?? new Uint8Array(0);
    const inside = [...pixels.keys()].filter((i) => pixels[i] === 1);
    expect([pixels.length, inside.length]).toEqual([height * width, area]);
    const [left, top, right, bottom] = inside.reduce(([x0, y0, x1, y1], i) => [Math.min(x0, i % width), Math.min(y0, Math.floor(i / width)), Math.max(x1, i % width + 1), Math.max(y1, Math.floor(i / width) + 1)], [Infinity, Infinity, -Infinity, -Infinity] as [number, number, number, number]);
    expect(inside.length === 0 ? [0, 0, 0, 0] : [left, top, right - left, bottom - top]).toEqual(bbox);
  });

  it.each([
    ["too few pixels", [4, 6], "88"], ["too many", [4, 6], "8888"], ["signs that are none", [4, 6], "not a mask"], ["cut in a number", [4, 6], "88h"],
    ["no size", [0, 6], ""], ["a size beyond all pictures", [1e5, 1e5], "0"], ["half a pixel", [1.5, 2], "3"],
  ])("refuses %s", (_, size, counts) => expect(decodeMask({ size, counts })).toBeUndefined());
});

describe("filter", async () => {
  const { matches, compareRanks } = await load<{ matches(sample: unknown, query: object): boolean; compareRanks(a: string | number, b: string | number): number }>("filter.js");
  const sample = { benchmark: "b", id: "x7", groups: { language: "de" }, references: ["Ein Hund"], replies: [{ status: "answered", text: "A dog", prompt: "caption de" }, { status: "failed", prompt: "caption de", note: "server: down" }] };

  it.each([
    [{}, true], [{ q: "hund DOG" }, true], [{ q: "hund cat" }, false], [{ q: "down" }, true], [{ status: "failed" }, true], [{ status: "unreadable" }, false],
    [{ group: "language=de" }, true], [{ group: "language=en" }, false], [{ benchmark: "c" }, false],
  ])("%o: %s", (query, expected) => expect(matches(sample, query)).toBe(expected));

  it("orders ids as people do, and no score after all scores", () => {
    expect(["s10", "s9"].sort(compareRanks)).toEqual(["s9", "s10"]);
    expect([Infinity, 2, Infinity, 1].sort(compareRanks)).toEqual([1, 2, Infinity, Infinity]);
  });
});

describe("the page's script", () => {
  it("is one script: no import or export is left, every module stands before those that need it", async () => {
    const script = await joinModules("main.js");
    expect(script).not.toMatch(/^\s*(import|export) /m);
    const made = new Set<string>();
    for (const [, defined, used] of script.matchAll(/^modules\["([\w.-]+)"\] =|= modules\["([\w.-]+)"\];$/gm)) {
      if (used !== undefined) expect(made, used).toContain(used);
      else made.add(defined ?? "");
    }
    expect(made).toContain("main.js");
  });
});
