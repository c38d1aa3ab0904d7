/** The weights of PaliGemma's mask decoder, `vae-oid.npz`. */

import { createHash } from "node:crypto";
import { DataError } from "../core/errors.ts";
import { createMaskDecoder, type MaskDecoder } from "../geometry/mask-decoder.ts";
import { readBytes } from "./read-bytes.ts";
import { readNpz } from "./read-npz.ts";

/** Where the file comes from. */
export const MASK_DECODER_ORIGIN = "gs://big_vision/paligemma/vae-oid.npz (https://storage.googleapis.com/big_vision/paligemma/vae-oid.npz)";

/** sha256 of the published file, 8,479,556 bytes, as a public LFS pointer to it says. */
const PUBLISHED_SHA256 = "5586010257b8536dddefab65e7755077f21d5672d5674dacf911f73ae95a4447";

/** What fetches it. */
export const MASK_DECODER_DOWNLOAD = { url: "https://storage.googleapis.com/big_vision/paligemma/vae-oid.npz", place: "vae-oid.npz", sha256: PUBLISHED_SHA256 } as const;

const hint = `Get it from ${MASK_DECODER_ORIGIN}.`;

/** @throws {DataError} when the file is missing, damaged, or holds another model. */
export async function openMaskDecoder(file: string): Promise<MaskDecoder & { readonly isPublished: boolean }> {
  const bytes = await readBytes(file).catch((error: unknown) => {
    throw new DataError("the mask decoder cannot be read", { file }, { cause: error, hint });
  });
  const isPublished = createHash("sha256").update(bytes).digest("hex") === PUBLISHED_SHA256;
  try {
    return { ...createMaskDecoder(await readNpz(file)), isPublished };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new DataError(`is not PaliGemma's mask decoder: ${error.message}`, { file }, { cause: error, hint });
  }
}
