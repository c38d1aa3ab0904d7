/** Words: contractions that fall apart, words before a clitic, plain words, words with an apostrophe inside. */

import type { PtbRule } from "./ptb-rule.ts";
import { withoutSoftHyphens } from "./ptb-spelling.ts";

export const splitWords: readonly PtbRule[] = [
  { name: "c++", pattern: `c\\+\\+` },
  { name: "c-sharp", pattern: `(c|f) #` },
  { name: "cannot", pattern: `cannot`, take: 3 },
  { name: "gonna", pattern: `gonna | gotta | lemme | gimme | wanna`, take: 3 },
  { name: "twas", pattern: `' t (is | was)`, take: 2 },
];

export const words: readonly PtbRule[] = [
  { name: "word-before-clitic", pattern: `{word}`, ahead: `{clitic}`, token: withoutSoftHyphens },
  { name: "word-before-not", pattern: `[A-Za-z\\u00ad]* [A-MO-Za-mo-z] \\u00ad*`, ahead: `n {quote} t`, token: withoutSoftHyphens },
  { name: "word", pattern: `{word}`, token: withoutSoftHyphens },
  { name: "apostrophe-word", pattern: `{apostropheWord}`, token: withoutSoftHyphens },
  { name: "y-apostrophe", pattern: `y {apostrophe}`, ahead: `{L}` },
];
