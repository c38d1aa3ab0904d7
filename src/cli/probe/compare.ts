/** Where two answers part. */

export interface Parting {
  /** Counted from 1, in words; location and segmentation tokens are words of their own. */
  readonly word: number;
  readonly expected: string;
  readonly got: string;
}

/** The first word that differs; the end of an answer is a word too. Undefined for equal answers. */
export function firstDifference(expected: string, got: string): Parting | undefined {
  if (expected === got) return undefined;
  const [left, right] = [wordsOf(expected), wordsOf(got)];
  let at = 0;
  while (at < left.length && left[at] === right[at]) at++;
  return { word: at + 1, expected: left[at] ?? END, got: right[at] ?? END };
}

const END = "(the end)";

function wordsOf(text: string): string[] {
  return text.match(/<(?:loc\d{4}|seg\d{3})>|\s*[^\s<]+|\s+|</g) ?? [];
}
