/** What a PaliGemma in this process is given of a request: prompt ids and pictures of its own size. */

import { createHash } from "node:crypto";
import type { ImageHandling, Request, RequestImage } from "../core/types.ts";
import { prepareImage } from "../io/prepare-image.ts";

/** Text to ids without special tokens. */
type Encode = (text: string) => readonly number[];

/** RGB values 0..255 of a picture: whole numbers, or fractions in frames of videos. */
export type Pixels = Uint8Array | Float32Array;

/** A picture of the model's own size; equal keys mean equal values. */
export interface Picture {
  readonly key: string;
  readonly pixels: Pixels;
}

/** BOS, prompt and separator; the separator is tokenised apart, and all of it is cut from the right. */
export function promptIds(encode: Encode, bos: number, { prompt, decode }: Request): number[] {
  return [bos, ...encode(prompt), ...encode("\n")].slice(0, decode.promptTokens);
}

/**
 * Squashed to the model's own resolution, whatever the request says: a checkpoint has one position embedding a patch, so it cannot see any
 * other size. @throws {DataError} for a picture that is missing or damaged
 */
export async function pictureOf(image: RequestImage, handling: ImageHandling, resolution: number): Promise<Picture> {
  const { data } = await prepareImage(image, { ...handling, resolution });
  return { key: createHash("sha256").update(data).digest("base64"), pixels: data };
}
