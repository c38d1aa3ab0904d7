/** Seeded lines for the differential test of the PTB lexer: sentences, mutated tokens that rules name, soups of signs, any unit. */

import { createRandom, type Random } from "../fixtures/random.ts";

const WORDS = "a the man woman dogs cat rides holding table red-and-white t-shirt surfboard umbrella isn't it's cannot gonna wanna Who'll y'all O'Brien rock'n'roll 1990s third café naïve coöperate Ελληνικά ΣΟΦΟΣ-ΣΑΣ привет 猫 กขค עברית मछली İstanbul ıt'ıs fİg. gımme ſtop Kelvin dunkin' 'em 'til l'eau d'or s'mores".split(" ");
const TOKENS = ("U.S. U.S.A. U.K. Dr. Mr. Mrs. St. Jr. Inc. Co. Ltd. Corp. Ph.D. Ed.D. etc. al. vs. cf. a.k.a. No. nos. fig. figs. pp. op. ca. art. bldg. Bldg. pty. ltd. Jan. Dec. Sept. Mon. Tues. Calif. Mass. e.g. i.e. p.m. a.m. B. x. "
  + "5:30 1,000 1.5 .5 5. +3 -4 3/4 5-1/2 12/25/2014 1-2-03 10-foot 4-year-old $5.00 US$5 C$ £3 €5 ¢ ½ ¼ ⅓ x² H₂O (555)123-4567 555-1234 +1 555.123.4567 100% 50°C 3×4 '99 '90s 1990's "
  + "http://a.bc/d?e=f www.x.yy/z foo.com bar.org. me@x.co a_b@c.d-e.fr @name @1a #tag #é #1 file.txt a.out image.jpeg. "
  + ":) :-( ;D =] :{ (^_^) ^_^ -_- x_x <3 >:( (-: && & &amp; &lt; &gt; &quot; &apos; &nbsp; &mdash; &#39; &HT; <b> </b> <br/> <a href=\"x y\"> <!-- c --> <3 < > AT&T S&P-500 S&Ls A+B R&D c++ C# f# "
  + "... .. .... ...... . . . ?! !! ?? -- --- ----- - – — ― “x” ‘y’ «z» ‹w› \"q\" 'r' `s` ``t'' 's n't 're 've 'll 'd 'm S'M n`t don´t "
  + "( ) [ ] { } -LRB- -RRB- / * \\* \\/ a/b a/b/c and/or w/ * ** # ## @@ __ ~ ^ | \\ = + % • … 、 。 ， ！ ？ « » ¿ ¡ ؟ ، । ★ → ♥ ™ ® 😀 👍🏽 1️⃣ \u00ad so\u00adft \u200b \ufeff \u00a0 \u2009 \u3000 \t").split(" ");
const STARTERS = "The the A About He It Mr. In Some We You Yet But dog Dog This According".split(" ");
const SIGNS = "abzAZKſ019 .,;:!?'\"`´‘’“”«»-–—_/\\|@#$%^&*+=~<>()[]{}\u00ad\u00a0éÉßİıΣ½²₂€£¢猫กअא\u0301😀\u2028\u0085\u007f\u200b";

function pick<T>(random: Random, list: readonly T[]): T {
  return list[random.below(list.length)] as T;
}

/** One line of one of the families. */
export function fuzzLine(random: Random): string {
  switch (random.below(8)) {
    case 0: return sentence(random);
    case 1: return Array.from({ length: 1 + random.below(8) }, () => pick(random, TOKENS)).join(pick(random, [" ", "", "  ", ",", "."]));
    case 2: return `${pick(random, TOKENS)} ${pick(random, STARTERS)} ${pick(random, WORDS)}${pick(random, ["", ".", " B.", " plan U.S.", "!"])}`;
    case 3: return mutate(random, Array.from({ length: 1 + random.below(5) }, () => pick(random, [TOKENS, WORDS][random.below(2)] as string[])).join(" "));
    case 4: return Array.from({ length: 1 + random.below(30) }, () => pick(random, [...SIGNS])).join("");
    case 5: return `${pick(random, WORDS)}${unit(random)}${pick(random, WORDS)} ${unit(random)}${pick(random, TOKENS)}`;
    case 6: return sentence(random).replace(" ", pick(random, TOKENS));
    default: return Array.from({ length: 1 + random.below(6) }, () => pick(random, TOKENS) + pick(random, [...SIGNS])).join("");
  }
}

function sentence(random: Random): string {
  const words = Array.from({ length: 3 + random.below(9) }, () => (random.below(5) === 0 ? pick(random, TOKENS) : pick(random, WORDS)));
  return `${words.join(" ")}${pick(random, [".", "", " .", "!", "?", "...", ",", ")", "\""])}`;
}

/** A unit of the basic plane that is no surrogate and no line feed. */
function unit(random: Random): string {
  for (;;) {
    const code = random.below(3) === 0 ? random.below(0x300) : random.below(0x10000);
    if (code !== 10 && (code < 0xd800 || code > 0xdfff)) return String.fromCharCode(code);
  }
}

function mutate(random: Random, text: string): string {
  const at = random.below(text.length + 1);
  switch (random.below(5)) {
    case 0: return text.slice(0, at) + pick(random, [...SIGNS]) + text.slice(at);
    case 1: return text.slice(0, at) + text.slice(at + 1);
    case 2: return text.slice(0, at) + text.slice(at).toUpperCase();
    case 3: return text.slice(0, at) + text.slice(Math.max(0, at - 2));
    default: return text.replaceAll(" ", pick(random, ["", "-", "_", "/", "&", "'", "."]));
  }
}

/** Batches of captions, each to be tokenised in one call. Lone surrogates never occur: the reference cannot write them. */
export function fuzzBatches(seed: number, lines: number, perBatch: number): string[][] {
  const random = createRandom(seed);
  return Array.from({ length: Math.ceil(lines / perBatch) }, () => Array.from({ length: perBatch }, () => wellFormed(fuzzLine(random))));
}

function wellFormed(text: string): string {
  return Buffer.from(text, "utf8").toString("utf8");
}
