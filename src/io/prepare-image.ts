/** A picture of a request as a model sees it: decoded, squashed to a square, and with its outlines drawn. */

import type { ImageHandling, RequestImage } from "../core/types.ts";
import { drawOutlines } from "../geometry/draw-outline.ts";
import { resizeBilinear, type RgbImage, truncateToBytes } from "../geometry/resize-bilinear.ts";
import { decodeImage } from "./decode-image.ts";

/**
 * Decoded, squashed to resolution × resolution, cut to bytes, then outlined, as big_vision prepares its pictures.
 *
 * Quirk: frames of videos are not cut to bytes. Source: big_vision pp/proj/paligemma/video.py, pp/ops_image.py@0127fb6b.
 * @throws {DataError} when the picture is missing or damaged.
 */
export async function prepareImage(image: RequestImage, handling: ImageHandling): Promise<RgbImage> {
  return squashImage(await decodeImage(await image.source.read(), image.source.name), image.outlines, handling);
}

/** The same of a picture that is decoded. */
export function squashImage(decoded: RgbImage<Uint8Array>, outlines: RequestImage["outlines"], { resolution, antialias, keepsFractions }: ImageHandling): RgbImage {
  const squashed = resizeBilinear(decoded, resolution, resolution, antialias);
  const prepared: RgbImage = keepsFractions === true ? squashed : truncateToBytes(squashed);
  drawOutlines(prepared, outlines);
  return prepared;
}

/** A PNG file of the picture, for backends that must send what was drawn. */
export async function encodePng({ data, width, height }: RgbImage): Promise<Uint8Array> {
  const { default: sharp } = await import("sharp");
  return sharp(Uint8Array.from(data), { raw: { width, height, channels: 3 } }).png().toBuffer();
}
