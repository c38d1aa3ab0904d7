/** COCO's objects: a segmentation is polygons or run lengths, as numbers or as text; a box is left, top, width and height in pixels. */

import { DataError, messageOf } from "../core/errors.ts";
import type { Box } from "../core/types.ts";
import { fillPolygon } from "../geometry/polygon.ts";
import { mergeRunLengths, parseRunLengths, runLengths, type PixelBox, type RunLengths } from "../geometry/run-lengths.ts";
import { listField, recordOf, wrongField, type Place } from "./fields.ts";

/**
 * The mask that a segmentation describes; several polygons are one mask.
 *
 * Source: pycocotools coco.py `annToMask`.
 * @throws {DataError} for another shape, a mask of another size, and a first polygon of fewer than five numbers, which pycocotools refuses too.
 */
export function maskField(row: Readonly<Record<string, unknown>>, field: string, size: RunLengths["size"], place: Place): RunLengths {
  const value = Object.hasOwn(row, field) ? row[field] : undefined;
  try {
    return Array.isArray(value) ? maskOfPolygons(value, field, size, place) : maskOfRuns(recordOf(value, place, field), field, size, place);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new DataError(messageOf(error), { ...place, field }, { cause: error, hint: "Compare the row with the official file." });
  }
}

/** A box as edges in fractions of the picture, float32, as the reference's data set stores it. @throws {DataError} */
export function boxField(row: Readonly<Record<string, unknown>>, field: string, [height, width]: RunLengths["size"], place: Place): Box {
  const bounds = listField(row, field, place);
  if (bounds.length !== 4 || !isNumbers(bounds)) throw wrongField(place, field, "four numbers", bounds);
  const [x, y, w, h] = bounds as unknown as PixelBox;
  return [Math.fround(y / height), Math.fround(x / width), Math.fround((y + h) / height), Math.fround((x + w) / width)];
}

function maskOfPolygons(value: readonly unknown[], field: string, size: RunLengths["size"], place: Place): RunLengths {
  const polygons = value.map((polygon) => {
    if (!isNumbers(polygon)) throw wrongField(place, field, "polygons, or run lengths", value);
    return polygon;
  });
  if ((polygons[0]?.length ?? 0) <= 4) throw wrongField(place, field, "polygons of at least three corners", value);
  return mergeRunLengths(polygons.map((polygon) => fillPolygon(polygon, size)));
}

function maskOfRuns(value: Readonly<Record<string, unknown>>, field: string, [height, width]: RunLengths["size"], place: Place): RunLengths {
  const { size, counts } = value;
  if (!isNumbers(size) || size[0] !== height || size[1] !== width || size.length !== 2) throw wrongField(place, field, `a mask of ${height} × ${width}`, size);
  if (typeof counts === "string") return parseRunLengths([height, width], counts);
  if (!isNumbers(counts)) throw wrongField(place, field, "counts of run lengths", counts);
  return runLengths([height, width], counts);
}

function isNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((item) => Number.isFinite(item));
}
