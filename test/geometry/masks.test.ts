/** Run lengths, polygons and resized planes against pycocotools and Pillow. */

import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fillBox, fillPolygon } from "../../src/geometry/polygon.ts";
import { resizePlane } from "../../src/geometry/resize-plane.ts";
import { areaOf, boundsOf, intersectionOf, maskIou, mergeRunLengths, parseRunLengths, renderRunLengths, runLengths, type PixelBox, type RunLengths } from "../../src/geometry/run-lengths.ts";
import { hasRealFiles, realText } from "../fixtures/official-real.ts";
import { plane } from "./plane.ts";

type Size = [height: number, width: number];
interface Told { rle: string; area: number; bounds: PixelBox }
interface Golden {
  polygons: { size: Size; polygons: number[][]; rles: string[]; union: Told; intersection: Told }[];
  boxes: (Told & { size: Size; box: PixelBox })[];
  counts: (Told & { size: Size; counts: number[] })[];
  iou: { size: Size; answers: string[]; truths: string[]; crowds: number[]; iou: number[][]; union: string; intersection: string }[];
  resize: { seed: number; width: number; height: number; positive: number; float32: string }[];
}

function read(file: string): unknown {
  return JSON.parse(gunzipSync(readFileSync(file)).toString());
}

const golden = read(path.join(import.meta.dirname, "../golden/masks.json.gz")) as Golden;

function told(mask: RunLengths): Told {
  return { rle: renderRunLengths(mask), area: areaOf(mask), bounds: boundsOf(mask) };
}

function checkPolygons({ size, polygons, rles, union, intersection }: Golden["polygons"][number]): void {
  const masks = polygons.map((polygon) => fillPolygon(polygon, size));
  expect(masks.map(renderRunLengths)).toEqual(rles);
  expect([told(mergeRunLengths(masks)), told(mergeRunLengths(masks, "intersection"))]).toEqual([union, intersection]);
}

function checkIou({ size, answers, truths, crowds, iou, union, intersection }: Golden["iou"][number]): void {
  const [ours, theirs] = [answers, truths].map((texts) => texts.map((text) => parseRunLengths(size, text))) as [RunLengths[], RunLengths[]];
  expect(ours.map((answer) => theirs.map((truth, i) => maskIou(answer, truth, crowds[i] === 1)))).toEqual(iou);
  const merged = [mergeRunLengths([...ours, ...theirs]), mergeRunLengths([...ours, ...theirs], "intersection")];
  expect(merged.map(renderRunLengths)).toEqual([union, intersection]);
}

function checkCounts({ size, counts, ...wanted }: Golden["counts"][number]): void {
  expect(told(runLengths(size, counts))).toEqual(wanted);
  expect(parseRunLengths(size, wanted.rle)).toEqual({ size, counts });
}

function checkResize({ data }: { data: Float32Array }, width: number, height: number, positive: number, float32: string): void {
  const out = resizePlane({ data, width: 64, height: 64 }, width, height);
  expect([out.width, out.height, out.data.reduce((count, value) => count + Number(value > 0), 0)]).toEqual([width, height, positive]);
  expect(createHash("sha256").update(new Uint8Array(out.data.buffer, out.data.byteOffset, out.data.byteLength)).digest("hex")).toBe(float32);
}

describe("pycocotools", () => {
  it("draws polygons as we do, and merges them", () => {
    expect(golden.polygons.length).toBeGreaterThan(200);
    golden.polygons.forEach(checkPolygons);
  });
  it("draws boxes as we do", () => golden.boxes.forEach(({ size, box, ...wanted }) => expect(told(fillBox(box, size))).toEqual(wanted)));
  it("writes run lengths as we do, and finds areas and bounds", () => golden.counts.forEach(checkCounts));
  it("compares masks as we do, crowds too", () => golden.iou.forEach(checkIou));
});

it.each(golden.resize.map((row) => [`${row.width} × ${row.height}`, row] as const))("Pillow resizes to %s as we do", (_, { seed, width, height, positive, float32 }) => {
  checkResize({ data: plane("noise", seed) }, width, height, positive, float32);
});

const shared = path.resolve(import.meta.dirname, "../../../shared/golden/mask_rle.json.gz");

