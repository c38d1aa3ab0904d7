/**
 * Mask IoU: pixels that both masks hold / pixels that either holds, as a mean over samples; the card's "MIoU".
 *
 * The part `overall` is the sum of the first over the sum of the second (also called oIoU or cIoU), which big objects decide.
 * Answer and target: masks of one size, in the picture's own resolution.  Range: 0..1, higher is better.
 * Unreadable answer: an empty mask.  Two empty masks: 0.
 * Source: big_vision evaluators/proj/paligemma/transfers/segmentation.py@0127fb6b (`miou`).
 * Quirk: one sample per expression, so an object with several expressions counts several times.
 */

import { messageOf, sampleFault } from "../src/core/errors.ts";
import type { Metric } from "../src/core/types.ts";
import type { SegmentedObject } from "../src/core/segmentation.ts";
import { areaOf, intersectionOf, parseRunLengths } from "../src/geometry/run-lengths.ts";
import { summarizeMean } from "../src/stats/mean-summary.ts";

const NAME = "mask-iou";

/** Pixels of one sample. */
export interface MaskOverlap {
  readonly both: number;
  readonly either: number;
}

export const maskIou: Metric<SegmentedObject, SegmentedObject, MaskOverlap> = {
  name: NAME,
  signature: "mask-iou|mask:above-0|size:original|v:1",
  range: [0, 1],
  better: "higher",
  measure: (pairs) => Array.from(pairs, ({ id, answer, target: { mask } }) => {
    try {
      const truth = parseRunLengths(mask.size, mask.counts);
      if (answer === undefined) return { both: 0, either: areaOf(truth) };
      const given = parseRunLengths(answer.mask.size, answer.mask.counts);
      const both = intersectionOf(given, truth);
      return { both, either: areaOf(given) + areaOf(truth) - both };
    } catch (error) {
      throw error instanceof RangeError ? sampleFault(NAME, id, messageOf(error)) : error;
    }
  }),
  summarize: (stats) => ({
    ...summarizeMean(NAME, stats.map(iouOf)),
    parts: { overall: iouOf({ both: total(stats, "both"), either: total(stats, "either") }) },
  }),
};

function iouOf({ both, either }: MaskOverlap): number {
  return either === 0 ? 0 : both / either;
}

function total(stats: readonly MaskOverlap[], pixels: keyof MaskOverlap): number {
  return stats.reduce((sum, overlap) => sum + overlap[pixels], 0);
}
