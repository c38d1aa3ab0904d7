/** Full stops that belong to a word. */

import type { PtbRule } from "./ptb-rule.ts";
import { withoutSoftHyphens } from "./ptb-spelling.ts";

export const acronymsBeforeStarters: readonly PtbRule[] = [
  { name: "letter-before-starter", pattern: `{az} .`, ahead: `{space}+ {starter} {space}`, take: 1 },
  { name: "acronym-before-starter", pattern: `({acronym} | non-U.S) .`, ahead: `{space}+ {starter} {space}`, again: 1 },
];

export const abbreviations: readonly PtbRule[] = [
  { name: "abbreviation-before-number", pattern: `{numberAbbreviation} .`, ahead: `{space}? {D}` },
  { name: "company-before-limited", pattern: `(pty | pte | co) .`, ahead: `{space} (ltd | lim)` },
  { name: "abbreviation-at-end", pattern: `{endAbbreviation} .`, ahead: `{space} ({space} | {capital} | {tag})`, again: 1 },
  { name: "abbreviation-inside", pattern: `{endAbbreviation} .`, ahead: `{any}{2}` },
  { name: "abbreviation-last", pattern: `{endAbbreviation} .`, again: 1 },
  { name: "title", pattern: `({title} | {az} | {acronym}) .` },
  { name: "title-bare", pattern: `{title}`, ahead: `{space}` },
  { name: "year", pattern: `{apostrophe} [0-9]{2}`, ahead: `{space}` },
  { name: "file", pattern: `({letter} | {D})+ ( . ({letter} | {D})+ )* . {extension}`, ahead: `{space} | [.?!,]` },
  { name: "word-with-stop", pattern: `{word} .`, ahead: `[,;:\\u3001]`, token: withoutSoftHyphens },
];
