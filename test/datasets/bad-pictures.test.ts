/** Pictures that are missing, empty, damaged or of another type than their name: an error when they are read, naming the file. */

import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { benchmarkNames, type BenchmarkName } from "../../datasets/index.ts";
import { DataError } from "../../src/core/errors.ts";
import type { ImageSource } from "../../src/core/types.ts";
import { mediaTypeOf } from "../../src/io/media-type.ts";
import { pictureBytes } from "../../src/io/picture-bytes.ts";
import { prepareImage } from "../../src/io/prepare-image.ts";
import { folderOf, lines, readAll, readFiles } from "../fixtures/official-folder.ts";
import { layouts, spoken, textcapsRow } from "../fixtures/official-layouts.ts";
import { answerPictures } from "../fixtures/official-layouts-answers.ts";
import { segmentationPictures } from "../fixtures/official-layouts-segmentation.ts";
import { videoPlaces } from "../fixtures/official-layouts-videos.ts";
import { bmp, raw } from "../fixtures/official-pictures.ts";
import { smallPng } from "../fixtures/pictures.ts";

/** Where the first sample's picture belongs. */
const PICTURES: readonly [name: BenchmarkName, place: string][] = [
  ["coco-captions", "coco-captions/val2014/COCO_val2014_000000000042.jpg"],
  ["nocaps", "nocaps/val/b.jpg"],
  ["coco-35l", "coco-35l/val2014/COCO_val2014_000000000042.jpg"],
  ["xm3600", "xm3600/images/0a.jpg"],
  ["textcaps", "textcaps/train_images/0a.jpg"],
  ["scicap", "scicap/scicap_data/SciCap-No-Subfig-Img/test/1-Figure1-1.png"],
  ["screen2words", "screen2words/combined/3.jpg"],
  ["widget-captioning", "widget-captioning/combined/3.jpg"],
  ...answerPictures,
  ["mmvp", "mmvp/MMVP Images/1.jpg"],
  ["pope", "pope/val2014/COCO_val2014_000000000042.jpg"],
  ["gqa", "gqa/images/n1.jpg"],
  ["xgqa", "xgqa/images/n1.jpg"],
  ["nlvr2", "nlvr2/test1/test1-0-1-img0.png"],
  ["marvl", "marvl/id/images/39-Anjing/39-1.jpg"],
  ["ai2d", "ai2d/images/7.png"],
  ["scienceqa", "scienceqa/test/4/image.png"],
  ["rsvqa-lr", "rsvqa-lr/Images_LR/7.tif"],
  ["rsvqa-hr", "rsvqa-hr/Data/7.png"],
  ["tallyqa", "tallyqa/VG_100K_2/1.jpg"],
  ["fairface-toxicity", "fairface-toxicity/val/1.jpg"],
  ...segmentationPictures,
];

/** The folder without any picture. */
function withoutPictures(name: BenchmarkName): string {
  return folderOf(Object.fromEntries(Object.entries(layouts[name].files).filter(([place]) => !/\.(jpg|png)$/.test(place))));
}

/** The first sample's picture, once these bytes lie in its place. */
async function pictureOf(name: BenchmarkName, place: string, bytes: Uint8Array): Promise<ImageSource> {
  const root = withoutPictures(name);
  mkdirSync(path.dirname(path.join(root, place)), { recursive: true });
  writeFileSync(path.join(root, place), bytes);
  const { samples } = await readAll(name, root);
  return samples[0]?.images[0] as ImageSource;
}

const asRequest = (source: ImageSource, outlines: boolean): Parameters<typeof prepareImage>[0] => ({ source, outlines: outlines ? [{ box: [0, 0, 1, 1], rgb: [255, 0, 0] }] : [] });
const small = { resolution: 8, antialias: false };

