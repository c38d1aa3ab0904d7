/**
 * Polygons to masks, pixel for pixel as pycocotools draws them.
 *
 * Corners are rounded to fifths of a pixel and the outline is walked in such steps. Where it crosses the middle of a pixel column
 * the mask changes, from the pixel below the outline on. What is crossed twice cancels out, so where a polygon overlaps itself
 * there is a hole.
 * Source: cocodataset/cocoapi common/maskApi.c@8c9bcc3 (`rleFrPoly`); equal to pycocotools 2.0.11 on the golden vectors.
 * Quirk: rounding adds a half and cuts toward zero, so left of and above the picture it goes another way than inside; an x
 * without its y is left out.
 */

import type { PixelBox, RunLengths } from "./run-lengths.ts";

/** Steps a pixel. */
const SCALE = 5;
/** Corners further out than this are a mistake, and would take long to walk to. */
const FURTHEST = 2 ** 20;

/**
 * The mask of one polygon: x and y of its corners in turns, in pixels; it closes by itself.
 * @throws {RangeError} for corners that are no numbers or more than a million pixels away.
 */
export function fillPolygon(corners: readonly number[], size: RunLengths["size"]): RunLengths {
  const [height, width] = size;
  const places = crossings(corners, height, width);
  places.push(height * width);
  const sorted = Float64Array.from(places).sort();
  const counts = [sorted[0] as number];
  const lengthAt = (i: number): number => (sorted[i] as number) - (sorted[i - 1] as number);
  for (let i = 1; i < sorted.length; i++) {
    const length = lengthAt(i);
    if (length > 0) counts.push(length);
    // Two changes at one place are none: what comes next goes on with the run before them.
    else if (++i < sorted.length) counts[counts.length - 1] = (counts.at(-1) as number) + lengthAt(i);
  }
  return { size, counts };
}

/** The mask of a box, drawn as the polygon that it is. @throws {RangeError} as for polygons. */
export function fillBox([x, y, width, height]: PixelBox, size: RunLengths["size"]): RunLengths {
  return fillPolygon([x, y, x, y + height, x + width, y + height, x + width, y], size);
}

/** Pixels, counted down the columns, at which the mask changes. */
function crossings(corners: readonly number[], height: number, width: number): number[] {
  const places: number[] = [];
  const lastColumn = width - 1;
  let [lastU, lastV] = [Number.NaN, 0];
  const visit = (u: number, v: number): void => {
    if (u !== lastU && !Number.isNaN(lastU)) {
      const column = ((u < lastU ? u : u - 1) + 0.5) / SCALE - 0.5;
      if (column >= 0 && column <= lastColumn && Number.isInteger(column)) {
        const row = (Math.min(v, lastV) + 0.5) / SCALE - 0.5;
        places.push(column * height + Math.ceil(Math.min(Math.max(row, 0), height)));
      }
    }
    [lastU, lastV] = [u, v];
  };
  const length = corners.length - (corners.length % 2);
  const steps = corners.map(stepOf);
  for (let i = 0; i < length; i += 2) {
    const next = (i + 2) % length;
    walkEdge(steps[i] as number, steps[i + 1] as number, steps[next] as number, steps[next + 1] as number, visit);
  }
  return places;
}

function stepOf(coordinate: number): number {
  if (!(Math.abs(coordinate) <= FURTHEST)) throw new RangeError(`${coordinate} is no coordinate in or near a picture`);
  return Math.trunc(SCALE * coordinate + 0.5);
}

/**
 * Visits every step of an edge from its start to its end, both included.
 *
 * The places between are those of the line from left to right (or from top to bottom, if that is the longer way).
 */
function walkEdge(startX: number, startY: number, endX: number, endY: number, visit: (u: number, v: number) => void): void {
  const [dx, dy] = [Math.abs(endX - startX), Math.abs(endY - startY)];
  const isWide = dx >= dy;
  const isBackward = isWide ? startX > endX : startY > endY;
  const [fromX, fromY, toX, toY] = isBackward ? [endX, endY, startX, startY] : [startX, startY, endX, endY];
  const length = isWide ? dx : dy;
  const slope = length === 0 ? 0 : isWide ? (toY - fromY) / length : (toX - fromX) / length;
  for (let d = 0; d <= length; d++) {
    const t = isBackward ? length - d : d;
    if (isWide) visit(fromX + t, Math.trunc(fromY + slope * t + 0.5));
    else visit(Math.trunc(fromX + slope * t + 0.5), fromY + t);
  }
}
