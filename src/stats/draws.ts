/** Random weights of resamples, many at a time: what the bootstrap and the randomisation test draw from. */

/** Fills weights; every call goes on where the last one ended. */
export interface Draws {
  /** How often each of n units comes up in n draws with replacement. */
  count(weights: Float64Array): void;
  /** Independent zeros and ones, equally likely. */
  flip(weights: Float64Array): void;
}

/**
 * Draws from xoshiro128**, whose state the seed fills through a 32-bit mixer; the same on every machine.
 *
 * A drawn unit is the high half of output × n; outputs whose low half is below 2³² mod n are passed over, so all units are equally
 * likely. Flips are the outputs' highest bits.
 * Source: Blackman and Vigna 2021, arXiv 1805.01407 (generator); Lemire 2019, arXiv 1805.10941 (range).
 */
export function createDraws(seed: number): Draws {
  const state = Int32Array.from({ length: 4 }, (_, word) => mix(seed + Math.imul(word + 1, GOLDEN)));
  const outputs = new Int32Array(BLOCK);
  /** Hands over `count` outputs, a block at a time, until all were of use. */
  const spend = (count: number, use: (outputs: Int32Array, done: number) => number): void => {
    for (let done = 0; done < count; ) done += use(fillOutputs(outputs.subarray(0, count - done), state), done);
  };
  let counts = new Int32Array(0);
  return {
    count(weights) {
      counts = counts.length === weights.length ? counts.fill(0) : new Int32Array(weights.length);
      spend(weights.length, (some) => countUnits(some, counts));
      weights.set(counts);
    },
    flip(weights) {
      spend(weights.length, (some, done) => {
        weights.set(some.map((output) => output >>> 31), done);
        return some.length;
      });
    },
  };
}

/** Outputs in one go: they stay in the processor's nearest memory. */
const BLOCK = 1_024;

/** Writes outputs of xoshiro128** and moves its state on. */
export function fillOutputs(outputs: Int32Array, state: Int32Array): Int32Array {
  let [a, b, c, d] = state as unknown as [number, number, number, number];
  for (let i = 0; i < outputs.length; i++) {
    const scaled = Math.imul(b, 5);
    outputs[i] = Math.imul((scaled << 7) | (scaled >>> 25), 9);
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
  }
  state.set([a, b, c, d]);
  return outputs;
}

/** Counts the unit of every fair output, and returns how many were fair. */
function countUnits(outputs: Int32Array, counts: Int32Array): number {
  const n = counts.length;
  const [share, unfair] = [n / 2 ** 32, 2 ** 32 % n];
  let fair = 0;
  for (let i = 0; i < outputs.length; i++) {
    const output = outputs[i] as number;
    if (Math.imul(output, n) >>> 0 < unfair) continue;
    const unit = Math.trunc((output >>> 0) * share);
    counts[unit] = (counts[unit] as number) + 1;
    fair++;
  }
  return fair;
}

/** 2³² / the golden ratio, made odd. */
const GOLDEN = 0x9e3779b9;

/** Spreads a 32-bit number over all bits, one to one (Wellons' and Ettinger's constants). */
function mix(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return x ^ (x >>> 15);
}
