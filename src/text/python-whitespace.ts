/** Python's idea of white space, which is not JavaScript's: it has U+001C-001F and U+0085 and lacks U+FEFF. */

/** The white space of Python 3, for a character class. */
export const PYTHON_SPACE = "\\t-\\r\\u001c-\\u0020\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
// oxlint-disable-next-line no-control-regex
const RUN = new RegExp(`[${PYTHON_SPACE}]+`, "u");
const ANY = new RegExp(`[${PYTHON_SPACE}]`, "u");

/** `str.split()`: runs of white space separate, no empty pieces. @example pythonSplit(" a\u00a0b ") // → ["a", "b"] */
export function pythonSplit(text: string): string[] {
  const inner = pythonStrip(text);
  return inner === "" ? [] : inner.split(RUN);
}

/** `str.strip()`. */
export function pythonStrip(text: string): string {
  const end = endOf(text);
  let start = 0;
  while (start < end && ANY.test(text[start] as string)) start++;
  return text.slice(start, end);
}

/** `str.rstrip()`. */
export function pythonStripEnd(text: string): string {
  return text.slice(0, endOf(text));
}

/** Walked from the end: an expression that looks for trailing white space tries every run of it in the text. */
function endOf(text: string): number {
  let end = text.length;
  while (end > 0 && ANY.test(text[end - 1] as string)) end--;
  return end;
}

/** Whether `str.split()` would cut the text. */
export function hasPythonSpace(text: string): boolean {
  return ANY.test(text);
}
