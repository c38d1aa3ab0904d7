/** COCO captions, NoCaps and TextCaps from files in the official layout. */

import { describe, expect, it } from "vitest";
import { folderOf, readAll, readFiles, targets } from "../fixtures/official-folder.ts";
import { karpathyImage, layouts, textcapsRow } from "../fixtures/official-layouts.ts";
import { smallPng } from "../fixtures/pictures.ts";

const coco = (...images: readonly unknown[]): unknown => ({ images, dataset: "coco" });
const nocaps = (images: readonly unknown[], annotations: readonly unknown[]): unknown => ({ licenses: [], info: {}, images, annotations });
const COCO = "coco-captions/dataset_coco.json";
const NOCAPS = "nocaps/nocaps_val_4500_captions.json";
const TEXTCAPS = "textcaps/TextCaps_0.1_val.json";

describe("coco-captions", () => {
  it("takes the photos of Karpathy's val, in the file's order", async () => {
    const rows = [karpathyImage(9, ["train"], "train"), karpathyImage(42, ["b"]), karpathyImage(3, ["test"], "test"), karpathyImage(7, ["a"]), karpathyImage(1, ["rest"], "restval")];
    expect(targets(await readFiles("coco-captions", { [COCO]: coco(...rows) }))).toEqual([["42", ["b"]], ["7", ["a"]]]);
  });

  it("keeps every sentence as it was written, be they one, five or seven", async () => {
    const seven = ["A dog .", "A  dog\n", "a dog", "Dogs!", "\u201cdog\u201d", "犬 \ud800 \u2028", "a dog"];
    const reading = await readFiles("coco-captions", { [COCO]: coco(karpathyImage(1, seven), karpathyImage(2, seven.slice(0, 5)), karpathyImage(3, ["One."])) });
    expect(reading.samples.map(({ target }) => target)).toEqual([seven, seven.slice(0, 5), ["One."]]);
    expect(reading.warnings).toEqual([]);
  });

  it.each([
    "coco-captions/val2014", "coco-captions/images/val2014", "coco-captions", "coco/val2014", "coco/images/val2014", "val2014", "images/val2014",
  ])("finds the photo in %s", async (place) => {
    const picture = smallPng();
    const { samples } = await readFiles("coco-captions", { [COCO]: coco(karpathyImage(42, ["b"])), [`${place}/COCO_val2014_000000000042.jpg`]: picture });
    expect(Buffer.from((await samples[0]?.images[0]?.read()) ?? []).equals(Buffer.from(picture))).toBe(true);
  });

  it.each(["coco-captions/dataset_coco.json", "coco-captions/annotations/dataset_coco.json", "coco/dataset_coco.json", "dataset_coco.json"])("finds its captions at %s", async (place) => {
    expect(targets(await readFiles("coco-captions", { [place]: coco(karpathyImage(42, ["b"])) }))).toEqual([["42", ["b"]]]);
  });

  it("prefers the benchmark's own folder", async () => {
    const files = { "coco/dataset_coco.json": coco(karpathyImage(1, ["other"])), [COCO]: coco(karpathyImage(2, ["own"])), "dataset_coco.json": coco(karpathyImage(3, ["root"])) };
    expect(targets(await readFiles("coco-captions", files))).toEqual([["2", ["own"]]]);
  });
});

