/** Pictures that were stored turned, and the turn that undoes it. */

import type { ImageSource } from "../core/types.ts";
import { decodeImage } from "./decode-image.ts";

/** Quarter turns to the left, as `tf.image.rot90` counts them. */
export type QuarterTurns = 0 | 1 | 2 | 3;

/**
 * The picture turned to the left and written as JPEG of quality 100, as the reference writes it; its own bytes when there is nothing
 * to turn. Reading it throws what reading and decoding the picture throws.
 */
export function turnedPicture(source: ImageSource, turns: QuarterTurns): ImageSource {
  if (turns === 0) return source;
  return {
    name: source.name,
    async read() {
      const { data, width, height } = await decodeImage(await source.read(), source.name);
      const { default: sharp } = await import("sharp");
      return sharp(data, { raw: { width, height, channels: 3 } }).rotate(360 - 90 * turns).jpeg({ quality: 100 }).toBuffer();
    },
  };
}
