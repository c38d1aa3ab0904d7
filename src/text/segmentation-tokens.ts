/**
 * Location and code words of PaliGemma: `<loc0102><loc0043><loc0874><loc1003><seg012>…`, four and sixteen.
 *
 * Only what the reply begins with counts, whatever follows. Undefined, and so unreadable: anything before, between or instead of
 * the twenty tokens, and a box whose bottom is not below its top or whose right is not right of its left.
 * Source: big_vision evaluators/proj/paligemma/transfers/segmentation.py@0127fb6b, which looks at the first 20 token ids.
 */

import type { CodedMask } from "../core/segmentation.ts";

const HIGHEST_LOCATION = 1023;
const HIGHEST_CODE = 127;
const OBJECT = /^((?:<loc\d{4}>){4})((?:<seg\d{3}>){16})/;

export function readSegmentationTokens(text: string): CodedMask | undefined {
  const [, locations = "", words = ""] = OBJECT.exec(text) ?? [];
  const [top, left, bottom, right] = numbersOf(locations);
  const codes = numbersOf(words);
  if (top === undefined || left === undefined || bottom === undefined || right === undefined) return undefined;
  if (Math.max(top, left, bottom, right) > HIGHEST_LOCATION || Math.max(...codes) > HIGHEST_CODE) return undefined;
  return bottom > top && right > left ? { location: [top, left, bottom, right], codes } : undefined;
}

function numbersOf(tokens: string): number[] {
  return Array.from(tokens.matchAll(/\d+/g), ([digits]) => Number(digits));
}
