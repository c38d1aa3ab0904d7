/** What a server is sent of a picture: its original bytes wherever the server can resize, the finished picture where something is drawn on it. */

import type { ImageHandling, RequestImage } from "../core/types.ts";
import { encodePng, prepareImage } from "./prepare-image.ts";

/** The original bytes without outlines; otherwise a PNG at the handling's resolution, since outlines are drawn after resizing. @throws {DataError} */
export async function pictureBytes(image: RequestImage, handling: ImageHandling): Promise<Uint8Array> {
  return image.outlines.length === 0 ? image.source.read() : encodePng(await prepareImage(image, handling));
}
