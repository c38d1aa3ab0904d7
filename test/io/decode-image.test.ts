/** Picture files to RGB bytes: what is in the file and nothing else, or an error that names the file. */

import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { DataError } from "../../src/core/errors.ts";
import { decodeImage } from "../../src/io/decode-image.ts";
import { bmp, claimedPng, inkTiff, pixels, raw, withAlpha } from "../fixtures/official-pictures.ts";
import { smallPng } from "../fixtures/pictures.ts";

const formats: readonly [name: string, bytes: () => Promise<Uint8Array>][] = [
  ["PNG", () => raw().png().toBuffer()],
  ["lossless WebP", () => raw().webp({ lossless: true }).toBuffer()],
  ["TIFF", () => raw().tiff({ compression: "none" }).toBuffer()],
  ["GIF", () => raw().gif({ dither: 0 }).toBuffer()],
  ["palette PNG", () => raw().png({ palette: true, colours: 16, dither: 0, quality: 100 }).toBuffer()],
  ["PNG with alpha, which is dropped and not composited", () => raw(4, withAlpha).png().toBuffer()],
  ["WebP with alpha", () => raw(4, withAlpha).webp({ lossless: true, exact: true }).toBuffer()],
  ["PNG with an orientation, which is ignored", () => raw().withMetadata({ orientation: 6 }).png().toBuffer()],
];

const bottomUp = Buffer.concat([Buffer.from(pixels.subarray(12)), Buffer.from(pixels.subarray(0, 12))]);
const blueFirst = (rgb: Uint8Array): Uint8Array => Uint8Array.from(rgb, (_, i) => rgb[i - (i % 3) + 2 - (i % 3)] as number);

async function rgbOf(bytes: Uint8Array, name = "x"): Promise<number[]> {
  return [...(await decodeImage(bytes, name)).data];
}

describe("decodeImage", () => {
  it.each(formats)("reads %s", async (_, bytes) => {
    expect(await decodeImage(await bytes(), "x")).toEqual({ data: Buffer.from(pixels), width: 4, height: 2 });
  });

  it("reads JPEG within its loss, and never turns it", async () => {
    const smooth = await raw().resize(64, 32, { kernel: "nearest" }).toColourspace("srgb").jpeg({ quality: 95, chromaSubsampling: "4:4:4" }).withMetadata({ orientation: 6 }).toBuffer();
    const { data, width, height } = await decodeImage(smooth, "x.jpg");
    expect([width, height]).toEqual([64, 32]);
    expect(Math.max(...[...data.subarray(3 * (8 * 64 + 8), 3 * (8 * 64 + 8) + 3)].map((value, i) => Math.abs(value - (pixels[i] as number))))).toBeLessThan(12);
  });

  it("reads gray as equal red, green and blue", async () => {
    const gray = await raw().toColourspace("b-w").png().toBuffer();
    const rgb = await rgbOf(gray);
    expect(rgb).toHaveLength(24);
    for (let i = 0; i < 24; i += 3) expect(new Set(rgb.slice(i, i + 3)).size).toBe(1);
  });

  it("keeps the upper 8 of 16 bits", async () => {
    const deep = await raw().toColourspace("rgb16").png().toBuffer();
    expect(deep[24]).toBe(16);
    expect(await rgbOf(deep)).toEqual([...pixels]);
  });

  it("turns ink to light as (255 − C)(255 − K) / 255, cut down", async () => {
    const ink = [0, 0, 0, 0, 255, 0, 0, 0, 10, 20, 30, 40, 0, 0, 0, 255];
    const light = [[255, 255, 255], [0, 255, 255], [245, 235, 225].map((c) => Math.trunc((c * 215) / 255)), [0, 0, 0]];
    expect(await rgbOf(inkTiff(Uint8Array.from(ink)))).toEqual(light.flat());
  });

  it.each([["cmyk", 4], ["b-w", 1], ["srgb", 3]] as const)("tells ink from light by a JPEG's frame, behind other segments and fill bytes too: %s", async (space, channels) => {
    const flat = { width: 16, height: 16, channels: 4 as const };
    const ink = sharp(inkTiff(Uint8Array.from({ length: 64 }, (_, i) => (i % 4 === 0 ? 255 : 0)))).resize(16, 16).pipelineColourspace("cmyk").toColourspace("cmyk");
    const light = sharp(Buffer.alloc(16 * 16 * 4, 200), { raw: flat }).removeAlpha().toColourspace(space);
    const jpeg = await (space === "cmyk" ? ink : light).jpeg({ quality: 100 }).toBuffer();
    expect((await sharp(jpeg).metadata()).channels).toBe(channels);
    for (const fill of [[], [0xff]]) {
      const bytes = Buffer.concat([jpeg.subarray(0, 2), Buffer.of(...fill, 0xff, 0xfe, 0, 6, 0xff, 0xc0, 3, 3), jpeg.subarray(2)]);
      const { data } = await decodeImage(bytes, "x.jpg");
      [...data.subarray(0, 3)].forEach((value, i) => expect(Math.abs(value - (space === "cmyk" ? [0, 255, 255] : [200, 200, 200])[i]!)).toBeLessThan(3));
    }
  });

  it("reads BMP of 24 and 32 bits and with a palette, rows padded to 4 bytes, from either end", async () => {
    const expected = { data: pixels, width: 4, height: 2 };
    expect(await decodeImage(bmp(4, 2, 24, blueFirst(bottomUp)), "x")).toEqual(expected);
    expect(await decodeImage(bmp(4, -2, 24, blueFirst(pixels)), "x")).toEqual(expected);
    const four = Uint8Array.from({ length: 32 }, (_, i) => (i % 4 === 3 ? 9 : (blueFirst(pixels)[Math.floor(i / 4) * 3 + (i % 4)] as number)));
    expect(await decodeImage(bmp(4, -2, 32, four), "x")).toEqual(expected);
    expect(await rgbOf(bmp(1, -2, 8, Uint8Array.of(3, 0, 0, 0, 250, 0, 0, 0)))).toEqual([7, 252, 3, 7, 5, 250]);
  });

  it("takes the first frame of an animation", async () => {
    const second = Uint8Array.from(pixels, (value) => 255 - value);
    const { default: sharp } = await import("sharp");
    const frames = await sharp([await raw().png().toBuffer(), await raw(3, second).png().toBuffer()], { join: { animated: true } }).webp({ lossless: true }).toBuffer();
    expect((await sharp(frames, { animated: true }).metadata()).pages).toBe(2);
    expect(await decodeImage(frames, "x")).toEqual({ data: Buffer.from(pixels), width: 4, height: 2 });
  });

  it("tells the type from the bytes, whatever the name says", async () => {
    expect(await rgbOf(await raw().png().toBuffer(), "photo.jpg")).toEqual([...pixels]);
    expect(await rgbOf(await raw().webp({ lossless: true }).toBuffer(), "photo.png")).toEqual([...pixels]);
  });
});

