/** Numbers for n-grams of word numbers, n = 1..4: equal n-grams get equal numbers, in order of first sight. */

import { createIntegers, type CaptionCorpus } from "./caption-corpus.ts";

export const ORDERS = 4;

/** N-gram counts of every caption: entries `starts[c * 4 + n] .. starts[c * 4 + n + 1]` hold order n + 1, in order of first sight. */
export interface NgramCounts {
  readonly grams: Int32Array;
  readonly counts: Uint16Array;
  readonly starts: Int32Array;
  /** How many different n-grams there are. */
  readonly size: number;
}

/** Open-addressing table of pairs (shorter n-gram, next word) → number. */
function createPairTable(): (first: number, second: number) => number {
  let capacity = 1 << 16;
  let firsts = new Int32Array(capacity).fill(-1);
  let seconds = new Int32Array(capacity);
  let values = new Int32Array(capacity);
  let size = 0;
  const place = (first: number, second: number): number => {
    let slot = (Math.imul(first, 0x9e3779b1) ^ Math.imul(second + 0x7f4a7c15, 0x85ebca6b)) >>> 0;
    slot = (slot ^ (slot >>> 15)) & (capacity - 1);
    while (firsts[slot] !== -1 && (firsts[slot] !== first || seconds[slot] !== second)) slot = (slot + 1) & (capacity - 1);
    return slot;
  };
  const grow = (): void => {
    const [oldFirsts, oldSeconds, oldValues] = [firsts, seconds, values];
    capacity *= 2;
    firsts = new Int32Array(capacity).fill(-1);
    seconds = new Int32Array(capacity);
    values = new Int32Array(capacity);
    oldFirsts.forEach((first, old) => {
      if (first === -1) return;
      const slot = place(first, oldSeconds[old] as number);
      firsts[slot] = first;
      seconds[slot] = oldSeconds[old] as number;
      values[slot] = oldValues[old] as number;
    });
  };
  return (first, second) => {
    let slot = place(first, second);
    if (firsts[slot] === -1) {
      if (size * 2 > capacity) {
        grow();
        slot = place(first, second);
      }
      firsts[slot] = first;
      seconds[slot] = second;
      values[slot] = size++;
    }
    return values[slot] as number;
  };
}

/** Counts the n-grams of every caption of a corpus. */
export function countNgrams(corpus: CaptionCorpus): NgramCounts {
  const captions = corpus.starts.length - 1;
  const number = createPairTable();
  const starts = new Int32Array(captions * ORDERS + 1);
  const tally = createTally(corpus.tokens.length * 3 + 16);
  let current = new Int32Array(0);
  for (let caption = 0; caption < captions; caption++) {
    const from = corpus.starts[caption] as number;
    const length = (corpus.starts[caption + 1] as number) - from;
    if (current.length < length) current = new Int32Array(length * 2);
    for (let order = 0; order < ORDERS; order++) {
      for (let i = 0; i + order < length; i++) {
        const gram = number(order === 0 ? NOTHING : (current[i] as number), corpus.tokens[from + i + order] as number);
        current[i] = gram;
        tally.count(gram, caption);
      }
      starts[caption * ORDERS + order + 1] = tally.length();
    }
  }
  return { ...tally.finish(), starts };
}

/** Stands before the first word of an n-gram. */
const NOTHING = 0x7fffffff;

interface Tally {
  count(gram: number, caption: number): void;
  length(): number;
  finish(): Omit<NgramCounts, "starts">;
}

/** Every n-gram of a caption once, with how often it was counted there. */
function createTally(capacity: number): Tally {
  const grams = createIntegers(capacity);
  const counts = createIntegers(capacity);
  let seenIn = new Int32Array(1 << 16).fill(-1);
  let seenAt = new Int32Array(1 << 16);
  let size = 0;
  return {
    count(gram, caption) {
      if (gram >= size) size = gram + 1;
      if (gram >= seenIn.length) {
        seenIn = widened(seenIn, -1);
        seenAt = widened(seenAt, 0);
      }
      if (seenIn[gram] === caption) counts.increment(seenAt[gram] as number);
      else {
        seenIn[gram] = caption;
        seenAt[gram] = grams.length();
        grams.push(gram);
        counts.push(1);
      }
    },
    length: grams.length,
    finish: () => ({ grams: grams.finish(), counts: Uint16Array.from(counts.finish()), size }),
  };
}

function widened(old: Int32Array<ArrayBuffer>, filler: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(old.length * 2).fill(filler);
  larger.set(old);
  return larger;
}