describe("nocaps", () => {
  it("joins captions with photos by image id, 0 included, in the order of the photos", async () => {
    const images = [{ id: 1, file_name: "z.jpg", domain: "out-domain" }, { id: 0, file_name: "a.jpg", domain: "in-domain" }];
    const annotations = [{ id: 7, image_id: 0, caption: "x" }, { id: 3, image_id: 1, caption: "y" }, { id: 1, image_id: 0, caption: "w" }];
    const reading = await readFiles("nocaps", { [NOCAPS]: nocaps(images, annotations) });
    expect(targets(reading)).toEqual([["1", ["y"]], ["0", ["x", "w"]]]);
    expect(reading.samples.map(({ groups }) => groups)).toEqual([{ domain: "out-domain" }, { domain: "in-domain" }]);
    expect(reading.warnings).toEqual([]);
  });

  it("reads annotations that stand before the images", async () => {
    const file = { annotations: [{ id: 0, image_id: 0, caption: "x" }], info: {}, images: [{ id: 0, file_name: "a.jpg" }] };
    const reading = await readFiles("nocaps", { [NOCAPS]: file });
    expect(targets(reading)).toEqual([["0", ["x"]]]);
    expect(reading.samples[0]).not.toHaveProperty("groups");
  });

  it.each(["nocaps/val", "nocaps/images", "nocaps/validation", "nocaps", "val"])("finds the photo in %s by its file name", async (place) => {
    const { samples } = await readFiles("nocaps", { [NOCAPS]: nocaps([{ id: 0, file_name: "0013ea2087020901.jpg" }], [{ image_id: 0, caption: "x" }]), [`${place}/0013ea2087020901.jpg`]: smallPng() });
    expect(await samples[0]?.images[0]?.read()).toHaveLength(smallPng().length);
  });

  it("counts photos without captions and captions without photos, and keeps the rest", async () => {
    const images = [{ id: 0, file_name: "a.jpg" }, { id: 5, file_name: "b.jpg" }, { id: 6, file_name: "c.jpg" }];
    const { samples, warnings } = await readFiles("nocaps", { [NOCAPS]: nocaps(images, [{ image_id: 0, caption: "x" }, { image_id: 9, caption: "lost" }]) });
    expect(samples.map(({ id }) => id)).toEqual(["0"]);
    expect(warnings.map(({ code, count, examples }) => ({ code, count, examples }))).toEqual([
      { code: "caption-without-image", count: 1, examples: ["image_id 9 (annotation 2)"] },
      { code: "image-without-captions", count: 2, examples: ["id 5", "id 6"] },
    ]);
  });
});

describe("textcaps", () => {
  const rows = (...data: readonly unknown[]): unknown => ({ dataset_type: "val", dataset_name: "textcaps", dataset_version: "0.1", data });

  it("gathers the rows of a photo, wherever they stand, in order of first appearance", async () => {
    const reading = await readFiles("textcaps", { [TEXTCAPS]: rows(textcapsRow("b", 0, "B1"), textcapsRow("a", 1, "A1"), textcapsRow("b", 2, "B2"), textcapsRow("b", 3, "B1")) });
    expect(targets(reading)).toEqual([["b", ["B1", "B2", "B1"]], ["a", ["A1"]]]);
  });

  it("leaves out empty captions, counted, and photos that have no other", async () => {
    const { samples, warnings } = await readFiles("textcaps", { [TEXTCAPS]: rows(textcapsRow("a", 0, ""), textcapsRow("a", 1, "A"), textcapsRow("b", 2, "")) });
    expect(samples.map(({ id, target }) => [id, target])).toEqual([["a", ["A"]]]);
    expect(warnings.map(({ code, count }) => [code, count])).toEqual([["empty-caption", 2], ["image-without-captions", 1]]);
    expect(warnings[0]?.examples).toEqual(["a (row 1)", "b (row 3)"]);
  });

  it.each(["textcaps/train_images", "textcaps/images", "textvqa/train_images", "textcaps/train_val_images/train_images", "train_images"])("finds the photo in %s", async (place) => {
    const { samples } = await readFiles("textcaps", { ...layouts.textcaps.files, [`${place}/0a.jpg`]: smallPng() });
    expect(await samples[0]?.images[0]?.read()).toHaveLength(smallPng().length);
  });
});

describe("a subset of a benchmark", () => {
  it("is read, and the known size of the split stays beside it", async () => {
    const { samples, benchmark } = await readAll("coco-captions", folderOf(layouts["coco-captions"].files));
    expect([samples.length, benchmark.dataset.size]).toEqual([2, 5_000]);
  });
});
