/** A decoded picture as a model sees it: squashed to a square, cut to bytes, with its outlines drawn. */

import type { ImageHandling, RequestImage } from "../core/types.ts";
import { drawOutlines } from "./draw-outline.ts";
import { resizeBilinear, resizeToBytes, type RgbImage } from "./resize-bilinear.ts";

/**
 * Squashed to resolution × resolution, cut to bytes, then outlined, as big_vision prepares its pictures.
 *
 * Quirk: frames of videos are not cut to bytes. Source: big_vision pp/proj/paligemma/video.py, pp/ops_image.py@0127fb6b.
 */
export function squashImage(decoded: RgbImage<Uint8Array>, outlines: RequestImage["outlines"], { resolution, antialias, keepsFractions }: ImageHandling): RgbImage {
  const resize = keepsFractions === true ? resizeBilinear : resizeToBytes;
  const prepared: RgbImage = resize(decoded, resolution, resolution, antialias);
  drawOutlines(prepared, outlines);
  return prepared;
}
