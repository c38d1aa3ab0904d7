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
  let used = BLOCK;
  const refill = (): void => {
    fillOutputs(outputs, state);
    used = 0;
  };
  return {
    count(weights) {
      const n = weights.length;
      const [share, unfair] = [n / 2 ** 32, 2 ** 32 % n];
      weights.fill(0);
      for (let drawn = 0; drawn < n; ) {
        if (used === BLOCK) refill();
        const output = outputs[used++] as number;
        if (Math.imul(output, n) >>> 0 < unfair) continue;
        const unit = Math.trunc((output >>> 0) * share);
        weights[unit] = (weights[unit] as number) + 1;
        drawn++;
      }
    },
    flip(weights) {
      for (let i = 0; i < weights.length; i++) {
        if (used === BLOCK) refill();
        weights[i] = (outputs[used++] as number) >>> 31;
      }
    },
  };
}

const BLOCK = 1_024;

/** Outputs of xoshiro128** from a state, which moves on. */
export function fillOutputs(outputs: Int32Array, state: Int32Array): void {
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
