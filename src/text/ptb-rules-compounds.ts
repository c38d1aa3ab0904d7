/** Words joined by hyphens, slashes, underscores, ampersands. */

import type { PtbRule } from "./ptb-rule.ts";
import { withAmpersand, withoutSoftHyphens } from "./ptb-spelling.ts";

export const specialCompounds: readonly PtbRule[] = [
  { name: "special", pattern: `pro- | anti- | S (& | &amp;) P-500 | S (& | &amp;) Ls | Cap {apostrophe} n | c {apostrophe} est | -(L|R)(R|C|S)B-`, token: withAmpersand },
  { name: "slashed", pattern: `{slashPart} ( \\\\? / {slashPart} ){1,2}` },
];

export const compounds: readonly PtbRule[] = [
  { name: "hyphenated", pattern: `{hyphenated}`, token: withoutSoftHyphens },
  { name: "hyphenated-with-stop", pattern: `{hyphenated} .`, ahead: `[,;:\\u3001]`, token: withoutSoftHyphens },
  { name: "joined-with-stop", pattern: `{joined} .`, ahead: `[,;:\\u3001]`, token: withoutSoftHyphens },
  { name: "joined", pattern: `{joined}` },
  { name: "ampersand-word-with-stop", pattern: `{ampersandWord} .`, ahead: `[,;:\\u3001]`, token: withAmpersand },
  { name: "ampersand-word", pattern: `{ampersandWord}`, token: withAmpersand },
];
