/** What a server is sent of a picture: its original bytes wherever the server can resize, the finished picture where something is drawn on it. */

import type { ImageHandling, RequestImage } from "../core/types.ts";
import { encodePng, prepareImage } from "./prepare-image.ts";

/**
 * The original bytes without outlines; otherwise a PNG at the handling's resolution, since outlines are drawn after resizing.
 *
 * @param isFinished sends every picture as that PNG, so that nothing is left to resize
 * @throws {DataError}
 */
export async function pictureBytes(image: RequestImage, handling: ImageHandling, isFinished = false): Promise<Uint8Array> {
  return image.outlines.length === 0 && !isFinished ? image.source.read() : encodePng(await prepareImage(image, handling));
}
