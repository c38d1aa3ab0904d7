/** Numbers for n-grams of word numbers, n = 1..4: equal n-grams of one order get equal numbers, in order of first sight. */

import type { CaptionCorpus } from "./caption-corpus.ts";

export const ORDERS = 4;

/** The n-grams of one order. */
export interface Ngrams {
  /** n: how many words they have. */
  readonly order: number;
  /** Number of the n-gram that begins at each token; meaningless where its caption ends sooner. */
  readonly at: Int32Array;
  /** How many different ones there are. */
  readonly size: number;
}

/** Corpora of more tokens are numbered anew each time they are walked, since four arrays of that size would fill the memory. */
const KEPT_TOKENS = 4_000_000;

const known = new WeakMap<CaptionCorpus, Iterable<Ngrams>>();

/** The n-grams of every order, shortest first. An order is valid until the next one is asked for. */
export function ngramsOf(corpus: CaptionCorpus): Iterable<Ngrams> {
  let orders = known.get(corpus);
  if (orders === undefined) {
    orders = corpus.tokens.length <= KEPT_TOKENS ? [...numberOrders(corpus, false)] : { [Symbol.iterator]: () => numberOrders(corpus, true) };
    known.set(corpus, orders);
  }
  return orders;
}

function* numberOrders(corpus: CaptionCorpus, inPlace: boolean): Generator<Ngrams> {
  const { tokens, starts } = corpus;
  let at = tokens;
  yield { order: 1, at, size: corpus.words.length };
  for (let order = 2; order <= ORDERS; order++) {
    const shorter = at;
    if (!inPlace || order === 2) at = new Int32Array(tokens.length);
    const table = createPairTable(tokens.length >> 2);
    for (let caption = 0; caption + 1 < starts.length; caption++) {
      const last = (starts[caption + 1] as number) - order;
      for (let i = starts[caption] as number; i <= last; i++) at[i] = table.number(shorter[i] as number, tokens[i + order - 1] as number);
    }
    yield { order, at, size: table.size() };
  }
}

interface PairTable {
  /** The number of (shorter n-gram, next word). */
  number(first: number, second: number): number;
  size(): number;
}

/** Share of the slots that may be taken before the table grows. */
const FULL = 0.75;

/** What a slot holds: a number plus one, or 0, and the pair of the number, together because memory that far apart is slow to reach. */
const SLOT = 3;

/** Open addressing. */
function createPairTable(expected: number): PairTable {
  let capacity = 2 ** Math.ceil(Math.log2(Math.max(1024, expected * 2)));
  let slots = new Int32Array(capacity * SLOT);
  let size = 0;
  const grow = (): void => {
    const before = slots;
    capacity *= 2;
    slots = new Int32Array(capacity * SLOT);
    for (let from = 0; from < before.length; from += SLOT) {
      if (before[from] === 0) continue;
      let slot = slotOf(before[from + 1] as number, before[from + 2] as number, capacity);
      while (slots[slot * SLOT] !== 0) slot = (slot + 1) & (capacity - 1);
      slots.set(before.subarray(from, from + SLOT), slot * SLOT);
    }
  };
  return {
    size: () => size,
    number(first, second) {
      let slot = slotOf(first, second, capacity);
      let place = slot * SLOT;
      for (let found = slots[place] as number; found !== 0; found = slots[place] as number) {
        if (slots[place + 1] === first && slots[place + 2] === second) return found - 1;
        slot = (slot + 1) & (capacity - 1);
        place = slot * SLOT;
      }
      slots[place] = size + 1;
      slots[place + 1] = first;
      slots[place + 2] = second;
      if (++size >= capacity * FULL) grow();
      return size - 1;
    },
  };
}

function slotOf(first: number, second: number, capacity: number): number {
  const mixed = Math.imul(Math.imul(first, 0x9e3779b1) + second, 0x85ebca6b);
  return (mixed ^ (mixed >>> 15)) & (capacity - 1);
}

/** The different n-grams of one caption with their counts, in order of first sight; used again for every caption. */
export interface CaptionNgrams {
  readonly grams: Int32Array;
  readonly counts: Int32Array;
  length: number;
}

export interface NgramCollector {
  /** Where an n-gram stands in what was collected last and not released, or -1. */
  find(gram: number): number;
  /** Fills `into` with the n-grams of a caption. */
  collect(caption: number, into: CaptionNgrams): void;
  /** Forgets what was collected, so that the next caption can be. */
  release(collected: CaptionNgrams): void;
}

/** As many entries as the longest caption has tokens. */
export function createCaptionNgrams(corpus: CaptionCorpus): CaptionNgrams {
  let longest = 0;
  for (let caption = 0; caption + 1 < corpus.starts.length; caption++) longest = Math.max(longest, (corpus.starts[caption + 1] as number) - (corpus.starts[caption] as number));
  return { grams: new Int32Array(longest), counts: new Int32Array(longest), length: 0 };
}

export function createCollector({ starts }: CaptionCorpus, { order, at, size }: Ngrams): NgramCollector {
  const places = new Int32Array(size);
  return {
    find: (gram) => (places[gram] as number) - 1,
    collect(caption, into) {
      const { grams, counts } = into;
      let length = 0;
      const last = (starts[caption + 1] as number) - order;
      for (let i = starts[caption] as number; i <= last; i++) {
        const gram = at[i] as number;
        const place = places[gram] as number;
        if (place > 0) counts[place - 1] = (counts[place - 1] as number) + 1;
        else {
          grams[length] = gram;
          counts[length] = 1;
          places[gram] = ++length;
        }
      }
      into.length = length;
    },
    release({ grams, length }) {
      for (let i = 0; i < length; i++) places[grams[i] as number] = 0;
    },
  };
}
