/**
 * The prompts of a probe: small pictures of the packaged sampler, what the embedded checkpoint answers, and what it would answer if it
 * were wired wrong.
 *
 * The answers were computed by the embedded model with each wrong wiring in turn (test/fixtures/probe-questions.ts); prompts were
 * chosen so that every wiring changes a good part of them.
 */

import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Request } from "../../core/types.ts";
import { packageRoot } from "../../io/package-root.ts";

/** What is special about a question, so that differences in one group alone say something. */
export type ProbeGroup = "one picture" | "beams" | "two pictures" | "long prompt";

export interface ProbeQuestion {
  readonly id: string;
  readonly group: ProbeGroup;
  readonly prompt: string;
  /** Places under datasets/sampler. */
  readonly pictures: readonly string[];
  readonly beams: 1 | 2 | 3;
  /** What the embedded checkpoint answers. */
  readonly answer: string;
  /** What it would answer, by the wiring's name; absent where the wiring changes nothing. */
  readonly wrong: Readonly<Record<string, string>>;
}

export interface ProbeFile {
  readonly schema: 1;
  /** How the file is made. */
  readonly command: string;
  /** sha256 of the embedded checkpoint's model.safetensors. */
  readonly weightsSha256: string;
  readonly questions: readonly ProbeQuestion[];
}

/** Side of the pictures that the embedded checkpoint sees. */
export const EMBEDDED_RESOLUTION = 84;

export const MAX_TOKENS = 32;

/** More than any of the prompts takes: nothing is to be cut. */
const PROMPT_TOKENS = 512;

export async function readQuestions(): Promise<ProbeFile> {
  return JSON.parse(await readFile(path.join(packageRoot(), "src/cli/probe/questions.json"), "utf8")) as ProbeFile;
}

export function requestOf({ id, prompt, pictures, beams }: ProbeQuestion, resolution: number): Request {
  return {
    id, prompt, decode: { beams, maxTokens: MAX_TOKENS, promptTokens: PROMPT_TOKENS }, image: { resolution, antialias: false },
    images: pictures.map((picture) => ({ source: { name: picture, read: () => readFile(path.join(packageRoot(), "datasets/sampler", picture)) }, outlines: [] })),
  };
}
