/**
 * BLEU-1..4 of pycocoevalcap: clipped n-gram precision with a brevity penalty, over the whole corpus.
 *
 * correct_k and guess_k are summed over images first; BLEU-k = (Π_{j≤k} (correct_j + 1e-15) / (guess_j + 1e-9))^(1/k), times
 * e^(1 − 1/ratio) when ratio = (length + 1e-15) / (reference length + 1e-9) < 1. The reference length of an image is the closest,
 * the shorter one of two equally close.
 * Range: 0..1, higher is better; the headline is BLEU-4.  Unreadable answer: an empty caption.
 * Source: Papineni et al. 2002; salaniz/pycocoevalcap bleu/bleu_scorer.py@ad63453 (`option="closest"`).
 * Quirk: nothing is smoothed, but the two small constants make a missing order 1e-6-like instead of 0.
 */

import { MetricError } from "../src/core/errors.ts";
import type { Metric, Pair, Summary } from "../src/core/types.ts";
import { captionCorpus, splitAtSpaces, type CaptionCorpus, type CaptionTokenizer } from "../src/text/caption-corpus.ts";
import { countNgrams, ORDERS, type NgramCounts } from "../src/text/ngrams.ts";

/** What one image adds to the corpus, as one row of sums: correct n-grams of each order, guessed ones, length, reference length. */
export type BleuCounts = Float64Array;

const GUESS = ORDERS;
const LENGTH = 2 * ORDERS;
const REFERENCE_LENGTH = LENGTH + 1;
const FIELDS = LENGTH + 2;

const SMALL = 1e-9;
const TINY = 1e-15;

export function bleu(tokenizer: CaptionTokenizer): Metric<string, readonly string[], BleuCounts> {
  return {
    name: "bleu",
    signature: `bleu|tok:${tokenizer.id}|len:closest|n:4|v:1`,
    range: [0, 1],
    better: "higher",
    measure(pairs: readonly Pair<string, readonly string[]>[]) {
      const corpus = splitAtSpaces(captionCorpus(pairs, tokenizer));
      const ngrams = countNgrams(corpus);
      const most = new Int32Array(ngrams.size);
      return pairs.map((_, image) => countImage(corpus, ngrams, image, most));
    },
    summarize,
    sums: { row: (counts) => counts, summarize: summarizeSums },
  };
}

function countImage(corpus: CaptionCorpus, ngrams: NgramCounts, image: number, most: Int32Array): BleuCounts {
  const { grams, counts, starts } = ngrams;
  const hypothesis = corpus.hypotheses + image;
  const [first, last] = [corpus.referencesOf[image] as number, corpus.referencesOf[image + 1] as number];
  const [from, to] = [starts[first * ORDERS] as number, starts[last * ORDERS] as number];
  for (let i = from; i < to; i++) most[grams[i] as number] = Math.max(most[grams[i] as number] as number, counts[i] as number);
  const lengthOf = (caption: number): number => (corpus.starts[caption + 1] as number) - (corpus.starts[caption] as number);
  const length = lengthOf(hypothesis);
  const row = new Float64Array(FIELDS);
  for (let order = 0; order < ORDERS; order++) {
    let sum = 0;
    for (let i = starts[hypothesis * ORDERS + order] as number; i < (starts[hypothesis * ORDERS + order + 1] as number); i++) {
      sum += Math.min(counts[i] as number, most[grams[i] as number] as number);
    }
    row[order] = sum;
    row[GUESS + order] = Math.max(0, length - order);
  }
  for (let i = from; i < to; i++) most[grams[i] as number] = 0;
  let referenceLength = Number.POSITIVE_INFINITY;
  for (let reference = first; reference < last; reference++) {
    const other = lengthOf(reference);
    const [gap, best] = [Math.abs(other - length), Math.abs(referenceLength - length)];
    if (gap < best || (gap === best && other < referenceLength)) referenceLength = other;
  }
  row[LENGTH] = length;
  row[REFERENCE_LENGTH] = referenceLength;
  return row;
}

function summarize(stats: readonly BleuCounts[]): Summary {
  if (stats.length === 0) throw new MetricError("bleu", "there is no image to score");
  const sums = new Float64Array(FIELDS);
  for (const row of stats) {
    for (let field = 0; field < FIELDS; field++) sums[field] = (sums[field] as number) + (row[field] as number);
  }
  return summarizeSums(sums);
}

function summarizeSums(sums: ArrayLike<number>): Summary {
  const values = bleuOf(sums);
  return { value: values[3] ?? 0, parts: Object.fromEntries(values.map((value, order) => [`bleu-${order + 1}`, value])) };
}

/** BLEU-1..4 of summed counts. */
function bleuOf(sums: ArrayLike<number>): number[] {
  const ratio = ((sums[LENGTH] as number) + TINY) / ((sums[REFERENCE_LENGTH] as number) + SMALL);
  const brevity = ratio < 1 ? Math.exp(1 - 1 / ratio) : 1;
  let product = 1;
  return Array.from({ length: ORDERS }, (_, order) => {
    product *= ((sums[order] as number) + TINY) / ((sums[GUESS + order] as number) + SMALL);
    return product ** (1 / (order + 1)) * brevity;
  });
}
