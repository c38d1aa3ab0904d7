/** Edit distance over code points, as Python counts characters: an emoji is one. */

/** Fewest insertions, deletions and replacements that turn one text into the other. */
export function levenshtein(a: string, b: string): number {
  if (a === b) return 0;
  const [from, to] = [codePoints(a), codePoints(b)];
  const row = Uint32Array.from({ length: to.length + 1 }, (_, j) => j);
  for (let i = 0; i < from.length; i++) {
    let diagonal = row[0] as number;
    row[0] = i + 1;
    for (let j = 0; j < to.length; j++) {
      const above = row[j + 1] as number;
      row[j + 1] = from[i] === to[j] ? diagonal : Math.min(diagonal, above, row[j] as number) + 1;
      diagonal = above;
    }
  }
  return row[to.length] as number;
}

/** Python's `len(text)`. */
export function countCodePoints(text: string): number {
  let count = text.length;
  for (let i = 1; i < text.length; i++) if (isLow(text.charCodeAt(i)) && isHigh(text.charCodeAt(i - 1))) count--;
  return count;
}

function codePoints(text: string): Uint32Array {
  return Uint32Array.from(text, (character) => character.codePointAt(0) as number);
}

const isHigh = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;
const isLow = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;
