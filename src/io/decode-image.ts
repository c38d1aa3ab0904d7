/**
 * Picture files to RGB bytes, as TensorFlow's `decode_image(channels=3)` reads them.
 *
 * The type is told from the bytes. Nothing is turned by EXIF, no colour profile is applied; alpha is dropped, not composited;
 * gray and palette become RGB; of 16 bits a channel the upper 8 are kept; CMYK becomes (255 − C)(255 − K) / 255, cut down; of
 * animations the first frame is taken. PNG, GIF, BMP and WebP are equal to TensorFlow 2.21 bit for bit. TIFF, palette BMP and
 * BMP with alpha are extras that TensorFlow refuses.
 * Quirk: JPEG is decoded with the accurate DCT, bit-equal to `decode_jpeg(dct_method="INTEGER_ACCURATE")`; big_vision uses
 * TensorFlow's default, the fast one, which differs by about 1 of 255 in the mean.
 */

import type { Sharp, SharpOptions } from "sharp";
import { DataError, messageOf } from "../core/errors.ts";
import type { RgbImage } from "../geometry/resize-bilinear.ts";
import { decodeBmp } from "./decode-bmp.ts";
import { mediaTypeOf } from "./media-type.ts";

/** Pictures with more pixels are refused before they are unpacked: 400 MB as RGB. */
export const MAX_PIXELS = 2 ** 27;
const OPTIONS: SharpOptions = { ignoreIcc: true, failOn: "error", limitInputPixels: MAX_PIXELS };
/** Markers of JPEG among those of frames: tables, and an extension. */
const NO_FRAMES: ReadonlySet<number> = new Set([0xc4, 0xc8, 0xcc]);
const KNOWN = new Set(["image/jpeg", "image/png", "image/gif", "image/bmp", "image/webp", "image/tiff"]);

/** @throws {DataError} when the bytes are no picture, are damaged or cut short, or hold too many pixels. */
export async function decodeImage(bytes: Uint8Array, name: string): Promise<RgbImage<Uint8Array>> {
  const type = pictureType(bytes, name);
  if (type === "image/png" && !Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes("IEND", -64 * 1024)) {
    throw new DataError("the PNG picture ends without its end mark: it is cut short", { file: name }, { hint: "Fetch it again." });
  }
  return type === "image/bmp" ? decodeBmp(bytes, name, MAX_PIXELS) : askSharp(bytes, name, (open) => decodeWithSharp(open, mayBeInk(bytes, type)));
}

/** Whether a picture may be in CMYK: TIFF, and a JPEG but for one whose frame header says that it has one channel or three. */
function mayBeInk(bytes: Uint8Array, type: string): boolean {
  if (type !== "image/jpeg") return type === "image/tiff";
  for (let at = 2; bytes[at] === 0xff && bytes[at + 1] !== 0xff; at += 2 + (bytes[at + 2] as number) * 256 + (bytes[at + 3] as number)) {
    const marker = bytes[at + 1] as number;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && !NO_FRAMES.has(marker);
    if (isFrame) return bytes[at + 9] !== 1 && bytes[at + 9] !== 3;
  }
  return true;
}

/** The type of a picture that can be decoded. @throws {DataError} for nothing and for anything else. */
export function pictureType(bytes: Uint8Array, name: string): string {
  if (bytes.length === 0) throw new DataError("the picture is an empty file", { file: name }, { hint: "Fetch it again." });
  const type = mediaTypeOf(bytes);
  if (KNOWN.has(type)) return type;
  throw new DataError("is not a JPEG, PNG, GIF, BMP, WebP or TIFF picture", { file: name }, { hint: "Check what the file is: the type is told from its first bytes, not from its name." });
}

/** What the library makes of a picture, opened as often as is asked. @throws {DataError} in words of the picture. */
export async function askSharp<T>(bytes: Uint8Array, name: string, ask: (open: () => Sharp) => Promise<T>): Promise<T> {
  const sharp = await loadSharp();
  try {
    return await ask(() => sharp(bytes, OPTIONS));
  } catch (error) {
    const why = messageOf(error).split("\n", 1)[0] as string;
    if (/pixel limit/.test(why)) throw new DataError(`the picture has more than ${MAX_PIXELS} pixels`, { file: name }, { hint: "Scale it down, or leave the sample out.", cause: error });
    throw new DataError(`the picture is damaged or cut short (${why})`, { file: name }, { hint: "Fetch it again.", cause: error });
  }
}

async function decodeWithSharp(open: () => Sharp, mayBeCmyk: boolean): Promise<RgbImage<Uint8Array>> {
  const isCmyk = mayBeCmyk && (await open().metadata()).space === "cmyk";
  const ready = isCmyk ? open().pipelineColourspace("cmyk").toColourspace("cmyk") : open().removeAlpha().toColourspace("srgb");
  const { data, info } = await ready.raw().toBuffer({ resolveWithObject: true });
  return { data: isCmyk ? inkToLight(data, info.channels) : data, width: info.width, height: info.height };
}

/** C, M, Y, K as amounts of ink. */
function inkToLight(ink: Uint8Array, channels: number): Uint8Array {
  const light = new Uint8Array((ink.length / channels) * 3);
  for (let from = 0, to = 0; from < ink.length; from += channels) {
    const black = 255 - (ink[from + 3] as number);
    for (let channel = 0; channel < 3; channel++) light[to++] = Math.trunc(((255 - (ink[from + channel] as number)) * black) / 255);
  }
  return light;
}

/** The library, loaded when the first picture is; without its cache, as no picture is decoded the same way twice. */
async function loadSharp(): Promise<(typeof import("sharp"))["default"]> {
  const { default: sharp } = await import("sharp");
  sharp.cache(false);
  return sharp;
}
