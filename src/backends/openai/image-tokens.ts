/**
 * Whether the model saw the pictures, told from the number of prompt tokens: a server that drops them answers with nonsense, not
 * with an error.
 *
 * A PaliGemma takes (resolution / 14)² tokens a picture, so its count tells another resolution and a chat template too. Of other models
 * only the least is known. Text has at most one token a byte, and BOS, newline and the like.
 */

import { BackendError } from "../../core/errors.ts";
import type { Request } from "../../core/types.ts";

const PATCH = 14;
/** No vision encoder in use makes fewer tokens of a picture. */
const LEAST = 16;
/** Tokens round the text. */
const AROUND = 4;

/** Tokens of BOS, prompt and newline beyond the budget, where they can be told from those of the pictures: of a PaliGemma. */
export function overBudget(promptTokens: number | undefined, { images, image: { resolution }, decode }: Request, names: readonly string[]): { readonly overBudget?: number } {
  const over = (promptTokens ?? 0) - images.length * Math.floor(resolution / PATCH) ** 2 - decode.promptTokens;
  return over > 0 && names.some(isPaligemma) ? { overBudget: over } : {};
}

function isPaligemma(name: string): boolean {
  return /paligemma/i.test(name);
}

/**
 * Accepts an unknown count.
 *
 * @param names what the server calls the model
 * @throws {BackendError} "unsupported" when the pictures cannot be in the prompt, or are there at another resolution.
 */
export function checkImageTokens(promptTokens: number | undefined, { images, image: { resolution }, prompt }: Request, names: readonly string[]): void {
  if (promptTokens === undefined || images.length === 0) return;
  const isKnown = names.some(isPaligemma);
  const each = isKnown ? Math.floor(resolution / PATCH) ** 2 : LEAST;
  const atMostText = Buffer.byteLength(prompt) + AROUND;
  if (promptTokens <= images.length * each) {
    throw new BackendError("unsupported", `the reply counts ${promptTokens} prompt tokens, and ${images.length === 1 ? "a picture" : `${images.length} pictures`}${isKnown ? ` of ${resolution} pixels` : ""} alone must be at least ${images.length * each}: the model did not see ${images.length === 1 ? "it" : "them"} so`, {
      hint: "Does the server's chat template pass pictures on (docs/backends.md), and is --resolution the checkpoint's?",
    });
  }
  const most = images.length * each + atMostText;
  if (isKnown && promptTokens > most) {
    throw new BackendError("unsupported", `the reply counts ${promptTokens} prompt tokens, and pictures of ${resolution} pixels with this text can be ${most} at most: the checkpoint looks at more pixels, or a chat template stands round the prompt`, {
      hint: "Is --resolution the checkpoint's? `cardeval probe` tells a chat template.",
    });
  }
}
