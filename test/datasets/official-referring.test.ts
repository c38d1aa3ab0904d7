/** RefCOCO, RefCOCO+ and RefCOCOg in their official layouts: which expressions, of which objects, with which box and mask. */

import { describe, expect, it } from "vitest";
import type { BenchmarkName } from "../../datasets/index.ts";
import type { SegmentedObject } from "../../src/core/segmentation.ts";
import type { Sample } from "../../src/core/types.ts";
import { parseRunLengths } from "../../src/geometry/run-lengths.ts";
import { folderOf, readAll, readFiles, type Files, type Reading } from "../fixtures/official-folder.ts";
import { layouts } from "../fixtures/official-layouts.ts";
import { DECODER, instance, instances, OBJECTS, PHOTO, referred } from "../fixtures/official-layouts-segmentation.ts";
import { pickled } from "../fixtures/pickle.ts";
import { smallPng } from "../fixtures/pictures.ts";

const INSTANCES = "coco/annotations/instances_train2017.json";

/** What the adapter makes of these entries and COCO files. */
function read(entries: unknown, coco: unknown = instances(), more: Files = {}): Promise<Reading> {
  return readFiles("refcoco", { "refcoco/refs(unc).p": pickled(entries), [INSTANCES]: coco, "coco/vae-oid.npz": DECODER, ...more });
}

function samplesOf({ samples }: Reading): readonly Sample<SegmentedObject>[] {
  return samples as unknown as readonly Sample<SegmentedObject>[];
}

function runsOf(sample: Sample<SegmentedObject> | undefined): readonly number[] {
  return parseRunLengths([40, 60], sample?.target.mask.counts ?? "").counts;
}

describe("expressions", () => {
  it.each(["refcoco", "refcoco-plus", "refcocog"] as const)("of %s: one sample each, in the order of COCO's objects, training left out", async (name) => {
    const samples = samplesOf(await readFiles(name, layouts[name].files));
    expect(samples.map(({ id, text, cluster }) => [id, text, cluster])).toEqual([
      ["42_7_0", "other one", "42"], ["42_5_0", "left dog", "42"], ["42_5_1", "dog on the left", "42"],
    ]);
  });

  it("are the cleaned text, byte for byte, and not the raw one", async () => {
    const [sample] = samplesOf(await read([referred(7, [" the  dog's head "])]));
    expect(sample?.text).toBe(" the  dog's head ");
  });

  it("of several entries about one object are pooled", async () => {
    const { samples } = await read([referred(7, ["one"]), referred(5, ["two"]), referred(7, ["three", "four"])]);
    expect(samples.map(({ id, text }) => [id, text])).toEqual([["42_7_0", "one"], ["42_7_1", "three"], ["42_7_2", "four"], ["42_5_0", "two"]]);
  });

  it("of objects that COCO's file lacks are counted and left out", async () => {
    const { samples, warnings } = await read([referred(7, ["one"]), referred(8, ["two", "three"])]);
    expect(samples.map(({ id }) => id)).toEqual(["42_7_0"]);
    expect(warnings).toEqual([{ code: "object-missing", message: "expressions of objects that COCO's file lacks, left out", count: 2, examples: ["annotation 8: two", "annotation 8: three"] }]);
  });

  it("of objects in photos that the entries do not name are left out too, as the reference leaves them out", async () => {
    const { samples, warnings } = await read([referred(7, ["one"]), referred(5, ["two"], "val", 43)], instances([instance(7, [0, 0, 9, 9]), instance(5, [0, 0, 9, 9], 44)]));
    expect(samples.map(({ id }) => id)).toEqual(["42_7_0"]);
    expect(warnings).toMatchObject([{ code: "object-missing", count: 1 }]);
  });
});

describe("objects", () => {
  it("have a mask in the size of their photo and a float32 box", async () => {
    const [sample] = samplesOf(await read([referred(7, ["x"])]));
    const runs = Array.from({ length: 20 }, () => [20, 20]).flat();
    expect(sample?.target).toEqual({
      box: [10 / 40, 30 / 60, 30 / 40, 50 / 60].map(Math.fround),
      mask: { size: [40, 60], counts: expect.any(String) as unknown },
    });
    expect(runsOf(sample)).toEqual([30 * 40 + 10, 20, ...runs.slice(2), 10 * 40 + 10]);
  });

  it("may be run lengths, as crowds are", async () => {
    const crowd = { ...instance(7, [0, 0, 9, 9]), iscrowd: 1, segmentation: { size: [40, 60], counts: [100, 300, 2000] } };
    const [sample] = samplesOf(await read([referred(7, ["x"])], instances([crowd])));
    expect(runsOf(sample)).toEqual([100, 300, 2000]);
  });

  it("without a pixel are counted and kept", async () => {
    const { samples, warnings } = await read([referred(7, ["x"])], instances([{ ...instance(7, [0, 0, 0, 0]), segmentation: [[3, 3, 3, 3, 3, 3]] }]));
    expect(samples).toHaveLength(1);
    expect(warnings).toMatchObject([{ code: "empty-mask", count: 1, examples: ["annotation 7"] }]);
  });

  it("are all read from one pass: those that nobody speaks of may be of any shape", async () => {
    const { samples } = await read([referred(7, ["x"])], instances([{ id: 99, segmentation: "?" }, ...OBJECTS]));
    expect(samples).toHaveLength(1);
  });
});

