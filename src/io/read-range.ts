/** A stretch of an open file. */

import type { FileHandle } from "node:fs/promises";

/** So many bytes from a position, in memory of their own; undefined when the file ends before. */
export async function readRange(file: FileHandle, position: number, length: number): Promise<Buffer | undefined> {
  const bytes = Buffer.allocUnsafeSlow(length);
  for (let filled = 0; filled < length;) {
    const { bytesRead } = await file.read(bytes, filled, length - filled, position + filled);
    if (bytesRead === 0) return undefined;
    filled += bytesRead;
  }
  return bytes;
}