describe("a picture in its official place", () => {
  it.each(PICTURES)("of %s is the one at %s", async (name, place) => {
    const source = await pictureOf(name, place, smallPng(108, 192, [1, 2, 3]));
    expect(source.name.endsWith(place)).toBe(true);
    expect(Buffer.compare(Buffer.from(await source.read()), Buffer.from(smallPng(108, 192, [1, 2, 3])))).toBe(0);
  });

  it("or a video in its own is covered for every benchmark (videos: official-videos.test.ts)", () => {
    expect([...PICTURES, ...videoPlaces].map(([name]) => name).toSorted()).toEqual([...benchmarkNames].toSorted());
  });
});

describe("a picture that does not exist", () => {
  it.each(PICTURES)("of %s is no matter until it is read, then every place is named", async (name, place) => {
    const root = withoutPictures(name);
    const { samples, warnings } = await readAll(name, root);
    expect(samples.length).toBeGreaterThan(1);
    expect(warnings.filter(({ code }) => code !== "photo-without-language")).toEqual([]);
    const error = (await samples[0]?.images[0]?.read().catch((thrown: unknown) => thrown)) as DataError;
    expect(error).toBeInstanceOf(DataError);
    expect(error.message).toBe(`${path.join(root, place)}: the picture does not exist`);
    expect(error.hint).toContain(`Looked for: ${path.join(root, place)}, `);
    expect(error.hint?.match(/\.(jpe?g|png|tif)/g)?.length).toBeGreaterThan(2);
  });

  it("is found when it is put there later: places are tried at each reading", async () => {
    const root = withoutPictures("xm3600");
    const source = (await readAll("xm3600", root)).samples[0]?.images[0] as ImageSource;
    await expect(source.read()).rejects.toThrow(/does not exist/);
    mkdirSync(path.join(root, "images"));
    writeFileSync(path.join(root, "images/0a.jpg"), smallPng());
    expect(await source.read()).toHaveLength(smallPng().length);
  });
});

