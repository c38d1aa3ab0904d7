/** What is said of an object in a picture: by PaliGemma in tokens, by people and metrics as a box and a mask. */

import type { MaskText } from "./records.ts";
import type { Box } from "./types.ts";

/** PaliGemma's answer: edges in 1023rds of height and width (top, left, bottom, right), and the 16 code words of a mask in that box. */
export interface CodedMask {
  readonly location: readonly [top: number, left: number, bottom: number, right: number];
  readonly codes: readonly number[];
}

export interface SegmentedObject {
  readonly box: Box;
  readonly mask: MaskText;
}
