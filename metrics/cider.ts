/**
 * CIDEr as everyone reports it: CIDEr-D of pycocoevalcap (clipped counts, Gaussian length penalty), document frequency from the
 * references of the evaluated set.
 *
 * Weight of an n-gram: count × (ln N − ln max(1, df)), df = images with the n-gram in a reference, N = images.
 * sim_n(h, r) = Σ_{g ∈ h} min(w_h, w_r) · w_r / (‖h‖ ‖r‖) · e^(−Δ²/72); image score = 10 × mean over n = 1..4 of the mean over references.
 * Range: 0..10, higher is better (cards print × 100).  Unreadable answer: an empty caption, 0.
 * Source: Vedantam et al. 2015, arXiv 1411.5726; salaniz/pycocoevalcap cider/cider_scorer.py@ad63453.
 * Quirk: Δ is the difference in BIGRAM counts, not in words; the document frequency is the evaluated set's, so a subset has other
 * weights, and a single image has none: its CIDEr is 0.
 * Quirk: `np.e ** x` is a power of the rounded e, not exp(x).
 */

import { MetricError } from "../src/core/errors.ts";
import type { Metric, Pair, Summary } from "../src/core/types.ts";
import { mean } from "../src/stats/pairwise-sum.ts";
import { captionCorpus, splitAtSpaces, type CaptionCorpus, type CaptionTokenizer } from "../src/text/caption-corpus.ts";
import { countNgrams, ORDERS, type NgramCounts } from "../src/text/ngrams.ts";

export interface CountedCorpus {
  readonly corpus: CaptionCorpus;
  readonly ngrams: NgramCounts;
}

/** An image of a counted corpus; document frequencies are counted over whatever images are summarised together. */
export interface ImageOfCorpus {
  readonly counted: CountedCorpus;
  readonly image: number;
}

const SIGMA_SQUARED = 36;

export function cider(tokenizer: CaptionTokenizer): Metric<string, readonly string[], ImageOfCorpus> {
  return {
    name: "cider",
    signature: `cider|tok:${tokenizer.id}|df:refs|n:4|sigma:6|v:1`,
    range: [0, 10],
    better: "higher",
    measure(pairs: readonly Pair<string, readonly string[]>[]) {
      const corpus = splitAtSpaces(captionCorpus(pairs, tokenizer));
      const counted = { corpus, ngrams: countNgrams(corpus) };
      return pairs.map((_, image) => ({ counted, image }));
    },
    summarize,
  };
}

function summarize(stats: readonly ImageOfCorpus[]): Summary {
  const counted = stats[0]?.counted;
  if (counted === undefined) throw new MetricError("cider", "there is no image to score");
  if (stats.some((stat) => stat.counted !== counted)) throw new MetricError("cider", "images of two measurements share no n-gram numbers and cannot be summarised together");
  const images = Int32Array.from(stats, (stat) => stat.image);
  const { logs, anyWord } = logDocumentFrequency(counted, images);
  if (!anyWord) throw new MetricError("cider", "every reference is empty, so no n-gram has a document frequency", { hint: "Look at the references: are they in the right field?" });
  const perSample = scoreImages(counted, images, logs);
  const notes = [...counted.corpus.notes, ...remarks(counted.corpus, images)];
  return { value: mean(perSample) ?? 0, perSample, ...(notes.length > 0 ? { notes } : {}) };
}

/** ln max(1, df) of every n-gram, over the references of the given images. */
function logDocumentFrequency({ corpus, ngrams }: CountedCorpus, images: Int32Array): { logs: Float64Array; anyWord: boolean } {
  const frequency = new Float64Array(ngrams.size);
  const seenBy = new Int32Array(ngrams.size).fill(-1);
  let anyWord = false;
  images.forEach((image, position) => {
    const first = (corpus.referencesOf[image] as number) * ORDERS;
    const last = (corpus.referencesOf[image + 1] as number) * ORDERS;
    for (let i = ngrams.starts[first] as number; i < (ngrams.starts[last] as number); i++) {
      const gram = ngrams.grams[i] as number;
      anyWord = true;
      if (seenBy[gram] === position) continue;
      seenBy[gram] = position;
      frequency[gram] = (frequency[gram] as number) + 1;
    }
  });
  const known = new Map<number, number>();
  for (let gram = 0; gram < ngrams.size; gram++) {
    const df = Math.max(1, frequency[gram] as number);
    let log = known.get(df);
    if (log === undefined) known.set(df, (log = Math.log(df)));
    frequency[gram] = log;
  }
  return { logs: frequency, anyWord };
}

