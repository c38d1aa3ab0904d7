/** The input of `cardeval metric mask-iou` and `box-accuracy`: lines of {"id","prediction","size","mask","box"?,"group"?}. */

import type { SegmentedObject } from "../core/segmentation.ts";
import type { Pair } from "../core/types.ts";
import { boxOfTokens, placeMask } from "../geometry/mask-in-box.ts";
import type { MaskDecoder } from "../geometry/mask-decoder.ts";
import { boundsOf, renderRunLengths } from "../geometry/run-lengths.ts";
import { boxField, maskField } from "../io/coco-mask.ts";
import { listField, textField, wrongField } from "../io/fields.ts";
import { openMaskDecoder } from "../io/mask-decoder-file.ts";
import { readSegmentationTokens } from "../text/segmentation-tokens.ts";
import type { Flags } from "./commands.ts";
import { readLinesOnce, type LinesRead } from "./metric-rows.ts";

/** @throws {DataError} when the file is missing or is no mask decoder. */
export function decoderOf(flags: Flags): Promise<MaskDecoder> {
  return openMaskDecoder(typeof flags["mask-decoder"] === "string" ? flags["mask-decoder"] : "vae-oid.npz");
}

/**
 * Replies in tokens, and true objects: a size in pixels (height, width), a mask as COCO writes it, and a box (left, top, width, height) where
 * it is not the mask's own.
 * @param decoder absent where only boxes count: masks of replies are left empty
 * @throws {DataError}
 */
export function readObjectRows(file: string, decoder: MaskDecoder | undefined): Promise<LinesRead<Pair<SegmentedObject, SegmentedObject>>> {
  return readLinesOnce(file, '{"id","prediction","size":[height, width],"mask"}', ({ line, id, place }) => {
    const sides = listField(line, "size", place);
    const [height, width] = sides;
    if (sides.length !== 2 || !isSide(height) || !isSide(width)) throw wrongField(place, "size", "height and width in pixels", sides);
    const size = [height, width] as const;
    const mask = maskField(line, "mask", size, place);
    const box = boxField(Object.hasOwn(line, "box") ? line : { box: boundsOf(mask) }, "box", size, place);
    const coded = readSegmentationTokens(textField(line, "prediction", place));
    const empty = { size, counts: renderRunLengths({ size, counts: [height * width] }) };
    const answer = coded && (decoder === undefined ? { box: boxOfTokens(coded.location), mask: empty } : placeMask(decoder, coded, size));
    return { id, answer, target: { box, mask: { size, counts: renderRunLengths(mask) } } };
  });
}

function isSide(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}
