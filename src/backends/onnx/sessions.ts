/** The three graphs of an exported PaliGemma, opened: what they take and give, in the layout of transformers.js and Optimum. */

import { existsSync } from "node:fs";
import path from "node:path";
import type { InferenceSession, Tensor } from "onnxruntime-node";
import { BackendError, DataError, messageOf } from "../../core/errors.ts";
import { loadOnnxRuntime } from "../../io/onnx-runtime.ts";

export interface SessionOptions {
  /** Which of several exports: `fp16`, `q8`, `q4`; absent means the files without a suffix. */
  readonly variant?: string;
  /** Execution provider: `cpu`, `cuda`, `coreml`, `dml`. */
  readonly device?: string;
  readonly threads?: number;
}

export interface Sessions {
  readonly embed: InferenceSession;
  readonly vision: InferenceSession;
  readonly decoder: InferenceSession;
  /** Paths by graph. */
  readonly files: Readonly<Record<Graph, string>>;
  readonly version: string;
  tensor(type: Tensor.Type, data: Tensor.DataType, shape: readonly number[]): Tensor;
}

const GRAPHS = { embed: "embed_tokens", vision: "vision_encoder", decoder: "decoder_model_merged" } as const;

type Graph = keyof typeof GRAPHS;

/** Names that transformers.js gives to quantised files. */
const SUFFIXES: Readonly<Record<string, string>> = { fp32: "", q8: "_quantized" };

const CACHE = /^past_key_values\.\d+\.(?:key|value)$/;
const DECODER_INPUTS = new Set(["inputs_embeds", "attention_mask", "position_ids"]);

/** @throws {DataError} for a missing file or another layout, {BackendError} for a graph or provider that does not open. */
export async function openSessions(folder: string, { variant, device = "cpu", threads }: SessionOptions): Promise<Sessions> {
  const runtime = await loadOnnxRuntime();
  const suffix = variant === undefined ? "" : (SUFFIXES[variant] ?? `_${variant}`);
  const files = { embed: graphFile(folder, "embed", suffix), vision: graphFile(folder, "vision", suffix), decoder: graphFile(folder, "decoder", suffix) };
  const options = { executionProviders: [device], ...(threads === undefined ? {} : { intraOpNumThreads: threads }) };
  const open = async (file: string): Promise<InferenceSession> => {
    try {
      return await runtime.InferenceSession.create(file, options);
    } catch (error) {
      throw new BackendError("unsupported", `${file} does not open on ${device}: ${messageOf(error)}`, { cause: error, hint: "Compare the export with its origin; --device names another execution provider." });
    }
  };
  const [embed, vision, decoder] = [await open(files.embed), await open(files.vision), await open(files.decoder)];
  requireNames(files.embed, embed, ["input_ids"]);
  requireNames(files.vision, vision, ["pixel_values"]);
  requireNames(files.decoder, decoder, decoder.inputNames.filter((name) => DECODER_INPUTS.has(name) || CACHE.test(name)));
  return { embed, vision, decoder, files, version: runtime.env.versions.node ?? "unknown", tensor: (type, data, shape) => new runtime.Tensor(type as "float32", data as Float32Array, shape) };
}

function graphFile(folder: string, graph: Graph, suffix: string): string {
  const name = `${GRAPHS[graph]}${suffix}.onnx`;
  const places = [path.join(folder, "onnx", name), path.join(folder, name)];
  const found = places.find((place) => existsSync(place));
  if (found === undefined) throw new DataError("the file does not exist", { file: places[0] ?? "" }, { hint: `A folder in the layout of transformers.js is wanted: onnx/{${Object.values(GRAPHS).join(",")}}${suffix}.onnx.` });
  return found;
}

/** Inputs that nobody feeds would fail at the first question, without saying why. */
function requireNames(file: string, { inputNames }: InferenceSession, known: readonly string[]): void {
  const other = inputNames.filter((name) => !known.includes(name));
  if (other.length > 0 || known.length === 0) throw new DataError(`takes ${inputNames.join(", ")}, of which ${other.join(", ")} is not known`, { file }, { hint: "Export it for transformers.js, with a merged decoder that takes inputs_embeds." });
}

/** Key and value tensors of the decoder's cache: names, type and size of a place. */
export interface CacheLayout {
  readonly names: readonly string[];
  readonly type: Tensor.Type;
  readonly heads: number;
  readonly size: number;
}

/** @throws {DataError} when the graph does not say how large its cache is. */
export function cacheLayout({ decoder, files }: Sessions): CacheLayout {
  const inputs = decoder.inputMetadata.flatMap((input) => (CACHE.test(input.name) && input.isTensor ? [input] : []));
  const [first] = inputs;
  const [, heads, , size] = first?.shape ?? [];
  if (first === undefined || typeof heads !== "number" || typeof size !== "number") {
    throw new DataError("has no past_key_values of a known size", { file: files.decoder }, { hint: "Export the decoder with its cache (merged, with past)." });
  }
  return { names: inputs.map(({ name }) => name), type: first.type, heads, size };
}
