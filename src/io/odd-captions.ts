/** References that move a score in silence unless somebody counts them: empty ones, and ones that stand twice. */

import type { DataRoot } from "../core/types.ts";

/** Counts the empty ones among a sample's captions. They stay references, as in the reference's builders, and take their share of CIDEr's mean. */
export function countEmptyCaptions(root: DataRoot, captions: readonly string[], sample: string): void {
  for (const caption of captions) {
    if (caption.trim() === "") root.warn("empty-caption", "empty captions, kept as references as the reference keeps them", sample);
  }
}

/** Counts captions whose id stood in an earlier row: they stay references, twice. */
export function createRepeatCounter(root: DataRoot): (captionId: unknown, sample: string, row: number) => void {
  const seen = new Set<string>();
  return (captionId, sample, row) => {
    if (captionId === undefined) return;
    const key = JSON.stringify([sample, captionId]);
    if (seen.has(key)) root.warn("repeated-caption", "captions whose id stood in an earlier row of their picture, kept as references", `${sample} (row ${row})`);
    seen.add(key);
  };
}
