/** Tags, entities and addresses. */

import type { PtbRule } from "./ptb-rule.ts";
import { always, withHardSpaces } from "./ptb-spelling.ts";

export const markup: readonly PtbRule[] = [
  { name: "tag", pattern: `{tag}`, token: withHardSpaces },
  { name: "dash", pattern: `& (MD | mdash | ndash) ; | [\\u0096\\u0097\\u2013-\\u2015]`, token: always("--") },
  { name: "ampersand", pattern: `& amp ;`, token: always("&") },
  { name: "entity", pattern: `& (HT | TL | UR | LR | QC | QL | QR | odq | cdq | # [0-9]+) ;` },
];

export const addresses: readonly PtbRule[] = [
  { name: "url", pattern: `https? : / / {urlUnit}+ {urlEnd}` },
  { name: "site", pattern: `www . ( {siteUnit}+ . )+ [A-Za-z]{2,4} {urlPath}? | ( {hostUnit}+ . )+ (com | net | org | edu) {urlPath}?` },
  { name: "mail", pattern: `(< | &lt;)? [A-Za-z0-9] {mailUnit}* @ {mailLabel}+ ( . {mailLabel}+ )* >?` },
  { name: "handle", pattern: `@ [A-Za-z_] [A-Za-z_0-9]*` },
  { name: "hashtag", pattern: `# {letter}+` },
];
