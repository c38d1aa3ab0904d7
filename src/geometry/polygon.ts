/**
 * Polygons to masks, pixel for pixel as pycocotools draws them.
 *
 * Corners are rounded to fifths of a pixel and the outline is a walk in such steps. Where it crosses the middle of a pixel column the
 * mask changes, from the pixel below the outline on. What is crossed twice cancels out, so where a polygon overlaps itself there
 * is a hole. Only the steps that cross a middle are computed.
 * Source: cocodataset/cocoapi common/maskApi.c@8c9bcc3 (`rleFrPoly`); equal to pycocotools 2.0.11 on the golden vectors.
 * Quirk: rounding adds a half and cuts toward zero, so left of and above the picture it goes another way than inside; an x
 * without its y is left out.
 */

import type { PixelBox, RunLengths } from "./run-lengths.ts";

/** Steps a pixel. */
const SCALE = 5;
/** The step before the middle of the first column. */
const MIDDLE = 2;
/** Corners further out than this are a mistake. */
const FURTHEST = 2 ** 20;

/**
 * The mask of one polygon: x and y of its corners in turns, in pixels; it closes by itself.
 * @throws {RangeError} for corners that are no numbers or more than a million pixels away, and for pictures of 2^32 pixels.
 */
export function fillPolygon(corners: readonly number[], size: RunLengths["size"]): RunLengths {
  const [height, width] = size;
  if (height * width >= 2 ** 32) throw new RangeError(`a picture of ${height} × ${width} has too many pixels`);
  const places = crossings(corners, height, width);
  places.push(height * width);
  const sorted = new Uint32Array(places).sort();
  const counts: number[] = [];
  let start = 0;
  for (let i = 0; i < sorted.length; i++) {
    const place = sorted[i] as number;
    // Two changes at one place are none, and one at the end changes nothing; the last place is the end.
    if (place === sorted[i + 1] && i + 2 < sorted.length) i++;
    else if (place > start || counts.length === 0) {
      counts.push(place - start);
      start = place;
    }
  }
  return { size, counts };
}

/** The mask of a box, drawn as the polygon that it is. @throws {RangeError} as for polygons. */
export function fillBox([x, y, width, height]: PixelBox, size: RunLengths["size"]): RunLengths {
  return fillPolygon([x, y, x, y + height, x + width, y + height, x + width, y], size);
}

/** Pixels, counted down the columns, at which the mask changes; in any order. */
function crossings(corners: readonly number[], height: number, width: number): number[] {
  const places: number[] = [];
  const length = corners.length - (corners.length % 2);
  const steps = corners.map(stepOf);
  const cross = (middle: number, v: number): void => {
    const row = (v + 0.5) / SCALE - 0.5;
    places.push(((middle - MIDDLE) / SCALE) * height + Math.ceil(Math.min(Math.max(row, 0), height)));
  };
  for (let i = 0; i < length; i += 2) {
    const next = (i + 2) % length;
    const [x, y, endX, endY] = [steps[i] as number, steps[i + 1] as number, steps[next] as number, steps[next + 1] as number];
    if (Math.abs(endX - x) >= Math.abs(endY - y)) crossWide(x, y, endX, endY, width * SCALE, cross);
    else crossTall(x, y, endX, endY, width * SCALE, cross);
  }
  return places;
}

function stepOf(coordinate: number): number {
  if (!(Math.abs(coordinate) <= FURTHEST)) throw new RangeError(`${coordinate} is no coordinate in or near a picture`);
  return Math.trunc(SCALE * coordinate + 0.5);
}

/** The first step from `low` on that is followed by the middle of a column of the picture. */
function firstMiddle(low: number): number {
  return MIDDLE + SCALE * Math.ceil(Math.max(low - MIDDLE, 0) / SCALE);
}

type Cross = (middle: number, v: number) => void;

/** An edge that is at least as wide as high: walked from left to right, one step a time. What is crossed lies at the higher of two steps. */
function crossWide(x: number, y: number, endX: number, endY: number, width: number, cross: Cross): void {
  if (x > endX) return crossWide(endX, endY, x, y, width, cross);
  const slope = (endY - y) / (endX - x);
  const last = Math.min(endX, width);
  for (let u = firstMiddle(x); u < last; u += SCALE) {
    cross(u, Math.min(Math.trunc(y + slope * (u - x) + 0.5), Math.trunc(y + slope * (u + 1 - x) + 0.5)));
  }
}

/** An edge that is higher than wide: walked from top to bottom; a column is crossed in the step that leaves its half. */
function crossTall(x: number, y: number, endX: number, endY: number, width: number, cross: Cross): void {
  if (y > endY) return crossTall(endX, endY, x, y, width, cross);
  const slope = (endX - x) / (endY - y);
  const last = Math.min(Math.max(x, endX), width);
  for (let u = firstMiddle(Math.min(x, endX)); u < last; u += SCALE) {
    const isPast = (step: number): boolean => Math.trunc(x + slope * step + 0.5) > u === slope > 0;
    let step = Math.ceil((u + 0.5 - x) / slope);
    while (isPast(step - 1)) step--;
    while (!isPast(step)) step++;
    cross(u, y + step - 1);
  }
}
