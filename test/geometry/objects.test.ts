/** Tokens to masks and boxes in pictures: against Pillow, pycocotools and numpy, and against the card's evaluator where its vectors are. */

import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { boxAccuracy } from "../../metrics/box-accuracy.ts";
import { maskIou } from "../../metrics/mask-iou.ts";
import type { CodedMask, SegmentedObject } from "../../src/core/segmentation.ts";
import type { Box, Pair } from "../../src/core/types.ts";
import { boxIou } from "../../src/geometry/box-iou.ts";
import { boxOfTokens, placeMask } from "../../src/geometry/mask-in-box.ts";
import type { MaskDecoder } from "../../src/geometry/mask-decoder.ts";
import { parseRunLengths } from "../../src/geometry/run-lengths.ts";
import { readSegmentationTokens } from "../../src/text/segmentation-tokens.ts";
import { plane } from "./plane.ts";

interface Golden {
  placed: { size: [number, number]; location: CodedMask["location"]; seed: number; rle: string }[];
  overlap: { location: CodedMask["location"]; box: Box; iou: number }[];
}

const read = (file: string): unknown => JSON.parse(gunzipSync(readFileSync(file)).toString());
const golden = read(path.join(import.meta.dirname, "../golden/masks.json.gz")) as Golden;
const codes = Array.from({ length: 16 }, (_, i) => i);

/** Decodes everything to the same plane. */
function decoderOf(field: "noise" | "blob", seed: number): MaskDecoder {
  return { decode: () => ({ data: plane(field, seed), width: 64, height: 64 }) };
}

describe("a mask in the pixels of a box", () => {
  it.each(golden.placed.map((row) => [`${row.location.join(" ")} in ${row.size.join(" × ")}`, row] as const))("equals Pillow's and pycocotools': %s", (_, { size, location, seed, rle }) => {
    const { box, mask } = placeMask(decoderOf("noise", seed), { location, codes }, size);
    expect(mask).toEqual({ size, counts: rle });
    expect(box).toEqual(location.map((edge) => edge / 1023));
  });

  it("is empty where the cut leaves the box no pixel, and the decoder is not asked", () => {
    const never: MaskDecoder = { decode: () => { throw new Error("asked"); } };
    expect(placeMask(never, { location: [100, 100, 101, 900], codes }, [64, 64]).mask.counts).toBe("PP4");
  });
});

describe("IoU of boxes", () => {
  it("equals numpy's, float32 truths among float64 answers", () => {
    expect(golden.overlap.length).toBe(200);
    for (const { location, box, iou } of golden.overlap) expect(boxIou(boxOfTokens(location), box)).toBe(iou);
  });

  it.each<[string, Box, Box, number]>([
    ["no overlap", [0, 0, 0.5, 0.5], [0.5, 0.5, 1, 1], 0],
    ["an answer without area", [0, 0, 0, 0], [0, 0, 1, 1], 0],
    ["a truth without area", [0, 0, 1, 1], [0.5, 0.5, 0.5, 0.5], 0],
    ["two points", [0.5, 0.5, 0.5, 0.5], [0.5, 0.5, 0.5, 0.5], 0],
    ["the same box", [0.25, 0.25, 0.75, 0.75], [0.25, 0.25, 0.75, 0.75], 1],
    ["half of it", [0, 0, 1, 1], [0, 0, 1, 0.5], 0.5],
  ])("%s", (_, answer, truth, iou) => {
    expect(boxIou(answer, truth)).toBe(iou);
  });
});

const shared = path.resolve(import.meta.dirname, "../../../shared/golden/mask_rle.json.gz");

describe.skipIf(!existsSync(shared))("big_vision's evaluator (skipped without ../shared)", () => {
  interface Row { H: number; W: number; gt: string; gt_box_yxyx_unit: Box; loc: number[]; seg: number[]; field: "noise" | "blob"; seed: number; iou: number; invalid: number; boxacc: [number, number] }
  const { rows, overall } = (existsSync(shared) ? (read(shared) as { segmentation: { rows: Row[]; overall: Record<string, number> } }).segmentation : { rows: [], overall: {} });

  /** A token that the vocabulary lacks stands for what the reference's tokenizer gives there: some other token. */
  const token = (kind: string, value: number, digits: number): string => (value < 0 ? "<eos>" : `<${kind}${String(value).padStart(digits, "0")}>`);
  const pairOf = ({ H, W, gt, gt_box_yxyx_unit: box, loc, seg, field, seed }: Row, i: number): Pair<SegmentedObject, SegmentedObject> => {
    const coded = readSegmentationTokens([...loc.map((value) => token("loc", value, 4)), ...seg.map((value) => token("seg", value, 3)), " and more"].join(""));
    return { id: String(i), answer: coded && placeMask(decoderOf(field, seed), coded, [H, W]), target: { box, mask: { size: [H, W], counts: gt } } };
  };

  it("gives the same IoU, box accuracies and number of invalid answers", () => {
    const pairs = rows.map(pairOf);
    const ious = maskIou.summarize(maskIou.measure(pairs));
    const boxes = ([0.5, 0.75] as const).map((threshold) => boxAccuracy(threshold).measure(pairs));
    rows.forEach((row, i) => {
      expect(Math.abs((ious.perSample?.[i] ?? Number.NaN) - row.iou)).toBeLessThan(1e-12);
      expect(boxes.map((hits) => hits[i])).toEqual(row.boxacc);
    });
    expect(Math.abs(ious.value - (overall["miou"] ?? Number.NaN))).toBeLessThan(1e-12);
    for (const threshold of [0.5, 0.75] as const) expect(boxAccuracy(threshold).summarize(boxAccuracy(threshold).measure(pairs)).value).toBeCloseTo(overall[`boxacc/${threshold}`] ?? Number.NaN, 12);
    const invalid = pairs.filter(({ answer }) => answer === undefined || parseRunLengths(answer.mask.size, answer.mask.counts).counts.length === 1 && isEmptyBox(answer));
    expect([invalid.length, pairs.length]).toEqual([overall["invalid"], overall["total"]]);
  });

  function isEmptyBox({ box, mask: { size: [height, width] } }: SegmentedObject): boolean {
    return Math.trunc(box[2] * height) <= Math.trunc(box[0] * height) || Math.trunc(box[3] * width) <= Math.trunc(box[1] * width);
  }
});
