/** Width and height as stored. */

import { describe, expect, it } from "vitest";
import { DataError } from "../../src/core/errors.ts";
import { decodeImage } from "../../src/io/decode-image.ts";
import { imageSize } from "../../src/io/image-size.ts";
import { bmp, claimedPng, raw } from "../fixtures/official-pictures.ts";
import { smallPng } from "../fixtures/pictures.ts";

describe("imageSize", () => {
  it.each(["png", "jpeg", "webp", "gif", "tiff"] as const)("reads a %s", async (format) => {
    expect(await imageSize(await raw()[format]().toBuffer(), "x")).toEqual({ width: 4, height: 2 });
  });

  it.each([3, 6, 8])("ignores the orientation tag %d", async (orientation) => {
    expect(await imageSize(await raw().jpeg().withMetadata({ orientation }).toBuffer(), "x")).toEqual({ width: 4, height: 2 });
  });

  it("needs the header alone", async () => {
    expect(await imageSize(smallPng(300, 200).subarray(0, 60), "x")).toEqual({ width: 300, height: 200 });
  });

  it.each([
    [24, 2], [24, -2], [32, 2], [8, 2],
  ])("reads a BMP of %d bits and height %d, as it is decoded", async (bits, height) => {
    const picture = bmp(4, height, bits, Buffer.alloc(64));
    expect(await imageSize(picture, "x")).toEqual({ width: 4, height: 2 });
    expect(await decodeImage(picture, "x")).toMatchObject({ width: 4, height: 2 });
  });

  it.each([
    ["text", Buffer.from("no picture"), /is not a JPEG, PNG, GIF, BMP, WebP or TIFF picture$/],
    ["an SVG drawing", Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="4" height="2"/>'), /is not a JPEG, PNG, GIF, BMP, WebP or TIFF picture$/],
    ["nothing", Buffer.alloc(0), /the picture is an empty file$/],
    ["half a header", smallPng().subarray(0, 10), /the picture is damaged or cut short \(.+\)$/],
    ["half a BMP header", bmp(4, 2, 24, Buffer.alloc(24)).subarray(0, 40), /the BMP picture is cut short$/],
    ["a BMP that is compressed", bmp(4, 2, 8, Buffer.alloc(24), 1), /the BMP picture has 8 bits a pixel and packing 1$/],
    ["a BMP without height", bmp(4, 0, 24, Buffer.alloc(24)), /the BMP picture is 4 × 0 pixels$/],
    ["a BMP of too many pixels", bmp(2 ** 14, 2 ** 14, 24, Buffer.alloc(0)), /the picture has more than 134217728 pixels$/],
    ["a PNG of too many pixels", claimedPng(2 ** 14, 2 ** 14), /the picture has more than 134217728 pixels$/],
  ])("refuses %s, as the decoder does", async (_, bytes, message) => {
    const [error, decoder] = await Promise.all([imageSize, decodeImage].map((read) => read(bytes, "screens/3.jpg").then(() => undefined, (thrown: unknown) => thrown)));
    expect(error).toBeInstanceOf(DataError);
    expect(error).toMatchObject({ file: "screens/3.jpg", message: expect.stringMatching(message) as unknown });
    expect(decoder).toBeInstanceOf(DataError);
  });
});
