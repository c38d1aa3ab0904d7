/**
 * PaliGemma's code words to a mask in a picture.
 *
 * Edges are tokens / 1023, in pixels cut (not rounded) to whole numbers; the decoded 64 × 64 plane is resized to the box as Pillow does
 * it, and what is above 0 then is mask. A box without pixels after the cut has an empty mask.
 * Source: big_vision evaluators/proj/paligemma/transfers/segmentation.py@0127fb6b.
 * Quirk: demonstration code divides by 1024, rounds, and cuts to bytes before resizing; other masks come out.
 */

import type { CodedMask, SegmentedObject } from "../core/segmentation.ts";
import type { Box } from "../core/types.ts";
import type { MaskDecoder } from "./mask-decoder.ts";
import { resizePlane, type Plane } from "./resize-plane.ts";
import { renderRunLengths, type RunLengths } from "./run-lengths.ts";

/** The number that the last location token stands for. */
const LOCATIONS = 1023;

export function boxOfTokens(location: CodedMask["location"]): Box {
  return location.map((edge) => edge / LOCATIONS) as unknown as Box;
}

/** @throws {RangeError} for code words that the decoder does not know. */
export function placeMask(decoder: MaskDecoder, { location, codes }: CodedMask, size: RunLengths["size"]): SegmentedObject {
  const box = boxOfTokens(location);
  const [height, width] = size;
  const [top, left, bottom, right] = [box[0] * height, box[1] * width, box[2] * height, box[3] * width].map(Math.trunc) as unknown as Box;
  const isEmpty = bottom <= top || right <= left;
  const counts = isEmpty ? [height * width] : runsOf(resizePlane(decoder.decode(codes), right - left, bottom - top), top, left, size);
  return { box, mask: { size, counts: renderRunLengths({ size, counts }) } };
}

/** Run lengths of a picture in which the values above 0 of a plane are mask, its corner being at a place. */
function runsOf({ data, width, height }: Plane, top: number, left: number, size: RunLengths["size"]): number[] {
  const counts: number[] = [];
  let [start, isInside] = [0, false];
  const change = (place: number): void => {
    counts.push(place - start);
    [start, isInside] = [place, !isInside];
  };
  for (let x = 0; x < width; x++) {
    const column = (left + x) * size[0] + top;
    for (let y = 0; y < height; y++) if ((data[y * width + x] as number) > 0 !== isInside) change(column + y);
    // Where the box is as high as the picture, its next column follows at once.
    if (isInside && height < size[0]) change(column + height);
  }
  const rest = size[0] * size[1] - start;
  return rest > 0 ? [...counts, rest] : counts;
}
