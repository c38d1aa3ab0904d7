/** What was made of a text, kept: the same answers come again and again. */

/** So many texts are kept, none of them longer; then all are forgotten. */
const TEXTS = 1 << 14;
const LONGEST_UNITS = 64;

/** The same function, which computes the result of an ordinary text once. */
export function remembered(compute: (text: string) => string): (text: string) => string {
  const results = new Map<string, string>();
  return (text) => {
    const known = results.get(text);
    if (known !== undefined) return known;
    const result = compute(text);
    if (results.size === TEXTS) results.clear();
    if (text.length <= LONGEST_UNITS) results.set(text, result);
    return result;
  };
}
