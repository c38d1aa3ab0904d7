/** Every backend by kind, loaded when it is used. Adding one costs one line here. */

import { UsageError } from "../core/errors.ts";
import { suggestion } from "../core/nearest.ts";
import type { Backend } from "../core/types.ts";
import { splitSpec } from "../io/home-path.ts";

/** What the command line says about a backend, beside its target. */
export interface BackendOptions {
  /** The model to ask for, where a server has several. */
  readonly model?: string;
  /** Where an exported model runs: an execution provider. */
  readonly device?: string;
  /** Worker threads, where the backend has them. */
  readonly threads?: number;
  /** Requests that will be in flight, for connection pools; absent means the backend chooses. */
  readonly concurrency?: number;
  /** Which server it is, where it cannot be told. */
  readonly dialect?: string;
  /** The text that ends a model's reasoning, where it writes any before its answer. */
  readonly reasoning?: string;
  /** Pictures as they are, or resized here and sent as PNG so that the server has nothing to resize; absent means original. */
  readonly pictures?: "original" | "finished";
}

interface BackendKind {
  /** What the target is, or undefined for backends without one. */
  readonly target?: string;
  readonly about: string;
  open(target: string, options: BackendOptions): Promise<Backend>;
}

export const backends = {
  tiny: {
    about: "the embedded demonstration model, in this process",
    open: async (_, options) => (await import("./tiny/tiny.ts")).openTiny(options),
  },
  tpu: {
    target: "CHECKPOINT",
    about: "PaliGemma on JAX (TPU, GPU or CPU): a Hugging Face folder, a big_vision .npz, or http://127.0.0.1:PORT of a running runtime",
    open: async (target) => (await import("./tpu/tpu.ts")).openTpu(target),
  },
  openai: {
    target: "URL",
    about: "an OpenAI-compatible server, for example openai:http://localhost:8000/v1 (key from OPENAI_API_KEY)",
    open: async (target, options) => (await import("./openai/openai.ts")).openOpenai(target, options),
  },
  tgi: {
    target: "URL",
    about: "Text Generation Inference's own API, for example tgi:http://localhost:8080 (key from TGI_API_KEY)",
    open: async (target, options) => (await import("./tgi.ts")).openTgi(target, options),
  },
  onnx: {
    target: "DIR",
    about: "an exported PaliGemma in this process: config.json, tokenizer.json, onnx/*.onnx (--model fp16 or q4 names the variant)",
    open: async (target, { model, device, threads }) => (await import("./onnx/onnx.ts")).openOnnx(target, {
      ...(model === undefined ? {} : { variant: model }), ...(device === undefined ? {} : { device }), ...(threads === undefined ? {} : { threads }),
    }),
  },
  command: {
    target: "PATH",
    about: "a program that reads requests and writes replies as JSON lines",
    open: async (target) => (await import("./command.ts")).openCommand(target),
  },
  replay: {
    target: "FILE",
    about: "recorded replies: a run's journal, {\"id\",\"text\"} lines, or an official result file",
    open: async (target) => (await import("./replay.ts")).openReplay(target),
  },
} satisfies Record<string, BackendKind>;

export type BackendName = keyof typeof backends;
export const backendNames = Object.keys(backends) as BackendName[];

/** Opens `kind` or `kind:target`. @throws {UsageError} when the words are wrong, {BackendError} when it cannot be reached. */
export async function openBackend(spec: string, options: BackendOptions): Promise<Backend> {
  const [kind, target] = splitSpec(spec);
  if (!Object.hasOwn(backends, kind)) throw new UsageError(`there is no backend "${kind}"`, { hint: suggestion(kind, backendNames) });
  const found: BackendKind = backends[kind as BackendName];
  if (found.target !== undefined && target === "") throw new UsageError(`the backend ${kind} needs a target`, { hint: `Write ${kind}:${found.target}.` });
  if (found.target === undefined && target !== "") throw new UsageError(`the backend ${kind} takes no target`, { hint: `Write ${kind}.` });
  return found.open(target, options);
}
