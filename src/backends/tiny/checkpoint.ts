/** The embedded model's files, read once and checked: weights, sizes, tokenizer. */

import { createHash } from "node:crypto";
import path from "node:path";
import { DataError } from "../../core/errors.ts";
import { decodeText, readBytes } from "../../io/read-bytes.ts";
import { type ModelConfig, readConfig } from "./config.ts";
import { readSafetensors, type Weights } from "./safetensors.ts";
import { createTokenizer, type Tokenizer } from "./tokenizer.ts";

/** What the forward needs; plain data, so that threads can be given it. */
export interface ModelData {
  readonly config: ModelConfig;
  readonly weights: Weights;
}

export interface Checkpoint extends ModelData {
  readonly tokenizer: Tokenizer;
  readonly digests: Readonly<Record<CheckedFile, string>>;
  readonly parameters: number;
}

type CheckedFile = (typeof CHECKED)[number];

const CHECKED = ["model.safetensors", "config.json", "tokenizer.json"] as const;

/**
 * A Hugging Face directory with the three files, and digest.json with their sha256, as training/export.py writes it.
 *
 * @throws {DataError} when a file is missing, malformed, or not the one that digest.json names.
 */
export async function openCheckpoint(folder: string): Promise<Checkpoint> {
  const at = (name: string): string => path.join(folder, name);
  const expected = JSON.parse(decodeText(await readBytes(at("digest.json")), { file: at("digest.json") })) as Record<string, unknown>;
  const read = async (name: CheckedFile): Promise<{ bytes: Uint8Array; digest: string }> => {
    const bytes = await readBytes(at(name));
    const digest = createHash("sha256").update(bytes).digest("hex");
    if (digest !== expected[name]) {
      throw new DataError(`its sha256 is ${digest}, expected ${String(expected[name])}: the package is damaged`, { file: at(name) },
        { hint: "Reinstall the package, or export the checkpoint again." });
    }
    return { bytes, digest };
  };
  const [weightsFile, configFile, tokenizerFile] = [await read(CHECKED[0]), await read(CHECKED[1]), await read(CHECKED[2])];
  const weights = readSafetensors(weightsFile.bytes, at(CHECKED[0]));
  return {
    weights,
    config: readConfig(decodeText(configFile.bytes, { file: at(CHECKED[1]) }), at(CHECKED[1])),
    tokenizer: createTokenizer(decodeText(tokenizerFile.bytes, { file: at(CHECKED[2]) }), at(CHECKED[2])),
    digests: { "model.safetensors": weightsFile.digest, "config.json": configFile.digest, "tokenizer.json": tokenizerFile.digest },
    parameters: weights.buffer.byteLength / 4,
  };
}
