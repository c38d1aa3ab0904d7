/** Seeded random numbers: xoroshiro128+ of pure-rand. The same seed gives the same stream on every machine. */

import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

export interface Random {
  /** A whole number in 0 .. below − 1, each as likely as the others. */
  below(below: number): number;
}

export function createRandom(seed: number): Random {
  const generator = xoroshiro128plus(seed);
  return { below: (below) => uniformInt(generator, 0, below - 1) };
}
