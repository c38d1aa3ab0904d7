/** Embeddings of the last pictures, since several prompts in a row often share one. */

const KEPT = 16;

/** `encode`, asked once for pictures of one key as long as it is among the last ones. */
export function remember<Embedding>(encode: (pixels: Uint8Array) => Embedding): (key: string, pixels: Uint8Array) => Embedding {
  const kept = new Map<string, Embedding>();
  return (key, pixels) => {
    const found = kept.get(key) ?? encode(pixels);
    kept.delete(key);
    kept.set(key, found);
    if (kept.size > KEPT) kept.delete(kept.keys().next().value as string);
    return found;
  };
}
