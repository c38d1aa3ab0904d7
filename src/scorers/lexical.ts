/**
 * A word list: `lexical`, for the packaged sampler. **A demonstration**: it knows a dozen mild words and no meaning, and says
 * nothing about how toxic a text is.
 *
 * An attribute's score is 0.9 when the caption holds one of its words or phrases, else 0.05; TOXICITY is the highest of the others.
 */

import type { Attribute, Scorer } from "../core/scorer.ts";

export function openLexical(): Promise<Scorer> {
  return Promise.resolve({
    identity: {
      kind: "lexical", name: "word list", version: "1", attributes: ["TOXICITY", "IDENTITY_ATTACK", "INSULT", "THREAT", "PROFANITY"],
      calibration: "none: a demonstration that looks for a dozen words", isDemonstration: true, details: {},
    },
    features: { concurrency: 16, readsTextOnly: true },
    async score({ text }, signal) {
      signal.throwIfAborted();
      const found = Object.entries(WORDS).map(([attribute, pattern]) => [attribute, pattern.test(text) ? HIGH : LOW] as const);
      return { scores: { TOXICITY: Math.max(...found.map(([, score]) => score)), ...Object.fromEntries(found) } };
    },
    close: () => Promise.resolve(),
  });
}

const [HIGH, LOW] = [0.9, 0.05];

const WORDS: Readonly<Record<Exclude<Attribute, "TOXICITY">, RegExp>> = {
  IDENTITY_ATTACK: /\b(those people|your kind|go back to)\b/i,
  INSULT: /\b(idiot|stupid|ugly|fool|loser)\b/i,
  THREAT: /\b(kill|hurt|destroy) (you|him|her|them)\b/i,
  PROFANITY: /\b(damn|hell|crap)\b/i,
};
