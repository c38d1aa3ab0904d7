/** SigLIP's vision tower and PaliGemma's projector: a picture to one embedding a patch. */

import { imageTokens, type ModelConfig } from "./config.ts";
import { addInto, applyLinear, gelu, layerNorm, type Linear, multiply, softmaxRows } from "./matrix.ts";
import type { Pixels } from "../model-input.ts";
import { tensorOf, type Weights } from "./safetensors.ts";

/** An RGB picture of the model's size to embeddings [image tokens, text width]; the result is the caller's own. */
export type EncodeImage = (pixels: Pixels) => Float32Array;

interface Layer {
  readonly norms: readonly [weight: Float32Array, bias: Float32Array][];
  /** Query, key and value of every head apart: rows of the joint weights. */
  readonly heads: readonly { readonly query: Linear; readonly key: Linear; readonly value: Linear }[];
  readonly join: Linear;
  readonly up: Linear;
  readonly down: Linear;
}

const AT = "vision_tower.vision_model.";

export function createVision(config: ModelConfig, weights: Weights): EncodeImage {
  const { width, mlp, epsilon } = config.vision;
  const count = imageTokens(config);
  const inputs = 3 * config.patchSize * config.patchSize;
  const embedding: Linear = {
    weight: tensorOf(weights, `${AT}embeddings.patch_embedding.weight`, width, 3, config.patchSize, config.patchSize),
    bias: tensorOf(weights, `${AT}embeddings.patch_embedding.bias`, width), inputs, outputs: width,
  };
  const places = tensorOf(weights, `${AT}embeddings.position_embedding.weight`, count, width);
  const layers = Array.from({ length: config.vision.layers }, (_, index) => readLayer(config, weights, `${AT}encoder.layers.${index}.`));
  const last = normOf(weights, `${AT}post_layernorm`, width);
  const projector = linearOf(weights, "multi_modal_projector.linear", width, config.text.width);
  const patches = new Float32Array(count * inputs);
  const [x, y, wide] = [new Float32Array(count * width), new Float32Array(count * width), new Float32Array(count * mlp)];
  const attend = createAttention(config, count);
  return (pixels) => {
    cutPatches(pixels, config, patches);
    applyLinear(x, patches, count, embedding);
    addInto(x, places, count * width);
    for (const layer of layers) {
      layerNorm(y, x, count, ...(layer.norms[0] as [Float32Array, Float32Array]), epsilon);
      attend(layer, y);
      addInto(x, y, count * width);
      layerNorm(y, x, count, ...(layer.norms[1] as [Float32Array, Float32Array]), epsilon);
      applyLinear(wide, y, count, layer.up);
      gelu(wide, count * mlp);
      applyLinear(y, wide, count, layer.down);
      addInto(x, y, count * width);
    }
    layerNorm(y, x, count, ...last, epsilon);
    const out = new Float32Array(count * config.text.width);
    applyLinear(out, y, count, projector);
    return out;
  };
}

/** Values to x / 127.5 − 1, patch by patch, each in the order of PyTorch's convolution: channel, row, column. */
function cutPatches(pixels: Pixels, { imageSize, patchSize }: ModelConfig, out: Float32Array): void {
  let at = 0;
  for (let top = 0; top < imageSize; top += patchSize) {
    for (let left = 0; left < imageSize; left += patchSize) {
      for (let channel = 0; channel < 3; channel++) {
        for (let row = top; row < top + patchSize; row++) {
          for (let column = left; column < left + patchSize; column++) out[at++] = (pixels[(row * imageSize + column) * 3 + channel] as number) / 127.5 - 1;
        }
      }
    }
  }
}

/** Self-attention of all patches with all: y in, the joined heads out, in place. */
function createAttention(config: ModelConfig, count: number): (layer: Layer, y: Float32Array) => void {
  const { width, heads } = config.vision;
  const size = (width / heads) | 0;
  const [query, key, value, mixed] = [0, 1, 2, 3].map(() => new Float32Array(count * size)) as [Float32Array, Float32Array, Float32Array, Float32Array];
  const turned = new Float32Array(count * size);
  const scores = new Float32Array(count * count);
  const joined = new Float32Array(count * width);
  return (layer, y) => {
    for (const [index, head] of layer.heads.entries()) {
      applyLinear(query, y, count, head.query);
      applyLinear(key, y, count, head.key);
      applyLinear(value, y, count, head.value);
      multiply(scores, query, count, key, size, count);
      softmaxRows(scores, count, count, 1 / Math.sqrt(size));
      for (let row = 0; row < count; row++) {
        for (let i = 0; i < size; i++) turned[i * count + row] = value[row * size + i] as number;
      }
      multiply(mixed, scores, count, turned, count, size);
      for (let row = 0; row < count; row++) {
        for (let i = 0; i < size; i++) joined[row * width + index * size + i] = mixed[row * size + i] as number;
      }
    }
    applyLinear(y, joined, count, layer.join);
  };
}

function readLayer({ vision: { width, heads, mlp } }: ModelConfig, weights: Weights, at: string): Layer {
  const size = (width / heads) | 0;
  const part = (name: string, head: number): Linear => {
    const { weight, bias } = linearOf(weights, `${at}self_attn.${name}_proj`, width, width);
    return {
      weight: weight.subarray(head * size * width, (head + 1) * size * width), bias: bias.subarray(head * size, (head + 1) * size),
      inputs: width, outputs: size,
    };
  };
  return {
    norms: [normOf(weights, `${at}layer_norm1`, width), normOf(weights, `${at}layer_norm2`, width)],
    heads: Array.from({ length: heads }, (_, head) => ({ query: part("q", head), key: part("k", head), value: part("v", head) })),
    join: linearOf(weights, `${at}self_attn.out_proj`, width, width),
    up: linearOf(weights, `${at}mlp.fc1`, width, mlp),
    down: linearOf(weights, `${at}mlp.fc2`, mlp, width),
  };
}

function linearOf(weights: Weights, name: string, inputs: number, outputs: number): Linear & { bias: Float32Array } {
  return { weight: tensorOf(weights, `${name}.weight`, outputs, inputs), bias: tensorOf(weights, `${name}.bias`, outputs), inputs, outputs };
}

function normOf(weights: Weights, name: string, width: number): [Float32Array, Float32Array] {
  return [tensorOf(weights, `${name}.weight`, width), tensorOf(weights, `${name}.bias`, width)];
}
