/**
 * Python 2.7's `unicode.lower()`, `.strip()` and `.split()`, on its Unicode 5.2: what evaluators under Python 2 do to an answer.
 *
 * Letters are lowered one by one: no final sigma, İ becomes i, and capitals that Unicode got later stay as they are.
 * Source: CPython 2.7.18 (wide build), observed on every code point.
 */

import { PYTHON_SPACE } from "./python-whitespace.ts";

/** U+180E was white space until Unicode 6.3. */
const SPACE = `[${PYTHON_SPACE}\\u180e]`;
const EDGES = new RegExp(`^${SPACE}+|${SPACE}+$`, "gu");
const RUN = new RegExp(`${SPACE}+`, "u");

/** Blocks where only later versions of Unicode have capitals: Cherokee, Mtavruli, Latin Extended-D, all beyond Deseret. */
const LATER = /[\u037f\u0526-\u052e\u10c7\u10cd\u13a0-\u13f5\u1c89-\u1cbf\u2c2f\u2cf2\ua660\ua698-\ua69a\ua78d-\ua7f5\u{10428}-\u{10ffff}]/u;
// oxlint-disable-next-line no-control-regex
const ASCII = /^[\u0000-\u007f]*$/;

export function python2LowerCase(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  return text.replaceAll(/./gsu, (character) => (character === "İ" ? "i" : LATER.test(character) ? character : character.toLowerCase()));
}

export function python2Strip(text: string): string {
  return text.replaceAll(EDGES, "");
}

export function python2Split(text: string): string[] {
  const inner = python2Strip(text);
  return inner === "" ? [] : inner.split(RUN);
}
