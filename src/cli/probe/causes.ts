/** What can be wrong with a server, how that shows, and what to do about it. */

import { encodePng, prepareImage } from "../../io/prepare-image.ts";
import type { Request, RequestImage } from "../../core/types.ts";

export interface Cause {
  readonly title: string;
  readonly advice: string;
}

export const causes = {
  "causal-mask": {
    title: "causal mask: places of the prompt do not see those after them",
    advice: "A PaliGemma reads pictures and prompt as one prefix that sees all of itself. Use a server or an attention backend of it that does; this one's numbers are not PaliGemma's.",
  },
  "missing-bos": { title: "BOS is missing before the prompt", advice: "Let the server add special tokens, or put the BOS token into its chat template." },
  "missing-newline": { title: "the newline behind the prompt is missing", advice: "The prompt must end with the token of \"\\n\": let PaliGemma's processor make it, or end the chat template with one newline." },
  "double-newline": { title: "two newlines stand behind the prompt", advice: "Take the newline out of the chat template: the processor adds its own." },
  "chat-template": { title: "a chat template is wrapped round the prompt", advice: "Start the server with a template that passes the bare prompt: examples/templates/, docs/backends.md." },
  "picture-order": { title: "several pictures arrive in another order", advice: "Pictures must stand before the prompt in the order of the message: look at the chat template's loop." },
  "pictures-dropped": { title: "no picture reaches the model", advice: "The chat template must pass pictures on (docs/backends.md), and the model must be served with its vision tower." },
  "resize-filter": { title: "the server resizes pictures by another filter", advice: "Say --pictures finished: pictures are then resized here as the card does, and the server has nothing left to resize." },
  jpeg: { title: "pictures are recompressed as JPEG on their way", advice: "Look for a proxy or gateway that rewrites pictures, and send to the server directly." },
  "beams-ignored": { title: "beam search is not honoured: answers are the greedy ones", advice: "Name the server's dialect (--dialect), or run the benchmarks with beams elsewhere." },
  "truncated-prompts": { title: "long prompts are cut", advice: "Raise the server's limit of tokens (--max-model-len, num_ctx, truncate_prompt_tokens)." },
  sampling: { title: "sampling is on: the same question has several answers", advice: "temperature 0 was sent: look for a default of the server, or of the model's generation_config.json, that overrules it." },
  batches: { title: "answers depend on what else is asked at the same time", advice: "Ask one at a time (--concurrency 1), or turn off batching; padding must not be seen by attention." },
  cached: { title: "answers come from a cache that does not look at the picture", advice: "Turn off the response cache of the server or proxy." },
  "stop-tokens": { title: "special tokens are left in the answers", advice: "Let the server skip special tokens (skip_special_tokens), except <loc…> and <seg…>." },
  spaces: { title: "answers begin or end with a space that the model did not write", advice: "Benchmarks compare spaces too: look at the server's detokeniser and chat template." },
  "cut-answers": { title: "answers are cut before their end", advice: "Look for a limit of tokens that overrules max_tokens." },
} as const satisfies Record<string, Cause>;

export type CauseName = keyof typeof causes;

/** The cause of a wiring: `resize-filter` of `resize-filter:bicubic`. */
export function causeOf(wiring: string): CauseName {
  return wiring.replace(/:.*/, "") as CauseName;
}

/**
 * Wirings that a question can be asked under as it stands, of a reference that is wired right: what it then answers is what a server
 * with that wiring would. Masks and special tokens are inside a model and cannot be asked for.
 */
export const askable: Readonly<Record<string, (request: Request) => Request | undefined>> = {
  "double-newline": (request) => ({ ...request, prompt: `${request.prompt}\n` }),
  "chat-template:gemma": (request) => ({ ...request, prompt: `<start_of_turn>user\n${request.prompt}<end_of_turn>\n<start_of_turn>model` }),
  "chat-template:user-assistant": (request) => ({ ...request, prompt: `USER: ${request.prompt} ASSISTANT:` }),
  "picture-order": (request) => (request.images.length < 2 ? undefined : { ...request, images: request.images.toReversed() }),
  "resize-filter:antialiased": (request) => withPictures(request, async (image) => encodePng(await prepareImage(image, { ...request.image, antialias: true }))),
  "resize-filter:bicubic": (request) => withPictures(request, (image) => resized(image, request.image.resolution, "cubic")),
  "resize-filter:nearest": (request) => withPictures(request, (image) => resized(image, request.image.resolution, "nearest")),
  "jpeg:75": (request) => withPictures(request, async ({ source }) => (await import("sharp")).default(await source.read()).jpeg({ quality: 75 }).toBuffer()),
  "beams-ignored": (request) => (request.decode.beams === 1 ? undefined : { ...request, decode: { ...request.decode, beams: 1 } }),
};

function withPictures(request: Request, change: (image: RequestImage) => Promise<Uint8Array>): Request {
  return { ...request, images: request.images.map((image) => ({ source: { name: image.source.name, read: () => change(image) }, outlines: [] })) };
}

async function resized({ source }: RequestImage, side: number, kernel: "cubic" | "nearest"): Promise<Uint8Array> {
  const { default: sharp } = await import("sharp");
  return sharp(await source.read()).resize(side, side, { fit: "fill", kernel }).png().toBuffer();
}
