/** The whole forward: pictures and prompt ids in, written ids out. Runs wherever it is called; the pool calls it in threads. */

import type { ModelData } from "./checkpoint.ts";
import { imageTokens } from "./config.ts";
import { createDecoder, type Decoder } from "./decoder.ts";
import type { Picture } from "../model-input.ts";
import { remember } from "../remember.ts";
import { type Generated, type Limits, search } from "../search.ts";
import { createVision } from "./vision.ts";

/** One question; plain data. */
export interface Job {
  readonly pictures: readonly Picture[];
  /** BOS, prompt and separator, already cut. */
  readonly prompt: readonly number[];
  readonly beams: number;
  readonly maxTokens: number;
}

/** Answers a job; `check` is called between tokens and may throw. */
export type RunModel = (job: Job, check?: () => void) => Generated;

export function createModel({ config, weights }: ModelData): RunModel {
  const { width, vocabulary } = config.text;
  const decoder = createDecoder(config, weights);
  const see = remember(createVision(config, weights));
  const tokens = imageTokens(config);
  let prefix = new Float32Array(0);
  return ({ pictures, prompt, beams, maxTokens }, check) => {
    const count = pictures.length * tokens + prompt.length;
    if (prefix.length < count * width) prefix = new Float32Array(count * width);
    for (const [index, { key, pixels }] of pictures.entries()) prefix.set(see(key, pixels), index * tokens * width);
    decoder.embed(prompt, prefix, pictures.length * tokens * width);
    return generate(decoder, prefix, count, { beams, maxTokens, eos: config.eos, vocabulary }, check);
  };
}

/** Continues a prefix of `count` embeddings; the decoder answers every step of the search at once. */
export function generate(decoder: Decoder, prefix: Float32Array, count: number, limits: Limits, check?: () => void): Generated {
  const steps = search(decoder.prefill(prefix, count, limits.beams * limits.maxTokens), limits);
  for (let next = steps.next(); ;) {
    if (next.done === true) return next.value;
    check?.();
    next = steps.next(decoder.step(next.value.tokens, next.value.parents));
  }
}
