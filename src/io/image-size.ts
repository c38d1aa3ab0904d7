/** Width and height of a picture, read from its header. */

import { bmpSize } from "./decode-bmp.ts";
import { askSharp, MAX_PIXELS, pictureType } from "./decode-image.ts";

/** Stored size in pixels of what `decodeImage` reads; orientation tags are ignored. @throws {DataError} when the bytes are no such picture. */
export async function imageSize(bytes: Uint8Array, name: string): Promise<{ width: number; height: number }> {
  if (pictureType(bytes, name) === "image/bmp") return bmpSize(bytes, name, MAX_PIXELS);
  return askSharp(bytes, name, async (open) => {
    const { width, height } = await open().metadata();
    return { width, height };
  });
}
