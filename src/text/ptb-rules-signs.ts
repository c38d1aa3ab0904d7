/** Quotes, brackets, smileys, dashes, stops, and every other sign. */

import type { PtbRule } from "./ptb-rule.ts";
import { always, bracketName, closingQuote, openingQuote, withNamedParentheses } from "./ptb-spelling.ts";

export const doubleQuotes: readonly PtbRule[] = [
  { name: "opening-double", pattern: `" | &quot;`, ahead: `[A-Za-z0-9$]`, token: openingQuote },
  { name: "closing-double", pattern: `" | &quot;`, token: closingQuote },
  { name: "delete", pattern: `\\u007f`, kind: "skip" },
  { name: "less", pattern: `< | &lt;`, token: always("<") },
  { name: "greater", pattern: `> | &gt;`, token: always(">") },
];

export const smileys: readonly PtbRule[] = [
  { name: "smiley", pattern: `[<>]? [:;=] ['*\\-o]? [()@DOP[\\\\\\]{|dp]`, ahead: `[^A-Za-z0-9]`, token: withNamedParentheses },
  {
    name: "face",
    pattern: `{eye} _ {eye} | \\( {eye} [_.]? {eye} \\) | \\( {openEye} - ({openEye} | \`) \\)`,
    token: withNamedParentheses,
  },
];

export const brackets: readonly PtbRule[] = [{ name: "bracket", pattern: `[()[\\]{}]`, token: bracketName }];

export const stops: readonly PtbRule[] = [
  { name: "hyphens", pattern: `-+`, token: (text) => (text.length === 3 || text.length === 4 ? "--" : text) },
  { name: "ellipsis", pattern: `.{3,5} | . ( {blank} . ){2,} | [\\u0085\\u2026]`, token: always("...") },
  { name: "signs", pattern: `@+ | _+ | #+ | \\*+ | ( \\\\\\* )+` },
  { name: "pause", pattern: `[,;:\\u3001]` },
  { name: "shouts", pattern: `[?!]+` },
  { name: "stop", pattern: `[.\\u00a1\\u00bf\\u037e\\u0589\\u061f\\u06d4\\u0700-\\u0702\\u07fa\\u3002]` },
  { name: "equals", pattern: `= | /` },
];

export const singleQuotes: readonly PtbRule[] = [
  { name: "opening-single", pattern: `'`, ahead: `{az} [^\\t\\n\\r\\s\\u00a0]`, token: openingQuote },
  { name: "clitic-last", pattern: `{clitic} | n {quote} t`, token: closingQuote },
  { name: "quote", pattern: `'{1,2} | &apos; | {quoteSign}{1,2}`, token: closingQuote },
  { name: "guillemets", pattern: `<< | >>` },
];

export const rest: readonly PtbRule[] = [
  { name: "symbol", pattern: `{symbol}` },
  { name: "skipped", pattern: `[\\u0000\\u200b\\u200e\\u200f\\ufeff] | &nbsp; | {blank}+`, kind: "skip" },
  { name: "line", pattern: `\\r\\n | {lineEnd}`, kind: "line" },
  { name: "unknown", pattern: `{any}`, kind: "unknown" },
];
