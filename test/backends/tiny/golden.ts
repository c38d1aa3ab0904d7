/** The embedded model's golden files; each names the command that made it. */

import { readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { createRandom } from "../../fixtures/random.ts";
import { type Checkpoint, openCheckpoint } from "../../../src/backends/tiny/checkpoint.ts";
import { prepareImage } from "../../../src/io/prepare-image.ts";

export const CHECKPOINT = path.resolve(import.meta.dirname, "../../../src/backends/tiny/checkpoint");

const GOLDEN = path.resolve(import.meta.dirname, "../../golden");

/** A drawn picture and what may be asked about it, as training/evaluate.py writes it. */
export interface HeldOut {
  readonly id: string;
  readonly form: "clean" | "noise" | "jpeg";
  /** Standard deviation of the noise to be added. */
  readonly noise: number;
  readonly data: string;
  readonly asks: readonly { readonly kind: string; readonly prompt: string; readonly truth: string }[];
}

/** The model as it is shipped. */
export function shipped(): Promise<Checkpoint> {
  return openCheckpoint(CHECKPOINT);
}

/** A golden JSON file of test/oracles/tiny_reference.py. */
export function readGolden<Content>(name: "answers" | "logits" | "tokens"): Content {
  return JSON.parse(readFileSync(path.join(GOLDEN, `tiny-${name}.json`), "utf8")) as Content;
}

export function readHeldOut(): HeldOut[] {
  const lines = gunzipSync(readFileSync(path.join(GOLDEN, "tiny-held-out.jsonl.gz"))).toString().trim().split("\n");
  return lines.slice(1).map((line) => JSON.parse(line) as HeldOut);
}

/** The file's bytes, as a dataset would hand them out. */
export function bytesOf(picture: HeldOut): Uint8Array {
  return Buffer.from(picture.data, "base64");
}

/** RGB bytes as the model gets them, with the noise of the picture's number in the file. */
export async function pixelsOf(picture: HeldOut, number: number): Promise<Uint8Array> {
  const source = { name: picture.id, read: () => Promise.resolve(bytesOf(picture)) };
  const { data } = await prepareImage({ source, outlines: [] }, { resolution: 84, antialias: false });
  return picture.noise === 0 ? Uint8Array.from(data) : addNoise(Uint8Array.from(data), picture.noise, number);
}

/** Normal noise by Box and Muller, cut to bytes. */
function addNoise(pixels: Uint8Array, deviation: number, seed: number): Uint8Array {
  const random = createRandom(seed);
  const uniform = (): number => (random.below(2 ** 30) + 0.5) / 2 ** 30;
  return Uint8Array.from(pixels, (value) => {
    const noise = deviation * Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
    return Math.min(255, Math.max(0, Math.round(value + noise)));
  });
}
