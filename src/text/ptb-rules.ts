/** All rules, first to last: of equally long matches the earlier rule wins. */

import type { PtbRule } from "./ptb-rule.ts";
import { abbreviations, acronymsBeforeStarters } from "./ptb-rules-abbreviations.ts";
import { compounds, specialCompounds } from "./ptb-rules-compounds.ts";
import { addresses, markup } from "./ptb-rules-markup.ts";
import { clitics, money, numbers, phones } from "./ptb-rules-numbers.ts";
import { brackets, doubleQuotes, rest, singleQuotes, smileys, stops } from "./ptb-rules-signs.ts";
import { splitWords, words } from "./ptb-rules-words.ts";

export const RULES: readonly PtbRule[] = [
  ...splitWords, ...markup, ...words, ...addresses, ...clitics, ...numbers, ...specialCompounds, ...money,
  ...acronymsBeforeStarters, ...abbreviations, ...phones, ...doubleQuotes, ...smileys, ...brackets, ...stops,
  ...compounds, ...singleQuotes, ...rest,
];