function scoreImages(counted: CountedCorpus, images: Int32Array, logs: Float64Array): Float64Array {
  const { corpus } = counted;
  const similarity = createSimilarity(counted, logs, Math.log(images.length));
  const bigrams = (caption: number): number => Math.max(0, (corpus.starts[caption + 1] as number) - (corpus.starts[caption] as number) - 1);
  const sums = new Float64Array(ORDERS);
  return Float64Array.from(images, (image) => {
    const hypothesis = corpus.hypotheses + image;
    const [first, last] = [corpus.referencesOf[image] as number, corpus.referencesOf[image + 1] as number];
    sums.fill(0);
    for (let reference = first; reference < last; reference++) {
      const delta = bigrams(hypothesis) - bigrams(reference);
      const penalty = Math.E ** (-(delta * delta) / (2 * SIGMA_SQUARED));
      for (let order = 0; order < ORDERS; order++) sums[order] = (sums[order] as number) + similarity(hypothesis, reference, order) * penalty;
    }
    return ((mean(sums) ?? 0) / (last - first)) * 10;
  });
}

/** Clipped cosine of a hypothesis and a reference in n-grams of one order. */
function createSimilarity({ ngrams }: CountedCorpus, logs: Float64Array, logImages: number): (hypothesis: number, reference: number, order: number) => number {
  const { grams, counts, starts } = ngrams;
  const weights = new Float64Array(ngrams.size);
  const weightOf = (i: number): number => (counts[i] as number) * (logImages - (logs[grams[i] as number] as number));
  return (hypothesis, reference, order) => {
    const [from, to] = [starts[reference * ORDERS + order] as number, starts[reference * ORDERS + order + 1] as number];
    let referenceNorm = 0;
    for (let i = from; i < to; i++) {
      const weight = weightOf(i);
      weights[grams[i] as number] = weight;
      referenceNorm += weight * weight;
    }
    let [overlap, norm] = [0, 0];
    const end = starts[hypothesis * ORDERS + order + 1] as number;
    for (let i = starts[hypothesis * ORDERS + order] as number; i < end; i++) {
      const weight = weightOf(i);
      const other = weights[grams[i] as number] as number;
      norm += weight * weight;
      overlap += Math.min(weight, other) * other;
    }
    for (let i = from; i < to; i++) weights[grams[i] as number] = 0;
    return norm !== 0 && referenceNorm !== 0 ? overlap / (Math.sqrt(norm) * Math.sqrt(referenceNorm)) : overlap;
  };
}

/** What makes a CIDEr easy to misread. */
function remarks(corpus: CaptionCorpus, images: Int32Array): string[] {
  if (images.length === 1) return ["one image: CIDEr is 0 by construction, since every n-gram occurs in every image"];
  let [words, found] = [0, 0];
  const inReferences = new Set<number>();
  for (const image of images) {
    inReferences.clear();
    const [first, last] = [corpus.starts[corpus.referencesOf[image] as number] as number, corpus.starts[corpus.referencesOf[image + 1] as number] as number];
    for (let i = first; i < last; i++) inReferences.add(corpus.tokens[i] as number);
    for (let i = corpus.starts[corpus.hypotheses + image] as number; i < (corpus.starts[corpus.hypotheses + image + 1] as number); i++) {
      words++;
      if (inReferences.has(corpus.tokens[i] as number)) found++;
    }
  }
  if (words >= 20 && found < words * 0.05) {
    return [`only ${found} of ${words} predicted words occur in their own references: are ids and captions aligned, and in the same language?`];
  }
  return [];
}
