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
import type { Metric, Summary } from "../src/core/types.ts";
import { mean } from "../src/stats/pairwise-sum.ts";
import { captionCorpus, splitAtSpaces, type CaptionCorpus, type CaptionTokenizer } from "../src/text/caption-corpus.ts";
import { createCaptionNgrams, createCollector, ngramsOf, ORDERS, type CaptionNgrams, type NgramCollector, type Ngrams } from "../src/text/ngrams.ts";

/** An image of a corpus; document frequencies are counted over whatever images are summarised together. */
export interface ImageOfCorpus {
  readonly corpus: CaptionCorpus;
  readonly image: number;
}

const SIGMA_SQUARED = 36;

export function cider(tokenizer: CaptionTokenizer): Metric<string, readonly string[], ImageOfCorpus> {
  return {
    name: "cider",
    signature: `cider|tok:${tokenizer.id}|df:refs|n:4|sigma:6|v:1`,
    range: [0, 10],
    better: "higher",
    measure(pairs) {
      const corpus = splitAtSpaces(captionCorpus(pairs, tokenizer));
      return Array.from({ length: corpus.images }, (_, image) => ({ corpus, image }));
    },
    summarize,
  };
}

function summarize(stats: readonly ImageOfCorpus[]): Summary {
  const corpus = stats[0]?.corpus;
  if (corpus === undefined) throw new MetricError("cider", "there is no image to score");
  if (stats.some((stat) => stat.corpus !== corpus)) throw new MetricError("cider", "images of two measurements share no n-gram numbers and cannot be summarised together");
  const images = Int32Array.from(stats, (stat) => stat.image);
  if (!images.some((image) => tokensOf(corpus, image) > 0)) {
    throw new MetricError("cider", "every reference is empty, so no n-gram has a document frequency", { hint: "Look at the references: are they in the right field?" });
  }
  const similarities = new Float64Array(images.length * ORDERS);
  for (const ngrams of ngramsOf(corpus)) compare(corpus, ngrams, images, similarities);
  const perSample = Float64Array.from(images, (image, i) => {
    const references = (corpus.referencesOf[image + 1] as number) - (corpus.referencesOf[image] as number);
    return ((mean(similarities.subarray(i * ORDERS, (i + 1) * ORDERS)) ?? 0) / references) * 10;
  });
  const notes = [...corpus.notes, ...remarks(corpus, images)];
  return { value: mean(perSample) ?? 0, perSample, ...(notes.length > 0 ? { notes } : {}) };
}

/** Tokens in all references of an image. */
function tokensOf({ starts, referencesOf }: CaptionCorpus, image: number): number {
  return (starts[referencesOf[image + 1] as number] as number) - (starts[referencesOf[image] as number] as number);
}

/** Images that hold an n-gram in a reference. */
function documentFrequency({ starts, referencesOf }: CaptionCorpus, { order, at, size }: Ngrams, images: Int32Array): Int32Array {
  const frequency = new Int32Array(size);
  const seenBy = new Int32Array(size).fill(-1);
  images.forEach((image, position) => {
    for (let reference = referencesOf[image] as number; reference < (referencesOf[image + 1] as number); reference++) {
      const last = (starts[reference + 1] as number) - order;
      for (let i = starts[reference] as number; i <= last; i++) {
        const gram = at[i] as number;
        if (seenBy[gram] === position) continue;
        seenBy[gram] = position;
        frequency[gram] = (frequency[gram] as number) + 1;
      }
    }
  });
  return frequency;
}

/** Adds up each image's penalised similarities to its references, in n-grams of one order. */
function compare(corpus: CaptionCorpus, ngrams: Ngrams, images: Int32Array, similarities: Float64Array): void {
  const { starts, referencesOf, hypotheses } = corpus;
  const frequency = documentFrequency(corpus, ngrams, images);
  const collector = createCollector(corpus, ngrams);
  const weights = createWeights(frequency, images.length);
  const [hypothesis, reference] = [createWeighted(corpus), createWeighted(corpus)];
  const bigrams = (caption: number): number => Math.max(0, (starts[caption + 1] as number) - (starts[caption] as number) - 1);
  images.forEach((image, position) => {
    collector.collect(hypotheses + image, hypothesis);
    collector.release(hypothesis);
    weights(hypothesis);
    let sum = 0;
    for (let caption = referencesOf[image] as number; caption < (referencesOf[image + 1] as number); caption++) {
      collector.collect(caption, reference);
      weights(reference);
      const delta = bigrams(hypotheses + image) - bigrams(caption);
      sum += similarity(hypothesis, reference, collector) * Math.E ** (-(delta * delta) / (2 * SIGMA_SQUARED));
      collector.release(reference);
    }
    similarities[position * ORDERS + ngrams.order - 1] = sum;
  });
}

interface Weighted extends CaptionNgrams {
  readonly weights: Float64Array;
  /** Sum of squared weights. */
  squares: number;
}

function createWeighted(corpus: CaptionCorpus): Weighted {
  const ngrams = createCaptionNgrams(corpus);
  return { ...ngrams, weights: new Float64Array(ngrams.grams.length), squares: 0 };
}

/** Weighs the n-grams of a caption: count × (ln N − ln max(1, df)). */
function createWeights(frequency: Int32Array, images: number): (caption: Weighted) => void {
  const rarity = Float64Array.from({ length: images + 1 }, (_, df) => Math.log(images) - Math.log(Math.max(1, df)));
  return (caption) => {
    const { grams, counts, weights, length } = caption;
    let squares = 0;
    for (let i = 0; i < length; i++) {
      const weight = (counts[i] as number) * (rarity[frequency[grams[i] as number] as number] as number);
      weights[i] = weight;
      squares += weight * weight;
    }
    caption.squares = squares;
  };
}

/** Clipped cosine of a hypothesis and the reference that was collected last. */
function similarity(hypothesis: Weighted, reference: Weighted, collector: NgramCollector): number {
  const { grams, weights, length } = hypothesis;
  let overlap = 0;
  for (let i = 0; i < length; i++) {
    const place = collector.find(grams[i] as number);
    if (place < 0) continue;
    const other = reference.weights[place] as number;
    overlap += Math.min(weights[i] as number, other) * other;
  }
  return hypothesis.squares !== 0 && reference.squares !== 0 ? overlap / (Math.sqrt(hypothesis.squares) * Math.sqrt(reference.squares)) : overlap;
}

/** What makes a CIDEr easy to misread. */
function remarks(corpus: CaptionCorpus, images: Int32Array): string[] {
  if (images.length === 1) return ["one image: CIDEr is 0 by construction, since every n-gram occurs in every image"];
  let [words, found] = [0, 0];
  const seenBy = new Int32Array(corpus.words.length).fill(-1);
  for (const image of images) {
    const [first, last] = [corpus.starts[corpus.referencesOf[image] as number] as number, corpus.starts[corpus.referencesOf[image + 1] as number] as number];
    for (let i = first; i < last; i++) seenBy[corpus.tokens[i] as number] = image;
    for (let i = corpus.starts[corpus.hypotheses + image] as number; i < (corpus.starts[corpus.hypotheses + image + 1] as number); i++) {
      words++;
      if (seenBy[corpus.tokens[i] as number] === image) found++;
    }
  }
  if (words >= 20 && found < words * 0.05) {
    return [`only ${found} of ${words} predicted words occur in their own references: are ids and captions aligned, and in the same language?`];
  }
  return [];
}
