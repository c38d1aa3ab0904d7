/**
 * Pictures on their way to the runtime: decoded here, sent once.
 *
 * A picture travels as whichever is smaller: its own pixels, which the runtime squashes, or the model's, squashed here; both do it
 * alike, bit for bit. Frames of a video keep their fractions when they are squashed, so they travel as they are. A picture that several questions share is decoded and sent once; the others name its key.
 */

import { pictureDigest } from "../../core/picture-digest.ts";
import type { ImageHandling, RequestImage } from "../../core/types.ts";
import type { RgbImage } from "../../geometry/resize-bilinear.ts";
import { base64Of } from "../../io/base64.ts";
import { decodeImage } from "../../io/decode-image.ts";
import { squashAside } from "../../io/squash-aside.ts";
import type { WirePicture } from "./messages.ts";

export interface WirePictures {
  /** The picture, or its key alone when the runtime has it. @throws {DataError} when it is missing or damaged. */
  of(image: RequestImage, handling: Handling): Promise<WirePicture>;
  /** The runtime has none of them any more. */
  forget(): void;
}

type Handling = Pick<ImageHandling, "antialias" | "keepsFractions">;

/** Keys that are remembered; the runtime says when it has forgotten one. */
const KEPT = 4_096;

export function createWirePictures(side: number): WirePictures {
  const sent = new Set<string>();
  const underWay = new Map<string, Promise<WirePicture>>();
  return {
    async of(image, handling) {
      const bytes = await image.source.read();
      const key = JSON.stringify([pictureDigest(bytes), handling.antialias, handling.keepsFractions, image.outlines]);
      if (sent.has(key)) return { key };
      const before = underWay.get(key);
      if (before !== undefined) {
        await before;
        return { key };
      }
      const making = wirePicture(key, bytes, image, side, handling);
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

async function wirePicture(key: string, bytes: Uint8Array, image: RequestImage, side: number, { antialias, keepsFractions }: Handling): Promise<WirePicture> {
  const decoded = await decodeImage(bytes, image.source.name);
  const isSentWhole = keepsFractions === true || decoded.width * decoded.height <= side * side;
  if (isSentWhole) return { key, ...pixels(decoded), antialias, ...(keepsFractions === true ? { fractions: true } : {}), outlines: image.outlines };
  return { key, ...pixels(await squashAside(decoded, image.outlines, { resolution: side, antialias })) };
}

function pixels({ data, width, height }: RgbImage): { width: number; height: number; rgb: string } {
  return { width, height, rgb: base64Of(data) };
}
