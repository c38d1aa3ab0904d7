/** Referring segmentation: the prompt is the expression alone, the answer a box and a mask in tokens. */

import type { CodedMask, SegmentedObject } from "../core/segmentation.ts";
import type { Task } from "../core/types.ts";
import { readSegmentationTokens } from "../text/segmentation-tokens.ts";

/** Of the prompt, and of the reply: 20 are needed. */
const TOKENS = 48;

/**
 * The task of the RefCOCO family.
 *
 * Quirk: there is no `segment` before the expression, other than in prompts for pretrained and mix checkpoints.
 * Source: big_vision configs/proj/paligemma/transfers/refcoco_seg.py@0127fb6b.
 */
export const referringSegmentation: Task<SegmentedObject, CodedMask> = {
  name: "referring-segmentation",
  decode: { beams: 1, maxTokens: TOKENS, promptTokens: TOKENS },
  antialias: false,
  form: "{expression}",
  prompt: ({ text = "" }) => text,
  read: readSegmentationTokens,
  show: ({ box, mask: { size: [height, width] } }) => [
    `box ${box.map((edge) => edge.toFixed(3)).join(" ")} (top, left, bottom, right) in a picture of ${width} × ${height}`,
  ],
};