describe("a picture that cannot be used", () => {
  const [name, place] = PICTURES[1] as (typeof PICTURES)[number];

  it("because it is empty is an error when it is read", async () => {
    await expect((await pictureOf(name, place, new Uint8Array())).read()).rejects.toThrow(/nocaps\/val\/b\.jpg: the picture is an empty file/);
  });

  it("because a folder stands in its place is an error when it is read", async () => {
    const root = withoutPictures(name);
    mkdirSync(path.join(root, place), { recursive: true });
    const { samples } = await readAll(name, root);
    await expect(samples[0]?.images[0]?.read()).rejects.toThrow(/nocaps\/val\/b\.jpg: the picture cannot be read: EISDIR/);
  });

  it.each([
    ["HTML", Buffer.from("<html>404</html>"), /nocaps\/val\/b\.jpg: is not a JPEG, PNG, GIF, BMP, WebP or TIFF picture/],
    ["cut", smallPng().subarray(0, 50), /nocaps\/val\/b\.jpg: .*cut short/],
  ])("because it is %s is an error when it is decoded", async (_, bytes, message) => {
    const source = await pictureOf(name, place, bytes);
    expect(await source.read()).toHaveLength(bytes.length);
    await expect(prepareImage(asRequest(source, false), small)).rejects.toThrow(message);
    await expect(pictureBytes(asRequest(source, true), small)).rejects.toThrow(message);
    expect(await pictureBytes(asRequest(source, false), small)).toHaveLength(bytes.length);
  });

  it.each([
    ["HTML", Buffer.from("<html>404</html>"), /widget-captioning\/combined\/3\.jpg: is not a JPEG, PNG, GIF, BMP, WebP or TIFF picture/],
    ["empty", new Uint8Array(), /widget-captioning\/combined\/3\.jpg: the picture is an empty file/],
    ["an SVG drawing", Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="108" height="192"/>'), /widget-captioning\/combined\/3\.jpg: is not a JPEG/],
  ])("because a screen that is to be measured is %s is an error when it is read: nobody is asked without the outline", async (_, bytes, message) => {
    const root = withoutPictures("widget-captioning");
    writeFileSync(path.join(root, "widget-captioning/combined/3.jpg"), bytes);
    const { samples, warnings } = await readAll("widget-captioning", root);
    expect(samples.map(({ id, box }) => [id, box])).toEqual([["3/0.0", undefined], ["3/0.1", undefined]]);
    expect(warnings).toEqual([]);
    for (const { images } of samples) await expect(images[0]?.read()).rejects.toThrow(message);
  });
});

describe("an id that leads out of the data root", () => {
  const id = "../../../../secret";
  it.each([
    ["xm3600", { "xm3600/captions.jsonl": lines({ "image/key": id, en: spoken("x") }) }],
    ["textcaps", { "textcaps/TextCaps_0.1_val.json": { data: [textcapsRow(id, 0, "x")] } }],
    ["screen2words", { "screen2words/screen_summaries.csv": `screenId,summary\n${id},x\n`, "screen2words/split/test_screens.txt": `${id}\n` }],
    ["widget-captioning", { "widget-captioning/widget_captions.csv": `screenId,nodeId,captions\n${id},0.0,x\n`, "widget-captioning/split/test.txt": `${id}\n` }],
  ] as const)("of %s names no picture", async (name, files) => {
    await expect(readFiles(name, files)).rejects.toMatchObject({ code: "DATA", message: expect.stringMatching(/"[a-z_/]+\/\.\.\/\.\.\/\.\.\/\.\.\/secret\.jpg" leads out of the data root$/) as unknown });
  });
});

describe("a picture that lies about its type", () => {
  it.each([["PNG", "image/png", () => raw().png()], ["WebP", "image/webp", () => raw().webp({ lossless: true })], ["GIF", "image/gif", () => raw().gif()], ["TIFF", "image/tiff", () => raw().tiff()]] as const)("is read and sent as the %s that it is", async (_, type, encode) => {
    const bytes = await encode().toBuffer();
    const source = await pictureOf("coco-captions", PICTURES[0]?.[1] ?? "", bytes);
    expect(source.name).toMatch(/\.jpg$/);
    expect(mediaTypeOf(await pictureBytes(asRequest(source, false), small))).toBe(type);
    expect((await prepareImage(asRequest(source, false), small)).data).toHaveLength(8 * 8 * 3);
  });

  it("of scicap is the JPEG that is named .png", async () => {
    const source = await pictureOf("scicap", PICTURES[5]?.[1] ?? "", await raw().jpeg().toBuffer());
    expect(source.name).toMatch(/\.png$/);
    expect(mediaTypeOf(await pictureBytes(asRequest(source, false), small))).toBe("image/jpeg");
    expect((await prepareImage(asRequest(source, false), small)).data).toHaveLength(8 * 8 * 3);
  });

  it.each([["PNG", smallPng(108, 192)], ["BMP", bmp(108, 192, 24, Buffer.alloc(108 * 192 * 3))]])("of a widget's screen is measured as the %s that it is", async (_, bytes) => {
    const root = withoutPictures("widget-captioning");
    writeFileSync(path.join(root, "widget-captioning/combined/3.jpg"), bytes);
    const { samples } = await readAll("widget-captioning", root);
    const pixels = 100 * (192 / 2560);
    expect(samples[0]?.box).toEqual([0, 0, expect.closeTo(pixels / 192, 12), expect.closeTo(pixels / 108, 12)]);
  });

  it("is sent as a PNG at the model's resolution where something is drawn on it", async () => {
    const bytes = await raw().jpeg().toBuffer();
    const source = await pictureOf("coco-captions", PICTURES[0]?.[1] ?? "", bytes);
    const sent = await pictureBytes(asRequest(source, true), small);
    expect([mediaTypeOf(sent), Buffer.from(sent).readUInt32BE(16), Buffer.from(sent).readUInt32BE(20)]).toEqual(["image/png", 8, 8]);
  });
});
