/** Real pictures, odd and damaged ones among them, and real damaged JSON files. */

import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { DataError } from "../../src/core/errors.ts";
import { decodeImage } from "../../src/io/decode-image.ts";
import { imageSize } from "../../src/io/image-size.ts";
import { readJson, readJsonArray } from "../../src/io/read-json.ts";
import { hasRealFiles, realPath } from "../fixtures/official-real.ts";

const pillow = (name: string): Buffer => readFileSync(realPath(`images/pillow/${name}`));

/** Pictures of Pillow's own tests that hold all their pixels. */
const GOOD: readonly [name: string, width: number, height: number][] = [
  ["16_bit_noise.tif", 32, 32], ["1_trns.png", 64, 64], ["i_trns.png", 64, 64], ["apng__mode_16bit.png", 128, 64], ["apng__mode_grayscale_alpha.png", 128, 64],
  ["apng__mode_palette_alpha.png", 128, 64], ["dispose_bgnd.gif", 100, 100], ["exif_typeerror.jpg", 800, 531], ["invalid-exif.jpg", 200, 200],
  ["hopper.gif", 128, 128], ["hopper.jpg", 128, 128], ["hopper.png", 128, 128], ["hopper.tif", 128, 128], ["hopper.webp", 128, 128], ["hopper_gray.jpg", 128, 128],
  ["hopper_idat_after_image_end.png", 128, 128], ["multipage.tiff", 10, 10], ["pil_sample_cmyk.jpg", 100, 100], ["tiff_strip_cmyk_jpeg.tif", 100, 100], ["transparent.png", 200, 150],
];

const DAMAGED = ["broken.png", "broken_data_stream.png", "decompression_bomb.gif", "truncated_end_chunk.png", "truncated_image.png", "truncated_jpeg.jpg", "zero_width.gif"];

/** Mean difference of two pictures of one size, of 255. */
function difference(one: Uint8Array, other: Uint8Array): number {
  return one.reduce((sum, value, i) => sum + Math.abs(value - (other[i] as number)), 0) / one.length;
}

describe.skipIf(!hasRealFiles)("odd real pictures", () => {
  it.each(GOOD)("%s decodes to %d × %d, as its header says", async (name, width, height) => {
    const bytes = pillow(name);
    const picture = await decodeImage(bytes, name);
    expect([picture.width, picture.height, picture.data.length]).toEqual([width, height, width * height * 3]);
    expect(await imageSize(bytes, name)).toEqual({ width, height });
  });

  it.each(DAMAGED)("%s is refused as damaged", async (name) => {
    const error = await decodeImage(pillow(name), name).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DataError);
    expect(error).toMatchObject({ file: name, hint: "Fetch it again.", message: expect.stringMatching(/cut short/) as unknown });
  });

  it.each(["decompression_bomb.ico", "LICENSE"])("%s is no picture of a kind that benchmarks hold", async (name) => {
    await expect(decodeImage(pillow(name), name)).rejects.toThrow(/is not a JPEG, PNG, GIF, BMP, WebP or TIFF picture/);
  });

  it.each(["hopper_orientation_2.jpg", "hopper_orientation_5.jpg", "hopper_orientation_6.jpg", "hopper_orientation_6.webp", "hopper_orientation_8.jpg"])("%s is not turned by EXIF", async (name) => {
    const { default: sharp } = await import("sharp");
    const upright = (await decodeImage(pillow("hopper.png"), "hopper.png")).data;
    const turned = await sharp(pillow(name)).autoOrient().removeAlpha().raw().toBuffer();
    expect(difference(turned, upright)).toBeLessThan(12);
    expect(difference((await decodeImage(pillow(name), name)).data, upright)).toBeGreaterThan(30);
  });

  it("show the same person whatever the file format", async () => {
    const upright = (await decodeImage(pillow("hopper.png"), "hopper.png")).data;
    expect(difference((await decodeImage(pillow("hopper.tif"), "hopper.tif")).data, upright)).toBe(0);
    for (const name of ["hopper.jpg", "hopper.webp", "hopper.gif"]) expect(difference((await decodeImage(pillow(name), name)).data, upright)).toBeLessThan(12);
  });
});

describe.skipIf(!hasRealFiles)("plain real pictures", () => {
  it.each(["coco-captions/images/val2014", "gqa/images", "vqav2/images", "chartqa/split/dataset/complex/png", "images/scikit-learn", "images/scikit-image"])("in %s all decode", async (folder) => {
    const names = readdirSync(realPath(folder)).filter((name) => /\.(jpe?g|png)$/.test(name));
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) {
      const bytes = readFileSync(realPath(`${folder}/${name}`));
      const { width, height, data } = await decodeImage(bytes, name);
      expect(data).toHaveLength(width * height * 3);
      expect(await imageSize(bytes, name)).toEqual({ width, height });
    }
  });
});

describe.skipIf(!hasRealFiles)("real damaged JSON", () => {
  it("with git's conflict markers says so", async () => {
    await expect(readJson(realPath("aokvqa/damaged/qwenvl/aokvqa_eval.json"))).rejects.toThrow(/aokvqa_eval\.json: holds git conflict markers/);
  });

  it("cut in the middle of a record is refused whole, and named as cut when streamed", async () => {
    const file = realPath("textvqa/damaged/llava15/textvqa_eval_llava_predictions.json");
    await expect(readJson(file)).rejects.toBeInstanceOf(DataError);
    await expect((async () => { for await (const _ of readJsonArray(file)); })()).rejects.toThrow(/row 184: ends in the middle of the array: the file is truncated/);
  });
});
