/** A picture of a request as a model sees it: decoded, squashed to a square, and with its outlines drawn. */

import type { ImageHandling, RequestImage } from "../core/types.ts";
import type { RgbImage } from "../geometry/resize-bilinear.ts";
import { decodeImage } from "./decode-image.ts";
import { squashAside } from "./squash-aside.ts";

/** Decoded here, then as `squashImage` makes it. @throws {DataError} when the picture is missing or damaged. */
export async function prepareImage(image: RequestImage, handling: ImageHandling): Promise<RgbImage> {
  return squashAside(await decodeImage(await image.source.read(), image.source.name), image.outlines, handling);
}

/** A PNG file of the picture, for backends that must send what was drawn. */
export async function encodePng({ data, width, height }: RgbImage): Promise<Uint8Array> {
  const { default: sharp } = await import("sharp");
  return sharp(Uint8Array.from(data), { raw: { width, height, channels: 3 } }).png().toBuffer();
}
