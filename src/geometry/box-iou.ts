/**
 * Intersection over union of two boxes in fractions of the picture, rounded where the reference rounds.
 *
 * The true box is float32, as the reference's data set stores it, the answer float64: a difference of two true edges, and a product of
 * two such differences, are rounded to float32. An answer without area overlaps nothing.
 * Range: 0..1.  Source: big_vision evaluators/proj/paligemma/transfers/segmentation.py@0127fb6b.
 */

import type { Box } from "../core/types.ts";

interface Side {
  readonly length: number;
  /** Both of its ends are edges of the true box. */
  readonly isTrue: boolean;
}

export function boxIou(answer: Box, truth: Box): number {
  const [top, left, bottom, right] = truth.map(Math.fround) as unknown as Box;
  const shared = area(overlap(answer[0], answer[2], top, bottom), overlap(answer[1], answer[3], left, right));
  const given = area({ length: answer[2] - answer[0], isTrue: false }, { length: answer[3] - answer[1], isTrue: false });
  const either = given + area(trueSide(top, bottom), trueSide(left, right)) - shared;
  return either > 0 ? shared / either : 0;
}

function overlap(answerLow: number, answerHigh: number, low: number, high: number): Side {
  if (low > answerLow && high < answerHigh) return trueSide(low, high);
  return { length: Math.min(answerHigh, high) - Math.max(answerLow, low), isTrue: false };
}

function trueSide(low: number, high: number): Side {
  return { length: Math.fround(high - low), isTrue: true };
}

function area(height: Side, width: Side): number {
  const product = Math.max(height.length, 0) * Math.max(width.length, 0);
  return height.isTrue && width.isTrue ? Math.fround(product) : product;
}
