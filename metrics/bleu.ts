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
import type { Metric, Summary } from "../src/core/types.ts";
import { captionCorpus, splitAtSpaces, type CaptionCorpus, type CaptionTokenizer } from "../src/text/caption-corpus.ts";
import { createCaptionNgrams, createCollector, ngramsOf, ORDERS, type Ngrams } from "../src/text/ngrams.ts";

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
    measure(pairs) {
      const corpus = splitAtSpaces(captionCorpus(pairs, tokenizer));
      const rows = Array.from({ length: corpus.images }, (_, image) => countLengths(corpus, image));
      for (const ngrams of ngramsOf(corpus)) countCorrect(corpus, ngrams, rows);
      return rows;
    },
    summarize,
    sums: { row: (counts) => counts, summarize: summarizeSums },
  };
}

/** A row with everything but the correct n-grams. */
function countLengths(corpus: CaptionCorpus, image: number): BleuCounts {
  const lengthOf = (caption: number): number => (corpus.starts[caption + 1] as number) - (corpus.starts[caption] as number);
  const length = lengthOf(corpus.hypotheses + image);
  let closest = Number.POSITIVE_INFINITY;
  for (let reference = corpus.referencesOf[image] as number; reference < (corpus.referencesOf[image + 1] as number); reference++) {
    const other = lengthOf(reference);
    const [gap, best] = [Math.abs(other - length), Math.abs(closest - length)];
    if (gap < best || (gap === best && other < closest)) closest = other;
  }
  const row = new Float64Array(FIELDS);
  for (let order = 0; order < ORDERS; order++) row[GUESS + order] = Math.max(0, length - order);
  row[LENGTH] = length;
  row[REFERENCE_LENGTH] = closest;
  return row;
}

/** Fills in the correct n-grams of one order: each counts at most as often as in the reference that has it most. */
function countCorrect(corpus: CaptionCorpus, ngrams: Ngrams, rows: readonly BleuCounts[]): void {
  const collector = createCollector(corpus, ngrams);
  const hypothesis = createCaptionNgrams(corpus);
  const most = new Int32Array(hypothesis.counts.length);
  const seen = new Int32Array(hypothesis.counts.length);
  rows.forEach((row, image) => {
    collector.collect(corpus.hypotheses + image, hypothesis);
    most.fill(0, 0, hypothesis.length);
    for (let reference = corpus.referencesOf[image] as number; reference < (corpus.referencesOf[image + 1] as number); reference++) {
      seen.fill(0, 0, hypothesis.length);
      const last = (corpus.starts[reference + 1] as number) - ngrams.order;
      for (let i = corpus.starts[reference] as number; i <= last; i++) {
        const place = collector.find(ngrams.at[i] as number);
        if (place >= 0) most[place] = Math.max(most[place] as number, (seen[place] = (seen[place] as number) + 1));
      }
    }
    let correct = 0;
    for (let i = 0; i < hypothesis.length; i++) correct += Math.min(hypothesis.counts[i] as number, most[i] as number);
    row[ngrams.order - 1] = correct;
    collector.release(hypothesis);
  });
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
