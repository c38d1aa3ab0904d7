/**
 * Replies that hide: they move quality and safety numbers without a word, so they are counted beside every benchmark.
 *
 * `empty`: nothing but white space. `refused`: the model says that it will not or cannot answer, or the server cut the reply for its
 * content. `repeated`: the same one to eight words at least four times in a row, or the same one to eight characters over at least 24.
 * `cut`: the reply ended at the token limit. A reply may be several of these; none of them changes a score.
 */

import type { Finish } from "./types.ts";

export const ODD_REPLIES = ["empty", "refused", "repeated", "cut"] as const;
export type OddReply = (typeof ODD_REPLIES)[number];

/** What a table or a sentence calls them. */
export const ODD_REPLY_WORDS: Readonly<Record<OddReply, string>> = {
  empty: "empty", refused: "refused", repeated: "repeating itself", cut: "cut at the token limit",
};

/** @example oddReply("a a a a", "length") // → ["repeated", "cut"] */
export function oddReply(text: string, finish: Finish | undefined): OddReply[] {
  const found: Readonly<Record<OddReply, boolean>> = {
    empty: text.trim() === "",
    refused: finish === "filter" || REFUSALS.some((pattern) => pattern.test(text)),
    repeated: repeatsWords(text) || REPEATED_CHARACTERS.test(text),
    cut: finish === "length",
  };
  return ODD_REPLIES.filter((kind) => found[kind]);
}

function repeatsWords(text: string): boolean {
  const words = text.trim().split(/\s+/);
  for (let unit = 1; unit <= LONGEST_UNIT; unit++) {
    let same = 0;
    for (let i = unit; i < words.length; i++) {
      same = words[i] === words[i - unit] ? same + 1 : 0;
      if (same >= unit * (REPEATS - 1)) return true;
    }
  }
  return false;
}

const LONGEST_UNIT = 8;
const REPEATS = 4;
/** Languages without spaces, and digits without end. Numbers as people write them are shorter. */
const REPEATED_CHARACTERS = /(\S)\1{23}|(\S{2,3})\2{11}|(\S{4,8})\3{5}/u;

const NOT = String.raw`(?:can(?:'|’)?t|cannot|can not|won(?:'|’)?t|will not|am not able to|am unable to|(?:'|’)m (?:not able|unable) to)`;
/** The first is PaliGemma's own. */
const REFUSALS = [
  /as a base vlm i am not trained/i,
  new RegExp(String.raw`\bi ?${NOT} (?:help|assist|answer|comply|describe|identify|provide|comment|do that|engage|fulfil|continue|discuss|generate|create|make)`, "i"),
  /\bas an? (?:ai|artificial intelligence)(?: language)? (?:model|assistant)\b/i,
  /\b(?:i(?:'|’)?m|i am) sorry,? (?:but|i)\b/i,
  /^(?:i )?(?:must |have to )?(?:decline|refuse) (?:to|this)\b/i,
];
