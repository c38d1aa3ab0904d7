/** Embeddings of the last pictures, since several prompts in a row often share one. */

import type { Pixels } from "./model-input.ts";

const KEPT = 16;

/** `encode`, asked once for pictures of one key as long as it is among the last ones. */
export function remember<Embedding>(encode: (pixels: Pixels) => Embedding): (key: string, pixels: Pixels) => Embedding {
  const kept = new Map<string, Embedding>();
  return (key, pixels) => {
    const found = kept.get(key) ?? encode(pixels);
    kept.delete(key);
    kept.set(key, found);
    if (kept.size > KEPT) kept.delete(kept.keys().next().value as string);
    return found;
  };
}