describe("decodeImage refuses", () => {
  const html = Buffer.from("<!DOCTYPE html><html><body>403 Forbidden</body></html>");

  it.each([
    ["an empty file", new Uint8Array(), /^photo\.jpg: the picture is an empty file$/],
    ["a page of HTML named .jpg", html, /^photo\.jpg: is not a JPEG, PNG, GIF, BMP, WebP or TIFF picture$/],
    ["an SVG drawing", Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="4" height="2"/>'), /is not a JPEG/],
    ["a PDF", Buffer.from("%PDF-1.7\n"), /is not a JPEG/],
    ["one byte", Uint8Array.of(0xff), /is not a JPEG/],
    ["the head of a JPEG and HTML after it", Buffer.concat([Buffer.of(0xff, 0xd8, 0xff, 0xe0), html]), /^photo\.jpg: the picture is damaged or cut short/],
    ["the head of a PNG alone", Buffer.from("89504e470d0a1a0a", "hex"), /cut short$/],
    ["a PNG without its end mark", smallPng().subarray(0, -12), /the PNG picture ends without its end mark: it is cut short$/],
    ["a PNG of more than 134217728 pixels", claimedPng(20_000, 20_000), /has more than 134217728 pixels$/],
    ["a BMP of more pixels", bmp(20_000, 20_000, 24, Buffer.alloc(64)), /has more than 134217728 pixels$/],
    ["a BMP without width", bmp(0, 2, 24, Buffer.alloc(64)), /the BMP picture is 0 × 2 pixels$/],
    ["a BMP that is cut short", bmp(4, 2, 24, Buffer.alloc(23)), /the BMP picture is cut short$/],
    ["the head of a BMP alone", Buffer.from("BM"), /the BMP picture is cut short$/],
    ["a packed BMP", bmp(4, 2, 8, Buffer.alloc(64), 1), /8 bits a pixel and packing 1$/],
    ["a BMP of 1 bit", bmp(4, 2, 1, Buffer.alloc(64)), /1 bits a pixel and packing 0$/],
  ])("%s", async (_, bytes, message) => {
    const error = await decodeImage(bytes, "photo.jpg").then(() => undefined, (thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DataError);
    expect(error).toMatchObject({ code: "DATA", file: "photo.jpg", message: expect.stringMatching(message) as unknown });
    expect((error as DataError).hint).toBeTruthy();
    expect((error as DataError).message).not.toContain("\n");
  });

  it.each([["JPEG", "jpeg"], ["WebP", "webp"], ["TIFF", "tiff"], ["PNG", "png"]] as const)("a %s cut in the middle", async (_, format) => {
    const noise = Uint8Array.from({ length: 3 * 64 * 64 }, (__, i) => (i * 2_654_435_761) >>> 24);
    const { default: sharp } = await import("sharp");
    const bytes = await sharp(noise, { raw: { width: 64, height: 64, channels: 3 } })[format]().toBuffer();
    await expect(decodeImage(bytes.subarray(0, bytes.length / 2), "cut")).rejects.toThrow(/^cut: .*cut short/);
  });

  it("a PNG whose pixels are damaged", async () => {
    const bytes = Buffer.from(smallPng(64, 64));
    bytes.fill(0xaa, 45, 60);
    await expect(decodeImage(bytes, "x")).rejects.toBeInstanceOf(DataError);
  });
});
