/** What a worker thread does with a picture. */

import type { RgbImage } from "../geometry/resize-bilinear.ts";
import { squashImage } from "../geometry/squash-image.ts";

export type Squashing = Parameters<typeof squashImage>;

export default function squash(squashing: Squashing): RgbImage {
  return squashImage(...squashing);
}
