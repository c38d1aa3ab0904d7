/** Segmentations and boxes in COCO's ways of writing them. */

import { describe, expect, it } from "vitest";
import { renderRunLengths } from "../../src/geometry/run-lengths.ts";
import { boxField, maskField } from "../../src/io/coco-mask.ts";

const place = { file: "instances.json", row: 3 };
const square = [1, 1, 1, 4, 4, 4, 4, 1];

describe("a segmentation", () => {
  it.each([
    ["a polygon", [square], "6320004"],
    ["polygons, the second of two corners", [square, [0, 0, 5, 5]], "6320004"],
    ["polygons that overlap", [square, square], "6320004"],
    ["run lengths as numbers", { size: [5, 5], counts: [6, 3, 2, 3, 2, 3, 6] }, "6320004"],
    ["run lengths as text", { size: [5, 5], counts: "6320004" }, "6320004"],
    ["no pixel", { size: [5, 5], counts: [25] }, "i0"],
  ])("%s", (_, segmentation, text) => {
    expect(renderRunLengths(maskField({ segmentation }, "segmentation", [5, 5], place))).toBe(text);
  });

  it.each([
    ["missing", undefined, /expected an object, found nothing$/],
    ["a text", "6320004", /expected an object, found "6320004"$/],
    ["an empty list", [], /expected polygons of at least three corners, found \[\]$/],
    ["a polygon of two corners", [[1, 1, 4, 4]], /expected polygons of at least three corners/],
    ["a flat list", square, /expected polygons, or run lengths/],
    ["a corner that is a text", [[1, 1, 1, "4", 4, 4]], /expected polygons, or run lengths/],
    ["a corner that is null", [[1, 1, 1, null, 4, 4]], /expected polygons, or run lengths/],
    ["a corner far away", [[1, 1, 1, 1e9, 4, 4]], /1000000000 is no coordinate in or near a picture$/],
    ["a mask of another size", { size: [5, 4], counts: [20] }, /expected a mask of 5 × 5, found \[5,4\]$/],
    ["a mask without size", { counts: [25] }, /expected a mask of 5 × 5, found nothing$/],
    ["too few runs", { size: [5, 5], counts: [6, 3] }, /the runs cover 9 pixels, the picture 5 × 5 has 25$/],
    ["a run that is no number", { size: [5, 5], counts: [6, "3"] }, /expected counts of run lengths/],
    ["a damaged text", { size: [5, 5], counts: "632000~" }, /"~" is no character of run lengths$/],
  ])("%s is refused with its place", (_, segmentation, message) => {
    const read = (): unknown => maskField({ segmentation }, "segmentation", [5, 5], place);
    expect(read).toThrow(message);
    expect(read).toThrow(expect.objectContaining({ code: "DATA", file: "instances.json", row: 3 }));
  });
});

describe("a box", () => {
  it("becomes float32 edges in fractions", () => {
    expect(boxField({ bbox: [10, 20, 30, 40] }, "bbox", [100, 300], place)).toEqual([0.2, 10 / 300, 0.6, 40 / 300].map(Math.fround));
  });

  it.each([[[1, 2, 3]], [[1, 2, 3, "4"]], [[1, 2, 3, Number.NaN]], [{ x: 1 }]])("%j is refused", (bbox) => {
    expect(() => boxField({ bbox }, "bbox", [100, 300], place)).toThrow(/instances\.json row 3 field "bbox": expected (four numbers|a list)/);
  });
});
