/**
 * `String.toLowerCase(Locale.ENGLISH)` of Java, which differs from JavaScript's at the end of Greek words.
 *
 * A capital sigma is final when its word has a cased letter before it and none after it. Quirk: Java's words are those of its
 * BreakIterator: letters, digits and marks (not kana, not Chinese), joined by single signs such as - . ' " and _.
 * Source: OpenJDK 17, all 63,488 units of the basic plane tried between two letters.
 */

const INSIDE = "[[\\p{L}\\p{N}\\p{M}]--[\\p{sc=Hiragana}\\p{sc=Katakana}\\p{sc=Han}]]";
const JOINER = "[\"'.\\u00ad_\\p{Pd}\\p{Pc}\\u2027]";
const WORD = new RegExp(`${INSIDE}+(?:${JOINER}${INSIDE}+)*`, "gv");
const CASED = /\p{Cased}/u;

export function javaLowerCase(text: string): string {
  if (!text.includes("Σ")) return text.toLowerCase();
  const settled = text.replace(WORD, (word) => word.replaceAll("Σ", (_, at: number) => (CASED.test(word.slice(0, at)) && !CASED.test(word.slice(at + 1)) ? "ς" : "σ")));
  return settled.replaceAll("Σ", "σ").toLowerCase();
}
