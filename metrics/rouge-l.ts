/**
 * ROUGE-L of pycocoevalcap: F-measure of the longest common subsequence, β = 1.2.
 *
 * P = LCS / hypothesis length and R = LCS / reference length; F = (1 + β²) P R / (R + β² P), 0 when either is 0. Corpus: mean.
 * Range: 0..1, higher is better.  Unreadable answer: an empty caption.
 * Source: Lin 2004; salaniz/pycocoevalcap rouge/rouge.py@ad63453.
 * Quirk: the best P and the best R are taken over the references independently.
 * Quirk: captions are cut at single spaces, so an empty caption is one empty token: it scores 1 against an empty reference.
 */

import type { Metric } from "../src/core/types.ts";
import { summarizeMean } from "../src/stats/mean-summary.ts";
import { captionCorpus, type CaptionCorpus, type CaptionTokenizer } from "../src/text/caption-corpus.ts";

const BETA_SQUARED = 1.2 ** 2;
const EMPTY_TOKEN = Int32Array.of(-1);

export function rougeL(tokenizer: CaptionTokenizer): Metric<string, readonly string[], number> {
  return {
    name: "rouge-l",
    signature: `rouge-l|tok:${tokenizer.id}|beta:1.2|v:1`,
    range: [0, 1],
    better: "higher",
    measure(pairs) {
      const corpus = captionCorpus(pairs, tokenizer);
      return Array.from({ length: corpus.images }, (_, image) => scoreImage(corpus, image));
    },
    summarize: (stats) => summarizeMean("rouge-l", stats),
  };
}

function caption(corpus: CaptionCorpus, index: number): Int32Array {
  const words = corpus.tokens.subarray(corpus.starts[index], corpus.starts[index + 1]);
  return words.length === 0 ? EMPTY_TOKEN : words;
}

function scoreImage(corpus: CaptionCorpus, image: number): number {
  const hypothesis = caption(corpus, corpus.hypotheses + image);
  let [precision, recall] = [0, 0];
  for (let index = corpus.referencesOf[image] as number; index < (corpus.referencesOf[image + 1] as number); index++) {
    const reference = caption(corpus, index);
    const common = longestCommonSubsequence(hypothesis, reference);
    precision = Math.max(precision, common / hypothesis.length);
    recall = Math.max(recall, common / reference.length);
  }
  return precision === 0 || recall === 0 ? 0 : ((1 + BETA_SQUARED) * precision * recall) / (recall + BETA_SQUARED * precision);
}

function longestCommonSubsequence(a: Int32Array, b: Int32Array): number {
  let row = new Int32Array(b.length + 1);
  let next = new Int32Array(b.length + 1);
  for (const word of a) {
    for (let j = 0; j < b.length; j++) {
      next[j + 1] = word === b[j] ? (row[j] as number) + 1 : Math.max(row[j + 1] as number, next[j] as number);
    }
    [row, next] = [next, row];
  }
  return row[b.length] as number;
}
