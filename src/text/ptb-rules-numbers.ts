/** Clitics, dates, numbers, fractions, money, telephone numbers. */

import type { PtbRule } from "./ptb-rule.ts";
import { closingQuote, currencyName, fractionName, withHardSpaces, withNamedParentheses, withoutSoftHyphens } from "./ptb-spelling.ts";

export const clitics: readonly PtbRule[] = [
  { name: "clitic", pattern: `{clitic}`, ahead: `{notAz}`, token: closingQuote },
  { name: "not", pattern: `n {quote} t`, ahead: `{notAz}`, token: closingQuote },
];

export const numbers: readonly PtbRule[] = [
  { name: "date", pattern: `{D}{1,2} [\\-/] {D}{1,2} [\\-/] {D}{2,4}` },
  { name: "number", pattern: `[+\\-]? ({number})`, token: withoutSoftHyphens },
  { name: "small-number", pattern: `[\\u207a\\u207b\\u208a\\u208b]? ( [\\u00b2\\u00b3\\u00b9\\u2070\\u2074-\\u2079]+ | [\\u2080-\\u2089]+ )` },
  { name: "fraction", pattern: `( {D}{1,4} [\\-\\s\\u00a0] )? {D}{1,4} (\\\\? / | \\u2044) {D}{1,4}`, token: withHardSpaces },
  { name: "fraction-sign", pattern: `[\\u00bc-\\u00be\\u2153-\\u215e]`, token: fractionName },
];

export const money: readonly PtbRule[] = [
  { name: "dollar", pattern: `[A-Z]* \\$ | #` },
  { name: "currency", pattern: `[\\u00a2-\\u00a5\\u0080\\u20a0\\u20ac\\u0e3f\\u20a4\\uffe0\\uffe1\\uffe5\\uffe6]`, token: currencyName },
];

export const phones: readonly PtbRule[] = [
  {
    name: "phone",
    pattern: `( \\( [0-9]{2,3} \\) {gap}? | \\+{0,2} ( [0-9]{2,4} ([\\-] | {gap}) ){1,2} ) [0-9]{3,4} ([\\-] | {gap})? [0-9]{3,5}`,
    token: (text) => withHardSpaces(withNamedParentheses(text)),
  },
];