describe.skipIf(!existsSync(shared))("the shared vectors (skipped without ../shared)", () => {
  interface Mask { h: number; w: number; rle: string; area: number; bbox: PixelBox }
  interface Shared {
    polygons: (Mask & { polygons: number[][]; rles: string[]; merged: Mask; intersect: Mask })[];
    boxes: (Mask & { box: PixelBox })[];
    rles: (Mask & { counts: number[] })[];
    large_counts: (Mask & { counts: number[] })[];
    iou: (Mask & { dt: string[]; gt: string[]; iscrowd: number[]; iou: number[][]; merge_union: string; merge_intersect: string })[];
    resize: { field: "noise" | "blob"; seed: number; w: number; h: number; positive_pixels: number; sha256_f32le: string }[];
  }
  const vectors = (): Shared => read(shared) as Shared;
  const toldOf = ({ rle, area, bbox }: Mask): Told => ({ rle, area, bounds: bbox });

  it("of 1,000 polygons", () => {
    for (const { h, w, polygons, rles, merged, intersect } of vectors().polygons) checkPolygons({ size: [h, w], polygons, rles, union: toldOf(merged), intersection: toldOf(intersect) });
  });
  it("of boxes", () => {
    for (const row of vectors().boxes) expect(told(fillBox(row.box, [row.h, row.w]))).toEqual(toldOf(row));
  });
  it("of run lengths, also of 2^29 pixels", () => {
    for (const row of [...vectors().rles, ...vectors().large_counts]) checkCounts({ size: [row.h, row.w], counts: row.counts, ...toldOf(row) });
  });
  it("of overlaps", () => {
    for (const { h, w, dt, gt, iscrowd, iou, merge_union: union, merge_intersect: intersection } of vectors().iou) checkIou({ size: [h, w], answers: dt, truths: gt, crowds: iscrowd, iou, union, intersection });
  });
  it("of resized planes", () => {
    for (const { field, seed, w, h, positive_pixels, sha256_f32le } of vectors().resize) checkResize({ data: plane(field, seed) }, w, h, positive_pixels, sha256_f32le);
  });
});

describe.skipIf(!hasRealFiles)("COCO's own example results (skipped without ../shared)", () => {
  it("have the areas, boxes and overlaps that pycocotools finds", () => {
    const results = JSON.parse(realText("cocoapi/results/instances_val2014_fakesegm100_results.json")) as { image_id: number; segmentation: { size: Size; counts: string } }[];
    const { rows, iou_next: overlaps } = JSON.parse(realText("expected/rle_area_bbox.json")) as { rows: number[][]; iou_next: (number | null)[] };
    const masks = results.map(({ segmentation: { size, counts } }) => parseRunLengths(size, counts));
    expect(masks.map((mask) => [areaOf(mask), ...boundsOf(mask)])).toEqual(rows);
    expect(masks.map(renderRunLengths)).toEqual(results.map(({ segmentation }) => segmentation.counts));
    expect(masks.reduce((sum, mask) => sum + areaOf(mask), 0)).toBe(7_766_804);
    const found = overlaps.map((wanted, i) => (wanted === null ? null : maskIou(masks[i] as RunLengths, masks[i + 1] as RunLengths)));
    expect(found).toEqual(overlaps);
    expect(overlaps.filter((overlap) => overlap !== null).length).toBeGreaterThan(500);
  });
});

describe("run lengths of any pixels", () => {
  const pixels = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })).chain(([height, width]) =>
    fc.record({ size: fc.constant([height, width] as const), a: fc.array(fc.boolean(), { minLength: height * width, maxLength: height * width }), b: fc.array(fc.boolean(), { minLength: height * width, maxLength: height * width }) }));
  const pack = (size: readonly [number, number], bits: readonly boolean[]): RunLengths => {
    const counts = [0];
    for (const bit of bits) {
      if (bit !== (counts.length % 2 === 0)) counts.push(0);
      counts[counts.length - 1] = (counts.at(-1) ?? 0) + 1;
    }
    return runLengths(size, counts);
  };
  it("come back from their text, and count what pixels count", () => {
    fc.assert(fc.property(pixels, ({ size, a, b }) => {
      const [one, other] = [pack(size, a), pack(size, b)];
      expect(parseRunLengths(size, renderRunLengths(one))).toEqual(one);
      expect(areaOf(one)).toBe(a.filter(Boolean).length);
      expect(intersectionOf(one, other)).toBe(a.filter((bit, i) => bit && b[i]).length);
      expect(areaOf(mergeRunLengths([one, other]))).toBe(a.filter((bit, i) => bit || b[i]).length);
    }));
  });
});

describe("what is refused", () => {
  it.each([
    ["a text that ends within a number", "T", "the text ends in the middle of a run length"],
    ["another character", "1 1", '" " is no character of run lengths'],
    ["runs for a larger picture", "a1", "the runs cover 49 pixels, the picture 4 × 4 has 16"],
    ["a negative run", "@@", "-16 is no run length"],
    ["a run of more than 50 bits", `${"o".repeat(12)}0`, "a run length has too many characters"],
    ["no text", "", "the runs cover 0 pixels, the picture 4 × 4 has 16"],
  ])("%s", (_, text, message) => {
    expect(() => parseRunLengths([4, 4], text)).toThrow(new RangeError(message));
  });

  it.each([[[8, 7.5, 0.5]], [[Number.NaN]], [[-1, 17]]])("counts %j", (counts) => {
    expect(() => runLengths([4, 4], counts)).toThrow(/is no run length/);
  });

  it.each([Number.NaN, Infinity, -1e12])("a corner at %d", (corner) => {
    expect(() => fillPolygon([0, 0, 3, corner, 3, 0], [4, 4])).toThrow(/is no coordinate in or near a picture/);
  });

  it("masks of two sizes", () => {
    expect(() => intersectionOf(runLengths([4, 4], [16]), runLengths([2, 8], [16]))).toThrow(/masks of 4 × 4 and 2 × 8 pixels/);
  });
});
