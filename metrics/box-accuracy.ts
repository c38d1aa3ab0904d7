/**
 * Box accuracy: the share of boxes whose IoU with the true box is at least a threshold.
 *
 * Boxes are edges in fractions of the picture.  Range: 0..1, higher is better.  Unreadable answer: 0.
 * Source: big_vision evaluators/proj/paligemma/transfers/segmentation.py@0127fb6b (`boxacc/0.5`, `boxacc/0.75`).
 * Quirk: a true box is float32, an answer float64.
 */

import type { SegmentedObject } from "../src/core/segmentation.ts";
import type { Metric } from "../src/core/types.ts";
import { boxIou } from "../src/geometry/box-iou.ts";
import { summarizeMean } from "../src/stats/mean-summary.ts";

const NAME = "box-accuracy";

export function boxAccuracy(threshold: 0.5 | 0.75 = 0.5): Metric<SegmentedObject, SegmentedObject, number> {
  return {
    name: NAME,
    signature: `box-accuracy|iou:>=${threshold}|v:1`,
    range: [0, 1],
    better: "higher",
    measure: (pairs) => Array.from(pairs, ({ answer, target }) => Number(answer !== undefined && boxIou(answer.box, target.box) >= threshold)),
    summarize: (stats) => summarizeMean(NAME, stats),
  };
}
