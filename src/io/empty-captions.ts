/** References without a word: official files may hold some, and they move a score. */

import type { DataRoot } from "../core/types.ts";

/** Counts the empty ones among a sample's captions. They stay references, as in the reference's builders, and take their share of CIDEr's mean. */
export function countEmptyCaptions(root: DataRoot, captions: readonly string[], sample: string): void {
  for (const caption of captions) {
    if (caption.trim() === "") root.warn("empty-caption", "empty captions, kept as references as the reference keeps them", sample);
  }
}
