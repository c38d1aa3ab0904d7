/** A picture whose texts are replaced when it is read. */

import type { ImageSource } from "../core/types.ts";
import { replaceTexts, type Replacement } from "../geometry/replace-text.ts";
import { decodeImage } from "./decode-image.ts";
import { loadLetters } from "./letter-bitmaps.ts";
import { encodePng } from "./prepare-image.ts";

/** A PNG of the picture's own size, lettered anew. Reading it throws what decoding the picture throws. */
export function relabelled(source: ImageSource, replacements: readonly Replacement[]): ImageSource {
  return {
    name: source.name,
    async read() {
      const picture = await decodeImage(await source.read(), source.name);
      replaceTexts(picture, replacements, await loadLetters());
      return encodePng(picture);
    },
  };
}
