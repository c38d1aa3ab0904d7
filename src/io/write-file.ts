/** Files that are either the old or the new one, never a half of either. */

import { mkdir, open, rename } from "node:fs/promises";
import path from "node:path";

let written = 0;

/** Writes to a neighbour, syncs unless told otherwise, and renames it into place. */
export async function writeFileAtomically(target: string, content: string | Uint8Array | AsyncIterable<string | Uint8Array>, options: { readonly sync: boolean } = { sync: true }): Promise<void> {
  await mkdir(path.dirname(target), { recursive: true });
  const beside = `${target}.${process.pid}.${++written}.tmp`;
  const file = await open(beside, "w");
  try {
    if (typeof content === "string" || content instanceof Uint8Array) await file.writeFile(content);
    else for await (const piece of content) await file.appendFile(piece);
    if (options.sync) await file.sync();
  } finally {
    await file.close();
  }
  await rename(beside, target);
}
