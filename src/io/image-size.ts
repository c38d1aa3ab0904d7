/** Width and height of a picture, read from its header. */

import { DataError, messageOf } from "../core/errors.ts";

/** Stored size in pixels; orientation tags are ignored. @throws {DataError} when the bytes are no picture. */
export async function imageSize(bytes: Uint8Array, name: string): Promise<{ width: number; height: number }> {
  const { default: sharp } = await import("sharp");
  try {
    const { width, height } = await sharp(bytes).metadata();
    return { width, height };
  } catch (error) {
    throw new DataError(`is not a picture that can be read: ${messageOf(error)}`, { file: name }, { cause: error });
  }
}
