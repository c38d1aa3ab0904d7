/** The embedded demonstration model: a tiny PaliGemma of our own, run in this process. It is no PaliGemma of Google's. */

import { availableParallelism } from "node:os";
import path from "node:path";
import { UsageError } from "../../core/errors.ts";
import type { Backend, BackendIdentity, Request } from "../../core/types.ts";
import { packageRoot } from "../../io/package-root.ts";
import { pictureOf, promptIds } from "../model-input.ts";
import { type Checkpoint, openCheckpoint } from "./checkpoint.ts";
import { imageTokens } from "./config.ts";
import type { Job } from "./model.ts";
import { openPool } from "./pool.ts";

export interface TinyOptions {
  /** Worker threads; absent means one a core. */
  readonly threads?: number;
  /** Folder of another checkpoint that training/export.py wrote. */
  readonly checkpoint?: string;
}

/** Pictures of a request that the model can take in. */
const MOST_IMAGES = 2;

/**
 * Opens the model.
 *
 * Pictures are squashed to the model's own resolution, whatever `request.image.resolution` says: a checkpoint has one position
 * embedding a patch, so it cannot see any other size, while the benchmarks ask for the card's 224, 448 or 896. Antialiasing is
 * taken from the request. It was taught one picture at a time and manages two; sixteen frames of a video it mixes up into words
 * without end, so of a video it looks at the middle frame alone, which `features` tell.
 * @throws {DataError} when the checkpoint is damaged, {UsageError} when an option is wrong.
 */
export async function openTiny(options: TinyOptions = {}): Promise<Backend> {
  const threads = options.threads ?? Math.max(1, availableParallelism());
  if (!Number.isSafeInteger(threads) || threads < 1) throw new UsageError(`threads must be a whole number from 1, got ${threads}`);
  const checkpoint = await openCheckpoint(options.checkpoint ?? path.join(packageRoot(), "src/backends/tiny/checkpoint"));
  const { config, tokenizer } = checkpoint;
  const pool = openPool(threads, { config, weights: checkpoint.weights });
  return {
    identity: identityOf(checkpoint),
    features: { beams: true, cutsPrompts: true, readsImages: true, mostImages: MOST_IMAGES, concurrency: 2 * threads },
    async generate(request, signal) {
      signal.throwIfAborted();
      const job: Job = {
        pictures: await Promise.all(seen(request.images).map((image) => pictureOf(image, request.image, config.imageSize))),
        prompt: promptIds(tokenizer.encode, config.bos, request), beams: request.decode.beams, maxTokens: request.decode.maxTokens,
      };
      const { tokens, finished } = await pool.run(job, signal);
      return {
        text: tokenizer.decode(tokens), finish: finished ? "stop" : "length",
        tokens: { prompt: job.pictures.length * imageTokens(config) + job.prompt.length, completion: tokens.length + (finished ? 1 : 0) },
      };
    },
    close: () => pool.close(),
  };
}

function seen(images: Request["images"]): Request["images"] {
  const middle = Math.floor(images.length / 2);
  return images.length > MOST_IMAGES ? images.slice(middle, middle + 1) : images;
}

function identityOf({ config, digests, parameters }: Checkpoint): BackendIdentity {
  return {
    kind: "tiny", model: "tiny",
    details: {
      weightsSha256: digests["model.safetensors"], configSha256: digests["config.json"], tokenizerSha256: digests["tokenizer.json"],
      parameters, imageSize: config.imageSize, imageTokens: imageTokens(config), vocabulary: config.text.vocabulary, precision: "float32",
    },
  };
}
