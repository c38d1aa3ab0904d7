/** Bytes as text that JSON and addresses can hold. */

import { mediaTypeOf } from "./media-type.ts";

/** base64 of the bytes, which are not copied first. */
export function base64Of({ buffer, byteOffset, byteLength }: Uint8Array | Float32Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString("base64");
}

/** A picture's bytes as a data URI whose type is told from the bytes. */
export function dataUri(picture: Uint8Array): string {
  return `data:${mediaTypeOf(picture)};base64,${base64Of(picture)}`;
}
