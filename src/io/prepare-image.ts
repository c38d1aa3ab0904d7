/** A picture of a request as a model sees it: decoded, squashed to a square, and with its outlines drawn. */

import type { ImageHandling, RequestImage } from "../core/types.ts";
import { drawOutlines } from "../geometry/draw-outline.ts";
import { resizeBilinear, type RgbImage, truncateToBytes } from "../geometry/resize-bilinear.ts";
import { decodeImage } from "./decode-image.ts";

/**
 * Decoded, squashed to resolution × resolution, cut to bytes, then outlined, as big_vision prepares its pictures.
 *
 * @throws {DataError} when the picture is missing or damaged.
 */
export async function prepareImage(image: RequestImage, handling: ImageHandling): Promise<RgbImage<Uint8Array>> {
  return squashImage(await decodeImage(await image.source.read(), image.source.name), image.outlines, handling);
}

/** The same of a picture that is decoded. */
export function squashImage(decoded: RgbImage<Uint8Array>, outlines: RequestImage["outlines"], { resolution, antialias }: ImageHandling): RgbImage<Uint8Array> {
  const squashed = truncateToBytes(resizeBilinear(decoded, resolution, resolution, antialias));
  drawOutlines(squashed, outlines);
  return squashed;
}

/** A PNG file of the picture, for backends that must send what was drawn. */
export async function encodePng({ data, width, height }: RgbImage<Uint8Array>): Promise<Uint8Array> {
  const { default: sharp } = await import("sharp");
  return sharp(data, { raw: { width, height, channels: 3 } }).png().toBuffer();
}
