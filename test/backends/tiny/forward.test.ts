/** The TypeScript forward against the training code's own in JAX, which runs without a cache on the same exported weights. */

import { describe, expect, it } from "vitest";
import { imageTokens } from "../../../src/backends/tiny/config.ts";
import { createDecoder } from "../../../src/backends/tiny/decoder.ts";
import { createModel } from "../../../src/backends/tiny/model.ts";
import { createVision } from "../../../src/backends/tiny/vision.ts";
import { pixelsOf, readGolden, readHeldOut, shipped } from "./golden.ts";

/**
 * Largest difference allowed in a logit. Logits reach 25 here and pass through six layers of float32, whose sums JAX and this
 * forward add up in another order and width; the largest measured is 2.7e-5. For scale: a
 * RoPE base that is 1 % off moves them by 0.02 or more, an epsilon of 1e-5 by too little to be seen.
 */
const LOGITS = 1e-4;
/** The same for the log-probability of a whole answer of up to 32 tokens; the largest measured is 1.8e-5. */
const SCORES = 1e-4;

interface Golden<Case> { readonly weightsSha256: string; readonly cases: readonly Case[] }
interface LogitsCase { readonly pictures: readonly string[]; readonly ids: number[]; readonly logits: string }
interface Answer { readonly ids: number[]; readonly text: string; readonly score: number; readonly finished: boolean }
interface AnswerCase {
  readonly pictures: readonly string[];
  readonly prompt: string;
  readonly promptTokens: number;
  readonly maxTokens: number;
  readonly beams: Readonly<Record<"1" | "2" | "3", Answer>>;
}

const logits = readGolden<Golden<LogitsCase>>("logits");
const answers = readGolden<Golden<AnswerCase>>("answers");
const checkpoint = await shipped();
const { config, tokenizer, weights } = checkpoint;
const pixels = new Map<string, Uint8Array>();
for (const [number, picture] of readHeldOut().entries()) pixels.set(picture.id, await pixelsOf(picture, number));

function pictureOf(id: string): { key: string; pixels: Uint8Array } {
  return { key: id, pixels: pixels.get(id) as Uint8Array };
}

it("was compared with the weights that are shipped", () => {
  expect([logits.weightsSha256, answers.weightsSha256]).toEqual(Array.from({ length: 2 }, () => checkpoint.digests["model.safetensors"]));
});

it.each(logits.cases)("scores all tokens as the reference on $pictures", ({ pictures, ids, logits: encoded }) => {
  const bytes = Buffer.from(encoded, "base64");
  const expected = Array.from({ length: bytes.length / 4 }, (_, token) => bytes.readFloatLE(token * 4));
  const decoder = createDecoder(config, weights);
  const { width } = config.text;
  const places = pictures.length * imageTokens(config);
  const prefix = new Float32Array((places + ids.length) * width);
  const see = createVision(config, weights);
  for (const [index, picture] of pictures.entries()) prefix.set(see(pictureOf(picture).pixels), index * imageTokens(config) * width);
  decoder.embed(ids, prefix, places * width);
  const scores = decoder.prefill(prefix, places + ids.length, 1);
  expect(expected).toHaveLength(config.text.vocabulary);
  expect(Math.max(...expected.map((score, token) => Math.abs(score - (scores[token] as number))))).toBeLessThan(LOGITS);
});

describe.each([["greedy", 1], ["beam 2", 2], ["beam 3", 3]] as const)("%s", (_, beams) => {
  it(`writes what the reference writes in ${answers.cases.length} cases`, () => {
    const run = createModel(checkpoint);
    let furthest = 0;
    const written = answers.cases.map(({ pictures, prompt, promptTokens, maxTokens, beams: expected }) => {
      const ids = [config.bos, ...tokenizer.encode(prompt), ...tokenizer.encode("\n")].slice(0, promptTokens);
      const { tokens, score, finished } = run({ pictures: pictures.map(pictureOf), prompt: ids, beams, maxTokens });
      furthest = Math.max(furthest, Math.abs(score - expected[`${beams}`].score));
      return { prompt, ids: tokens, text: tokenizer.decode(tokens), finished };
    });
    expect(written).toEqual(answers.cases.map(({ prompt, beams: { [`${beams}` as const]: { ids, text, finished } } }) => ({ prompt, ids, text, finished })));
    expect(furthest).toBeLessThan(SCORES);
  });
});

it("writes something else with three beams than greedily in some case, so that the search is really compared", () => {
  expect(answers.cases.filter(({ beams }) => beams[1].text !== beams[3].text).length).toBeGreaterThan(3);
});
