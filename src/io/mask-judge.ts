/** The judge of segmentation benchmarks: code words to a mask, by PaliGemma's mask decoder. */

import type { CodedMask, SegmentedObject } from "../core/segmentation.ts";
import type { DataRoot } from "../core/types.ts";
import { placeMask } from "../geometry/mask-in-box.ts";
import { openMaskDecoder } from "./mask-decoder-file.ts";

/** @throws {DataError} when the decoder's file is missing, damaged, or of another model. */
export async function openMaskJudge(root: DataRoot, file: string): Promise<(coded: CodedMask, truth: SegmentedObject) => SegmentedObject> {
  const decoder = await openMaskDecoder(file);
  if (!decoder.isPublished) root.warn("other-mask-decoder", "mask decoder of other weights than the published ones", file);
  return (coded, truth) => placeMask(decoder, coded, truth.mask.size);
}
