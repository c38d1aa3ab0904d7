/** What every captioning benchmark reports, and the option that chooses how captions become tokens. */

import { bleu } from "../metrics/bleu.ts";
import { cider } from "../metrics/cider.ts";
import { rougeL } from "../metrics/rouge-l.ts";
import { whole } from "../src/core/define.ts";
import type { Part } from "../src/core/types.ts";
import { captionTokenizer } from "../src/text/caption-tokenizers.ts";

/**
 * `ptb` is what the card's evaluator runs, on every language. `dataset` takes the text as its authors tokenised it, `char` and
 * `intl` cut it into characters or ICU words; scores of different tokenizers are never compared (their signatures differ).
 */
export const tokenizerOption = {
  about: "how captions become tokens",
  values: ["ptb", "ptb-strict-lines", "dataset", "char", "intl"],
} as const;

export type TokenizerName = (typeof tokenizerOption.values)[number];

/** CIDEr as the headline, BLEU-1..4 and ROUGE-L beside it. */
export function captioningParts(tokenizer: TokenizerName): readonly [Part<string, readonly string[]>, ...Part<string, readonly string[]>[]] {
  const tokens = captionTokenizer(tokenizer);
  const allBleu = bleu(tokens);
  return [
    whole(cider(tokens)),
    ...[1, 2, 3, 4].map((order) => whole(allBleu, `bleu-${order}`, `bleu-${order}`)),
    whole(rougeL(tokens), "rouge-l"),
  ];
}
