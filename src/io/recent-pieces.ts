/** Pieces of files that were just read and will soon be wanted again, up to so many bytes, or so many of them where each counts 1. */

/** Asks once for a piece while it is among the recent ones; the last one is kept however large it is. */
export function recentPieces<Piece>(maxBytes: number): (name: string, bytes: number, unpack: () => Promise<Piece>) => Promise<Piece> {
  const kept = new Map<string, { readonly bytes: number; readonly piece: Promise<Piece> }>();
  return (name, bytes, unpack) => {
    const known = kept.get(name) ?? { bytes, piece: unpack() };
    kept.delete(name);
    kept.set(name, known);
    known.piece.catch(() => kept.delete(name));
    let sum = [...kept.values()].reduce((total, entry) => total + entry.bytes, 0);
    for (const [oldest, entry] of kept) {
      if (sum <= maxBytes || oldest === name) break;
      kept.delete(oldest);
      sum -= entry.bytes;
    }
    return known.piece;
  };
}
