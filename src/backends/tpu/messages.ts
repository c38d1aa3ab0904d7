/** What goes between the harness and the JAX runtime, over standard input and output or HTTP alike: docs/backends.md shows it. */

import { BackendError, UsageError } from "../../core/errors.ts";
import type { Outline } from "../../core/types.ts";

/** A picture as it travels: raw RGB with what is still to be done, or the key alone when it was sent before. */
export interface WirePicture {
  readonly key: string;
  readonly width?: number;
  readonly height?: number;
  /** base64 of every pixel's red, green and blue, row by row. */
  readonly rgb?: string;
  readonly antialias?: boolean;
  /** Not cut to bytes after resizing. */
  readonly fractions?: true;
  readonly outlines?: readonly Outline[];
}

export interface Question {
  readonly type: "generate";
  readonly prompt: string;
  readonly images: readonly WirePicture[];
  readonly beams: number;
  readonly max_tokens: number;
  readonly prompt_tokens: number;
}

export type Message = Question | { readonly type: "ping" | "stats" | "shutdown" } | Warmup;

/** Compiles the program of one shape ahead of time. */
export interface Warmup { readonly type: "warmup"; readonly pictures: number; readonly prompt_tokens: number; readonly max_tokens: number; readonly beams: number }

/** The first line of a runtime. */
export interface Greeting {
  readonly type: "ready";
  readonly protocol: number;
  readonly jax: string;
  readonly jaxlib: string;
  readonly platform: string;
  readonly device_kind: string;
  readonly device_count: number;
  readonly dtype: string;
  readonly model: {
    readonly name: string; readonly family: string; readonly weightsSha256: string; readonly configSha256: string; readonly tokenizerSha256: string;
    readonly imageSize: number; readonly imageTokens: number; readonly parameters: number; readonly vocabulary: number;
  };
  readonly limits: { readonly batch: number; readonly prompt_tokens: number; readonly max_tokens: number; readonly pictures: number };
}

/**
 * A message as one line of JSON, in pieces: every other one is the pixels of a picture in base64, most of a line, which have nothing to
 * escape and are passed on as they are.
 */
export function lineOf(message: object & { readonly images?: readonly WirePicture[] }): readonly string[] {
  const { images = [] } = message;
  const pixels = images.flatMap(({ rgb }) => rgb ?? []);
  if (pixels.length === 0) return [`${JSON.stringify(message)}\n`];
  const bare = JSON.stringify({ ...message, images: images.map((image) => (image.rgb === undefined ? image : { ...image, rgb: "" })) });
  // In a text the quotes are escaped, so that this is found nowhere else.
  const [first = "", ...rest] = `${bare}\n`.split(`"rgb":""`);
  return [`${first}"rgb":"`, ...rest.flatMap((part, i) => [pixels[i] as string, `"${part}${i < rest.length - 1 ? `"rgb":"` : ""}`])];
}

export interface Answer {
  readonly text: string;
  readonly tokens: readonly number[];
  /** Natural log-probability, with EOS when finished. */
  readonly score: number;
  readonly finish: "stop" | "length";
  readonly usage: { readonly prompt: number; readonly completion: number };
  readonly timing: { readonly queue_ms: number; readonly batch_ms: number };
}

export interface WireError {
  readonly code: string;
  readonly message: string;
  readonly todo?: string;
}

export const PROTOCOL = 1;

/** What stops a start: the user's side (exit 2), but for memory and bugs. */
export function startError({ code, message, todo }: WireError): UsageError | BackendError {
  const hint = todo === undefined ? {} : { hint: todo };
  if (code === "internal" || code === "out_of_memory") return new BackendError(code === "internal" ? "crashed" : "unsupported", `the JAX runtime cannot start: ${message}`, hint);
  return new UsageError(message, hint);
}

/** What the runtime says against one question, classified. */
export function questionError({ code, message, todo }: WireError): BackendError {
  const hint = todo === undefined ? {} : { hint: todo };
  const text = `${message}${todo === undefined ? "" : ` ${todo}`}`;
  if (code === "bad_image") return new BackendError("bad-image", text, hint);
  // It will meet every question of that shape: the run gives up instead of asking them all.
  if (code === "out_of_memory") return new BackendError("unsupported", text, hint);
  if (code === "internal") return new BackendError("server", `the JAX runtime failed: ${text}`, { retryable: true });
  return new BackendError("rejected", text, hint);
}
