/** Seeded answers for differential tests: what models and people write, and what Python and JavaScript read differently. */

import { createRandom, type Random } from "../fixtures/random.ts";

const PIECES = ("yes No NO the A an two none Ten twenty dont couldn'tve 'ows'at let's somebody'd its 1,000 10.5 3. .5 5. 1_000 1__0 _1 1_ "
  + "1e5 1E-3 1e400 inf -Infinity +nan 0x10 50% 50%% $5 U.S. t-shirt b/w (left) [x] \"stop\" what? end! a.b a,b ...... . .. , ٣ १,२ １２ 𝟗.𝟙 ① ½ ² "
  + "日 猫。 é ﬁne Straße İstanbul ıt Kelvin ΑΣ ΣΑΣ Σ Σ1 Ά𐐀 ᏣᎳᎩ ფ ǅ 😀 👍🏽 e\u0301").split(" ");
const SIGNS = [..."İΣςßé٣𝟘①\u0301ʰ\u00ad·';/[]\"{}()=+\\_->< @`,?!.:%'&|~^*#$0123456789eE+-_abAB"];
const NUMERALS = [..."00123456789.._eE+-", "٣", "𝟘", "१", "\u00a0"];
const SPACES = ["", "  ", ..." \t\n\r\u000b\u001c\u001f\u0085\u00a0\u1680\u180e\u2009\u200b\u2028\u202f\u3000\ufeff\u0000"];

function pick<T>(random: Random, list: readonly T[]): T {
  return list[random.below(list.length)] as T;
}

export function fuzzAnswer(random: Random): string {
  const [pieces, signs, spaces] = [() => pick(random, PIECES), () => pick(random, SIGNS), () => pick(random, SPACES)];
  const numerals = (): string => pick(random, NUMERALS);
  const kinds = [[pieces, spaces], [signs], [pieces], [pieces, signs, spaces], [signs, spaces], [spaces, pieces, spaces], [numerals], [numerals, numerals]];
  const makers = pick(random, kinds);
  return Array.from({ length: random.below(7) }, () => makers.map((make) => make()).join("")).join("") + spaces();
}

export function fuzzAnswers(seed: number, count: number): string[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => fuzzAnswer(random));
}
