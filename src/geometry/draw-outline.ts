/**
 * Draws outlines on a picture in place, as `tf.image.draw_bounding_boxes` does: lines of one pixel, corners included.
 *
 * An edge lies at trunc(fraction · (size − 1)) pixels, in float32. A box that hangs out of the picture keeps its inner edges
 * only; an inverted box, and one wholly outside, draws nothing. Later outlines cover earlier ones.
 * Source: tensorflow/core/kernels/image/draw_bounding_box_op.cc; equal to TensorFlow 2.21 on the golden vectors.
 * Quirk: the cut is toward zero, so an edge less than a pixel outside counts as the border row.
 */

import type { Outline } from "../core/types.ts";
import type { RgbImage } from "./resize-bilinear.ts";

export function drawOutlines(image: RgbImage, outlines: readonly Outline[]): void {
  for (const outline of outlines) drawOutline(image, outline);
}

function drawOutline(image: RgbImage, { box, rgb }: Outline): void {
  const lastRow = image.height - 1;
  const lastColumn = image.width - 1;
  const [top, bottom] = [pixel(box[0], lastRow), pixel(box[2], lastRow)];
  const [left, right] = [pixel(box[1], lastColumn), pixel(box[3], lastColumn)];
  if (!(top <= bottom && left <= right)) return;
  if (top > lastRow || bottom < 0 || left > lastColumn || right < 0) return;
  const paint = (row: number, column: number): void => image.data.set(rgb, (row * image.width + column) * 3);
  for (let column = Math.max(left, 0); column <= Math.min(right, lastColumn); column++) {
    if (top >= 0) paint(top, column);
    if (bottom <= lastRow) paint(bottom, column);
  }
  for (let row = Math.max(top, 0); row <= Math.min(bottom, lastRow); row++) {
    if (left >= 0) paint(row, left);
    if (right <= lastColumn) paint(row, right);
  }
}

function pixel(fraction: number, last: number): number {
  return Math.trunc(Math.fround(Math.fround(fraction) * last));
}
