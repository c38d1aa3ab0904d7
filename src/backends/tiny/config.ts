/** The sizes of a PaliGemma checkpoint, from its `config.json`. */

import { DataError, messageOf } from "../../core/errors.ts";

export interface ModelConfig {
  readonly imageSize: number;
  readonly patchSize: number;
  readonly vision: { readonly width: number; readonly layers: number; readonly heads: number; readonly mlp: number; readonly epsilon: number };
  readonly text: {
    readonly width: number; readonly layers: number; readonly heads: number; readonly headSize: number; readonly mlp: number;
    readonly vocabulary: number; readonly epsilon: number; readonly ropeBase: number;
    /** Wrong for a PaliGemma, and what some servers do: every place of the prefix sees only those before it. Probes must recognise it. */
    readonly isCausal?: true;
  };
  readonly bos: number;
  readonly eos: number;
}

/** Patches of a picture: its tokens. `| 0` because `/` and `**` make a double, which slows every loop it bounds. */
export function imageTokens(config: ModelConfig): number {
  const side = (config.imageSize / config.patchSize) | 0;
  return side * side;
}

/** @throws {DataError} when a size is missing, or the checkpoint needs what this forward does not do. */
export function readConfig(text: string, file: string): ModelConfig {
  const root = parse(text, file);
  const part = (name: string): Record<string, unknown> => object(root[name], file, name);
  const [vision, language] = [part("vision_config"), part("text_config")];
  const whole = (from: Record<string, unknown>, field: string): number => positive(from[field], file, field);
  expect(root["model_type"], "paligemma", file, "model_type");
  expect(language["num_key_value_heads"], 1, file, "text_config.num_key_value_heads");
  expect(language["hidden_activation"] ?? language["hidden_act"], "gelu_pytorch_tanh", file, "text_config.hidden_activation");
  expect(vision["hidden_act"] ?? "gelu_pytorch_tanh", "gelu_pytorch_tanh", file, "vision_config.hidden_act");
  const config: ModelConfig = {
    imageSize: whole(vision, "image_size"),
    patchSize: whole(vision, "patch_size"),
    vision: {
      width: whole(vision, "hidden_size"), layers: whole(vision, "num_hidden_layers"), heads: whole(vision, "num_attention_heads"),
      mlp: whole(vision, "intermediate_size"), epsilon: number(vision["layer_norm_eps"] ?? 1e-6, file, "layer_norm_eps"),
    },
    text: {
      width: whole(language, "hidden_size"), layers: whole(language, "num_hidden_layers"), heads: whole(language, "num_attention_heads"),
      headSize: whole(language, "head_dim"), mlp: whole(language, "intermediate_size"), vocabulary: whole(language, "vocab_size"),
      epsilon: number(language["rms_norm_eps"] ?? 1e-6, file, "rms_norm_eps"), ropeBase: number(language["rope_theta"] ?? 10_000, file, "rope_theta"),
    },
    bos: whole(root, "bos_token_id"),
    eos: whole(root, "eos_token_id"),
  };
  if (config.imageSize % config.patchSize !== 0) throw new DataError("the picture is not a whole number of patches", { file, field: "image_size" });
  return config;
}

function parse(text: string, file: string): Record<string, unknown> {
  try {
    return object(JSON.parse(text), file, "(the whole file)");
  } catch (error) {
    if (error instanceof DataError) throw error;
    throw new DataError(`is not JSON: ${messageOf(error)}`, { file }, { cause: error });
  }
}

function object(value: unknown, file: string, field: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null) throw new DataError("expected an object", { file, field });
  return value as Record<string, unknown>;
}

function number(value: unknown, file: string, field: string): number {
  if (typeof value !== "number") throw new DataError(`expected a number, got ${String(value)}`, { file, field });
  return value;
}

function positive(value: unknown, file: string, field: string): number {
  if (!Number.isSafeInteger(value) || (value as number) < 1) throw new DataError(`expected a whole number above 0, got ${String(value)}`, { file, field });
  return value as number;
}

function expect(value: unknown, wanted: string | number, file: string, field: string): void {
  if (value === wanted) return;
  throw new DataError(`expected ${wanted}, got ${String(value)}`, { file, field }, { hint: "The embedded runtime does only this; run other checkpoints with the jax backend." });
}
