/** Captions as word numbers: what CIDEr, BLEU and ROUGE-L read. */

import type { Pairs } from "../core/types.ts";
import { hasPythonSpace, pythonSplit } from "./python-whitespace.ts";

/** How captions become tokens; its id stands in the metric's signature. */
export interface CaptionTokenizer {
  readonly id: string;
  /** Emits the tokens of every caption, in order; returns what a reader must know. Captions may look at their neighbours. */
  tokenize(captions: Iterable<string>, emit: (caption: number, token: string) => void): readonly string[];
}

/** All captions of a corpus: image i has references `referencesOf[i] .. referencesOf[i + 1]` and hypothesis `hypotheses + i`. */
export interface CaptionCorpus {
  readonly images: number;
  readonly words: readonly string[];
  /** Word numbers of all captions, end to end: references in image order, then hypotheses. */
  readonly tokens: Int32Array;
  /** Caption c is `tokens[starts[c] .. starts[c + 1]]`. */
  readonly starts: Int32Array;
  readonly referencesOf: Int32Array;
  readonly hypotheses: number;
  readonly notes: readonly string[];
}

/** A list of whole numbers that grows. */
export function createIntegers(capacity = 1024): { push(value: number): void; length(): number; finish(): Int32Array } {
  let data = new Int32Array(capacity);
  let length = 0;
  return {
    push(value) {
      if (length === data.length) {
        const larger = new Int32Array(data.length * 2);
        larger.set(data);
        data = larger;
      }
      data[length++] = value;
    },
    length: () => length,
    finish: () => data.subarray(0, length),
  };
}

type CaptionPairs = Pairs<string, readonly string[]>;

const known = new WeakMap<CaptionPairs, Map<string, CaptionCorpus>>();

/**
 * Tokenises all references in one call, then all hypotheses in another, as pycocoevalcap does.
 *
 * An unreadable answer counts as an empty caption. The corpus of a list of pairs is kept, so that several metrics share it.
 */
export function captionCorpus(pairs: CaptionPairs, tokenizer: CaptionTokenizer): CaptionCorpus {
  const kept = known.get(pairs) ?? new Map<string, CaptionCorpus>();
  known.set(pairs, kept);
  let corpus = kept.get(tokenizer.id);
  if (corpus === undefined) {
    corpus = buildCorpus(pairs, tokenizer);
    kept.set(tokenizer.id, corpus);
  }
  return corpus;
}

function* hypothesesIn(pairs: CaptionPairs): Generator<string> {
  for (const pair of pairs) yield pair.answer ?? "";
}

function buildCorpus(pairs: CaptionPairs, tokenizer: CaptionTokenizer): CaptionCorpus {
  const referencesOf = new Int32Array(pairs.length + 1);
  const references = function* (): Generator<string> {
    let image = 0;
    for (const { target } of pairs) {
      referencesOf[image + 1] = (referencesOf[image] as number) + target.length;
      image++;
      yield* target;
    }
  };
  const numbers = new Map<string, number>();
  const tokens = createIntegers(pairs.length * 64 + 16);
  const starts = createIntegers(pairs.length * 6 + 16);
  starts.push(0);
  const read = (captions: Iterable<string>): readonly string[] => {
    const first = starts.length() - 1;
    let count = 0;
    const endCaptionsBefore = (caption: number): void => {
      while (starts.length() - 1 < first + caption) starts.push(tokens.length());
    };
    const notes = tokenizer.tokenize(counted(captions, () => count++), (caption, token) => {
      endCaptionsBefore(caption);
      let number = numbers.get(token);
      if (number === undefined) numbers.set(token, (number = numbers.size));
      tokens.push(number);
    });
    endCaptionsBefore(count);
    return notes;
  };
  const notes = [...read(references()), ...read(hypothesesIn(pairs))];
  return { images: pairs.length, words: [...numbers.keys()], tokens: tokens.finish(), starts: starts.finish(), referencesOf, hypotheses: referencesOf[pairs.length] as number, notes };
}

function* counted<Item>(items: Iterable<Item>, count: () => void): Generator<Item> {
  for (const item of items) {
    count();
    yield item;
  }
}

/**
 * The corpus with tokens cut at white space: what `str.split()` makes of a tokenised caption.
 *
 * Quirk: the PTB lexer joins "5 7/8" by a no-break space; CIDEr and BLEU split it again, ROUGE-L keeps it whole.
 */
export function splitAtSpaces(corpus: CaptionCorpus): CaptionCorpus {
  if (!corpus.words.some(hasPythonSpace)) return corpus;
  const words = [...corpus.words];
  const numbers = new Map(words.map((word, i) => [word, i]));
  const pieces = words.map((word, i) => {
    if (!hasPythonSpace(word)) return [i];
    return pythonSplit(word).map((piece) => {
      const number = numbers.get(piece) ?? words.push(piece) - 1;
      numbers.set(piece, number);
      return number;
    });
  });
  const tokens = createIntegers(corpus.tokens.length + 16);
  const starts = new Int32Array(corpus.starts.length);
  for (let caption = 0; caption + 1 < starts.length; caption++) {
    for (let i = corpus.starts[caption] as number; i < (corpus.starts[caption + 1] as number); i++) {
      for (const piece of pieces[corpus.tokens[i] as number] ?? []) tokens.push(piece);
    }
    starts[caption + 1] = tokens.length();
  }
  return { ...corpus, words, tokens: tokens.finish(), starts };
}
