/** What a PaliGemma in this process is given of a request: prompt ids and pictures of its own size. */

import { createHash } from "node:crypto";
import type { Request, RequestImage } from "../core/types.ts";
import { prepareImage } from "../io/prepare-image.ts";

/** Text to ids without special tokens. */
type Encode = (text: string) => readonly number[];

/** RGB bytes of the model's own size; equal keys mean equal bytes. */
export interface Picture {
  readonly key: string;
  readonly pixels: Uint8Array;
}

/** BOS, prompt and separator; the separator is tokenised apart, and all of it is cut from the right. */
export function promptIds(encode: Encode, bos: number, { prompt, decode }: Request): number[] {
  return [bos, ...encode(prompt), ...encode("\n")].slice(0, decode.promptTokens);
}

/**
 * Squashed to the model's own resolution, whatever the request says: a checkpoint has one position embedding a patch, so it cannot see any
 * other size. @throws {DataError} for a picture that is missing or damaged
 */
export async function pictureOf(image: RequestImage, resolution: number, antialias: boolean): Promise<Picture> {
  const { data } = await prepareImage(image, { resolution, antialias });
  return { key: createHash("sha256").update(data).digest("base64"), pixels: data };
}