describe("files", () => {
  it.each<[BenchmarkName, string]>([["refcoco", "refcoco/refs(unc).p"], ["refcoco-plus", "refcoco+/refs(unc).p"], ["refcocog", "refcocog/refs(umd).p"]])(
    "of %s lie as the reference's builder has them: the zips unpacked beside each other", async (name, refs) => {
      const root = folderOf({
        [refs]: pickled([referred(7, ["x"])]), "annotations/instances_train2017.json": instances(), "vae-oid.npz": DECODER, "train2017/000000000042.jpg": smallPng(),
      });
      const { samples } = await readAll(name, root);
      expect(await samples[0]?.images[0]?.read()).toHaveLength(smallPng().length);
    });

  it("of refcoco are not taken for refcoco-plus", async () => {
    await expect(readFiles("refcoco-plus", layouts.refcoco.files)).rejects.toThrow(/refcoco-plus\/refs\(unc\)\.p: the file does not exist/);
  });

  it("name the place where the mask decoder is got when it is missing", async () => {
    const { "refcoco/vae-oid.npz": _, ...files } = layouts.refcoco.files;
    await expect(readFiles("refcoco", files)).rejects.toMatchObject({
      message: expect.stringMatching(/refcoco\/vae-oid\.npz: the file does not exist$/) as unknown,
      hint: expect.stringMatching(/^Get it from gs:\/\/big_vision\/paligemma\/vae-oid\.npz \(.*\)\. Looked for: .*refcoco\/vae-oid\.npz, .*coco\/vae-oid\.npz/) as unknown,
    });
  });
});

describe("what is refused", () => {
  const good = referred(7, ["x"]);
  it.each([
    ["a pickle of one entry", good, /refs\(unc\)\.p field "\(all\)": expected a list of entries/],
    ["an entry that is a list", [[1]], /refs\(unc\)\.p row 1 field "\(row\)": expected an object/],
    ["an entry without split", [{ ...good, split: null }], /refs\(unc\)\.p row 1 field "split": expected text, found null/],
    ["an entry without object", [good, { ...good, ann_id: null }], /refs\(unc\)\.p row 2 field "ann_id": expected an id/],
    ["an entry without photo", [{ ...good, image_id: 1.5 }], /refs\(unc\)\.p row 1 field "image_id": expected an id/],
    ["an entry without sentences", [{ ...good, sentences: null }], /refs\(unc\)\.p row 1 field "sentences": expected a list/],
    ["a sentence without text", [{ ...good, sentences: [{ raw: "x" }] }], /refs\(unc\)\.p row 1 field "sent": expected text/],
  ])("%s", async (_, entries, message) => {
    await expect(read(entries)).rejects.toThrow(message);
  });

  it.each([
    ["a photo without height", instances(OBJECTS, [{ ...PHOTO, height: "40" }]), /row 1 field "height": expected a whole number/],
    ["a photo without pixels", instances(OBJECTS, [{ ...PHOTO, width: 0 }]), /row 1 field "height": expected a picture with pixels, found \[40,0\]/],
    ["a photo whose name leads out", instances(OBJECTS, [{ ...PHOTO, file_name: "../../etc/passwd" }]), /row 1 field "file_name": expected a file name/],
    ["an object that occurs twice", instances([...OBJECTS, OBJECTS[0]]), /row 3 field "id": annotation 7 occurs twice/],
    ["an object without segmentation", instances([{ ...instance(7, [0, 0, 9, 9]), segmentation: null }]), /row 1 field "segmentation": expected an object, found null/],
    ["an object of another size", instances([{ ...instance(7, [0, 0, 9, 9]), segmentation: { size: [60, 40], counts: [2400] } }]), /row 1 field "segmentation": expected a mask of 40 × 60/],
    ["an object without box", instances([{ ...instance(7, [0, 0, 9, 9]), bbox: [1, 2, 3] }]), /row 1 field "bbox": expected four numbers/],
  ])("%s", async (_, coco, message) => {
    await expect(read([good, referred(5, ["y"])], coco)).rejects.toThrow(message);
  });

  it.each([
    ["that would run a command", "cos\nsystem\n(S'true'\ntR.", /refs\(unc\)\.p: is no pickle of plain data: the opcode GLOBAL makes more than data \(byte 0\)/],
    ["that is cut", Buffer.from(pickled([good])).subarray(0, -9), /refs\(unc\)\.p: is no pickle of plain data: the file is cut short/],
    ["that is a JSON file", [good], /refs\(unc\)\.p: is no pickle of plain data: there is no opcode 0x5b/],
  ])("a pickle %s", async (_, content, message) => {
    await expect(read([], instances(), { "refcoco/refs(unc).p": content })).rejects.toThrow(message);
  });
});
