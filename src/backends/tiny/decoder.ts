/**
 * Gemma's decoder as a prefix-LM with a cache of keys and values.
 *
 * The whole prefix goes through at once and every place of it sees all others, so no mask is needed; then every live
 * hypothesis grows by one token at a time, and sees the prefix and its own tokens. Keys and values lie in rows of one cache: the
 * prefix first, shared by all hypotheses, then one row a generated token; a hypothesis is a list of rows, and nothing is copied
 * when hypotheses are reordered.
 */

import { type Attention, createAttention } from "./attention.ts";
import type { ModelConfig } from "./config.ts";
import { addInto, applyLinear, gelu, type Linear, multiply, multiplyInto, rmsNorm } from "./matrix.ts";
import { tensorOf, type Weights } from "./safetensors.ts";

export interface Decoder {
  /** Embeddings of tokens, scaled as Gemma scales them. */
  embed(tokens: readonly number[], out: Float32Array, at: number): void;
  /** Reads a prefix of `count` embeddings and makes room for `room` tokens; scores [vocabulary] of what follows it. */
  prefill(prefix: Float32Array, count: number, room: number): Float32Array;
  /** The i-th new hypothesis is the parents[i]-th old one with tokens[i] behind it; scores [tokens, vocabulary] of what follows. */
  step(tokens: readonly number[], parents: readonly number[]): Float32Array;
}

interface Layer {
  readonly before: Float32Array;
  readonly after: Float32Array;
  readonly attention: Attention;
  readonly gate: Linear;
  readonly up: Linear;
  readonly down: Linear;
}

const AT = "language_model.model.";

interface Parts {
  readonly config: ModelConfig;
  /** Token embeddings [vocabulary, width], tied with the output. */
  readonly table: Float32Array;
  readonly norm: Float32Array;
  readonly layers: readonly Layer[];
  readonly scratch: Scratch;
}

/** Scores are views of one array that the next call overwrites. */
export function createDecoder(config: ModelConfig, weights: Weights): Decoder {
  const { width, vocabulary } = config.text;
  const parts: Parts = {
    config, table: tensorOf(weights, `${AT}embed_tokens.weight`, vocabulary, width), norm: tensorOf(weights, `${AT}norm.weight`, width),
    layers: Array.from({ length: config.text.layers }, (_, index) => readLayer(config, weights, index)), scratch: createScratch(config),
  };
  let [count, used] = [0, 0];
  let paths: number[][] = [];
  return {
    embed: (tokens, out, at) => embed(parts, tokens, out, at),
    prefill(prefix, length, room) {
      [count, used, paths] = [length, 0, [[]]];
      return prefill(parts, prefix, length, room);
    },
    step(tokens, parents) {
      const first = used;
      paths = parents.map((parent, index) => [...(paths[parent] as number[]), first + index]);
      used += tokens.length;
      return step(parts, tokens, count, first, paths);
    },
  };
}

function embed({ config: { text: { width } }, table }: Parts, tokens: readonly number[], out: Float32Array, at: number): void {
  const scale = Math.fround(Math.sqrt(width));
  for (const [row, token] of tokens.entries()) {
    for (let i = 0; i < width; i++) out[at + row * width + i] = (table[token * width + i] as number) * scale;
  }
}

/** The whole prefix through all layers; of the last one only the last place is needed. */
function prefill(parts: Parts, prefix: Float32Array, length: number, room: number): Float32Array {
  const { config, layers, scratch } = parts;
  const { width, epsilon } = config.text;
  const { x, y } = scratch.of(length);
  x.set(prefix.subarray(0, length * width));
  for (const [index, layer] of layers.entries()) {
    rmsNorm(y, x, length, layer.before, epsilon);
    const asked = index === layers.length - 1 ? 1 : length;
    layer.attention.readPrefix(y, length, room, asked);
    if (asked === 1) x.copyWithin(0, (length - 1) * width, length * width);
    finishLayer(layer, scratch, asked, config);
  }
  return scoreRows(parts, 1);
}

/** One token a hypothesis; they lie behind the prefix of `count` places from row `first` on. */
function step(parts: Parts, tokens: readonly number[], count: number, first: number, paths: readonly (readonly number[])[]): Float32Array {
  const { config, layers, scratch } = parts;
  const { x, y } = scratch.of(tokens.length);
  embed(parts, tokens, x, 0);
  for (const layer of layers) {
    rmsNorm(y, x, tokens.length, layer.before, config.text.epsilon);
    layer.attention.readTokens(y, count, first, paths);
    finishLayer(layer, scratch, tokens.length, config);
  }
  return scoreRows(parts, tokens.length);
}

/** Scores of the whole vocabulary behind the first `rows` rows of x. */
function scoreRows({ config: { text: { width, vocabulary, epsilon } }, table, norm, scratch }: Parts, rows: number): Float32Array {
  const { x, y } = scratch.of(rows);
  rmsNorm(y, x, rows, norm, epsilon);
  const out = scratch.scores(rows);
  multiply(out, y, rows, table, width, vocabulary);
  return out;
}

/** x += attention (which lies in y), then x += mlp(norm(x)). */
function finishLayer(layer: Layer, scratch: Scratch, rows: number, { text: { width, mlp, epsilon } }: ModelConfig): void {
  const { x, y, gate, up } = scratch.of(rows);
  addInto(x, y, rows * width);
  rmsNorm(y, x, rows, layer.after, epsilon);
  applyLinear(gate, y, rows, layer.gate);
  gelu(gate, rows * mlp);
  applyLinear(up, y, rows, layer.up);
  multiplyInto(gate, up, rows * mlp);
  applyLinear(y, gate, rows, layer.down);
  addInto(x, y, rows * width);
}

interface Rows { readonly x: Float32Array; readonly y: Float32Array; readonly gate: Float32Array; readonly up: Float32Array }

interface Scratch {
  /** Working arrays with room for `rows` rows; the same arrays as long as they are large enough. */
  of(rows: number): Rows;
  scores(rows: number): Float32Array;
}

function createScratch({ text: { width, mlp, vocabulary } }: ModelConfig): Scratch {
  let capacity = 0;
  let rows: Rows | undefined;
  let scores = new Float32Array(0);
  return {
    of(count) {
      if (rows === undefined || count > capacity) {
        capacity = Math.max(count, 64);
        const [x, y] = [new Float32Array(capacity * width), new Float32Array(capacity * width)];
        rows = { x, y, gate: new Float32Array(capacity * mlp), up: new Float32Array(capacity * mlp) };
      }
      return rows;
    },
    scores(count) {
      if (scores.length < count * vocabulary) scores = new Float32Array(count * vocabulary);
      return scores;
    },
  };
}

function readLayer(config: ModelConfig, weights: Weights, index: number): Layer {
  const { width, mlp } = config.text;
  const at = `${AT}layers.${index}.`;
  const linear = (name: string, inputs: number, outputs: number): Linear =>
    ({ weight: tensorOf(weights, `${at}${name}.weight`, outputs, inputs), inputs, outputs });
  return {
    before: tensorOf(weights, `${at}input_layernorm.weight`, width),
    after: tensorOf(weights, `${at}post_attention_layernorm.weight`, width),
    attention: createAttention(config.text, (part, inputs, outputs) => linear(`self_attn.${part}_proj`, inputs, outputs)),
    gate: linear("mlp.gate_proj", width, mlp),
    up: linear("mlp.up_proj", width, mlp),
    down: linear("mlp.down_proj", mlp, width),
  };
}
