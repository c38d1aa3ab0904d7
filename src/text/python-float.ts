/** Python's `float(text)`, which is not JavaScript's `Number(text)`: other white space, digits of every script, `1_000`, `inf`, no hex. */

const DIGITS = "[0-9](?:_?[0-9])*";
const NUMBER = `(?:${DIGITS}(?:\\.(?:${DIGITS})?)?|\\.${DIGITS})(?:e[+-]?${DIGITS})?`;
/** Quirk: U+001C-001F, which `str.strip()` removes, make `float()` fail. */
const FLOAT = new RegExp(`^[\\t-\\r ]*([+-]?)(?:(inf(?:inity)?)|(nan)|(${NUMBER}))[\\t-\\r ]*$`, "i");
const FOREIGN_DIGIT = /(?![0-9])\p{Nd}/gu;
const FOREIGN_SPACE = /[\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/g;

/**
 * The number, which may be infinite or NaN; undefined where Python raises ValueError.
 *
 * @example pythonFloat(" 1_000.") // → 1000
 * @example pythonFloat("٣") // → 3
 * @example pythonFloat("1,000") // → undefined
 */
export function pythonFloat(text: string): number | undefined {
  const match = FLOAT.exec(text.replace(FOREIGN_SPACE, " ").replace(FOREIGN_DIGIT, (digit) => String(digitValue(digit))));
  if (match === null) return undefined;
  const [, sign, infinity, nan, number] = match;
  if (nan !== undefined) return Number.NaN;
  const size = infinity === undefined ? Number(number?.replaceAll("_", "")) : Number.POSITIVE_INFINITY;
  return sign === "-" ? -size : size;
}

/** Decimal digits stand in runs of ten, 0 first; mathematical digits in five runs without a gap. */
function digitValue(digit: string): number {
  const point = digit.codePointAt(0) as number;
  let zero = point;
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
  return (point - zero) % 10;
}
