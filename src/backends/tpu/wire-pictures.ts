/**
 * Pictures on their way to the runtime: decoded here, sent once.
 *
 * A picture travels as whichever is smaller: its own pixels, which the runtime squashes, or the model's, squashed here; both do it
 * alike, bit for bit. A picture that several questions share is decoded and sent once; the others name its key.
 */

import { createHash } from "node:crypto";
import type { RequestImage } from "../../core/types.ts";
import type { RgbImage } from "../../geometry/resize-bilinear.ts";
import { decodeImage } from "../../io/decode-image.ts";
import { squashImage } from "../../io/prepare-image.ts";
import type { WirePicture } from "./messages.ts";

export interface WirePictures {
  /** The picture, or its key alone when the runtime has it. @throws {DataError} when it is missing or damaged. */
  of(image: RequestImage, antialias: boolean): Promise<WirePicture>;
  /** The runtime has none of them any more. */
  forget(): void;
}

/** Keys that are remembered; the runtime says when it has forgotten one. */
const KEPT = 4_096;

export function createWirePictures(side: number): WirePictures {
  const sent = new Set<string>();
  const underWay = new Map<string, Promise<WirePicture>>();
  return {
    async of(image, antialias) {
      const bytes = await image.source.read();
      const key = createHash("sha256").update(bytes).update(JSON.stringify([antialias, image.outlines])).digest("base64");
      if (sent.has(key)) return { key };
      const before = underWay.get(key);
      if (before !== undefined) {
        await before;
        return { key };
      }
      const making = wirePicture(key, bytes, image, side, antialias);
      underWay.set(key, making);
      try {
        const picture = await making;
        if (sent.size >= KEPT) sent.clear();
        sent.add(key);
        return picture;
      } finally {
        underWay.delete(key);
      }
    },
    forget: () => sent.clear(),
  };
}

async function wirePicture(key: string, bytes: Uint8Array, image: RequestImage, side: number, antialias: boolean): Promise<WirePicture> {
  const decoded = await decodeImage(bytes, image.source.name);
  if (decoded.width * decoded.height <= side * side) return { key, ...pixels(decoded), antialias, outlines: image.outlines };
  return { key, ...pixels(squashImage(decoded, image.outlines, { resolution: side, antialias })) };
}

function pixels({ data, width, height }: RgbImage<Uint8Array>): { width: number; height: number; rgb: string } {
  return { width, height, rgb: Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("base64") };
}
