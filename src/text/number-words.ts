/** Numbers in words, as answers spell them. */

const WORDS = ("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
  + "nineteen twenty").split(" ");

/** `none` and `zero` to the word of `last`, each with its numeral. */
export function numberWords(last: number): Map<string, string> {
  return new Map([["none", "0"], ...WORDS.slice(0, last + 1).map((word, i): [string, string] => [word, String(i)])]);
}
