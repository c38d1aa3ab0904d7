/**
 * PaliGemma on JAX, on TPU, GPU or CPU: `tpu:CHECKPOINT`, a runtime of this package's own in a child process.
 *
 * CHECKPOINT is a Hugging Face directory, a big_vision .npz, `tiny` for the embedded model, or http://127.0.0.1:PORT where a runtime
 * already listens. Behind a file may stand ?dtype=float32|bfloat16, &batch=N and &tokenizer=FILE. Requests are sent as they come; the
 * runtime makes batches of them.
 */

import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { BackendError, UsageError } from "../../core/errors.ts";
import type { Backend, BackendIdentity, Reply, Request } from "../../core/types.ts";
import { packageRoot } from "../../io/package-root.ts";
import { type Answer, type Greeting, type Question, questionError } from "./messages.ts";
import { chosenPython } from "./python.ts";
import type { Runtime } from "./runtime.ts";
import { openHttp } from "./runtime-http.ts";
import { openProcess, type Patience } from "./runtime-process.ts";
import { createWirePictures, type WirePictures } from "./wire-pictures.ts";

/** Batches under way: one runs, one waits, one is being decoded. */
const BATCHES = 3;
/** Sides of the card's checkpoints. A model of one of them is not asked in another column's name; a demonstration model is. */
const CARD_SIDES: ReadonlySet<number> = new Set([224, 448, 896]);
/** The embedded model's name, here and in reports: they call it a demonstration wherever it runs. */
const EMBEDDED = "tiny";
const SETTINGS: Readonly<Record<string, { readonly allowed: RegExp; readonly words: string }>> = {
  dtype: { allowed: /^(auto|float32|bfloat16)$/, words: "float32 or bfloat16" },
  batch: { allowed: /^[1-9]\d{0,3}$/, words: "a whole number from 1 on" },
  tokenizer: { allowed: /./, words: "a tokenizer.json" },
};

/** Opens a runtime. @throws {UsageError} when Python, JAX or the checkpoint are not as they must be, each with what to do. */
export async function openTpu(target: string, { patience = {} }: { readonly patience?: Partial<Patience> } = {}): Promise<Backend> {
  return backendOf(/^https?:/.test(target) ? await openHttp(target) : await openProcess(chosenPython(), wordsOf(target), patience));
}

/** A runtime that runs already, as a backend, which closes it. */
export async function backendOf(runtime: Runtime): Promise<Backend> {
  const { greeting } = runtime;
  const pictures = createWirePictures(greeting.model.imageSize);
  let generation = runtime.generation();
  return {
    identity: await identityOf(greeting),
    features: { beams: true, cutsPrompts: true, readsImages: true, concurrency: BATCHES * greeting.limits.batch },
    async generate(request, signal) {
      signal.throwIfAborted();
      refuseOtherSide(request, greeting.model.imageSize);
      if (generation !== runtime.generation()) {
        generation = runtime.generation();
        pictures.forget();
      }
      return replyOf(await ask(runtime, pictures, request, signal));
    },
    close: () => runtime.close(),
  };
}

/** The command line of the runtime. A shell does not replace `~` behind a colon. @throws {UsageError} */
function wordsOf(target: string): string[] {
  const [named = "", settings = ""] = target.split("?", 2);
  const place = named === EMBEDDED ? embeddedCheckpoint() : named.replace(/^~(?=\/)/, homedir());
  // Before a Python is looked for, which would be the smaller trouble.
  if (!existsSync(place)) throw new UsageError(place === "" ? "tpu: names no checkpoint" : `${place} is not there`, { hint: "Say a folder with config.json, tokenizer.json and *.safetensors, or a big_vision .npz file." });
  const chosen = [...new URLSearchParams(settings)];
  for (const [name, value] of chosen) {
    const setting = SETTINGS[name];
    const hint = "Write tpu:CHECKPOINT?dtype=bfloat16&batch=8.";
    if (setting === undefined) throw new UsageError(`tpu: has no setting "${name}"`, { hint: `It has: ${Object.keys(SETTINGS).join(", ")}. ${hint}` });
    if (!setting.allowed.test(value)) throw new UsageError(`tpu: ${name} is ${JSON.stringify(value)}, expected ${setting.words}`, { hint });
  }
  return [place, ...chosen.flatMap(([name, value]) => [`--${name}`, value])];
}

export function embeddedCheckpoint(): string {
  return path.join(packageRoot(), "src/backends/tiny/checkpoint");
}

function refuseOtherSide({ image: { resolution } }: Request, side: number): void {
  if (side === resolution || !CARD_SIDES.has(side)) return;
  throw new BackendError("unsupported", `the checkpoint sees pictures of ${side} pixels, and the run asks for ${resolution}`, {
    hint: `Say --resolution ${side}, or use the checkpoint for ${resolution}.`,
  });
}

/** Asks; once more with all pictures when the runtime no longer has one that was sent before. */
async function ask(runtime: Runtime, pictures: WirePictures, { prompt, images, decode, image }: Request, signal: AbortSignal): Promise<Answer> {
  for (const isLast of [false, true]) {
    const question: Question = {
      type: "generate", prompt, images: await Promise.all(images.map((each) => pictures.of(each, image))),
      beams: decode.beams, max_tokens: decode.maxTokens, prompt_tokens: decode.promptTokens,
    };
    const reply = await runtime.send(question, signal);
    if (reply.error === undefined) return reply as Answer;
    if (reply.error.code !== "unknown_image" || isLast) throw questionError(reply.error);
    pictures.forget();
  }
  throw new BackendError("bad-reply", "the JAX runtime keeps forgetting pictures", { retryable: true });
}

function replyOf({ text, finish, usage }: Answer): Reply {
  if (typeof text !== "string") throw new BackendError("bad-reply", "the JAX runtime's reply has no text");
  return { text, finish, tokens: usage };
}

async function identityOf({ model: { name, ...model }, ...greeting }: Greeting): Promise<BackendIdentity> {
  const { "model.safetensors": embedded } = JSON.parse(await readFile(path.join(embeddedCheckpoint(), "digest.json"), "utf8")) as Record<string, unknown>;
  return {
    kind: "tpu", model: model.weightsSha256 === embedded ? EMBEDDED : name,
    details: {
      ...model, precision: greeting.dtype, platform: greeting.platform, device: greeting.device_kind, devices: greeting.device_count, jax: greeting.jax, jaxlib: greeting.jaxlib,
    },
  };
}
