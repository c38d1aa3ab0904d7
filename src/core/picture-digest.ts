/** Digests of pictures: questions share pictures, and more than one part of the program names a picture by its digest. */

import { sha256 } from "./canonical-json.ts";

const known = new WeakMap<Uint8Array, string>();

/** sha256 of a picture's bytes, which nobody changes; computed once for the same array. */
export function pictureDigest(bytes: Uint8Array): string {
  const digest = known.get(bytes) ?? sha256(bytes);
  known.set(bytes, digest);
  return digest;
}
