/** The embedded checkpoint as an exported model: its own configuration and tokenizer beside graphs that export_onnx.py wrote. */

import { copyFileSync, mkdirSync, symlinkSync } from "node:fs";
import path from "node:path";
import { CHECKPOINT } from "../tiny/golden.ts";
import { emptyFolder } from "../../cli/program.ts";

/** Made by: python src/backends/tiny/training/export_onnx.py src/backends/tiny/checkpoint OUT (onnx 1.23.2, numpy 2.4.6). */
export const GRAPHS = path.resolve(import.meta.dirname, "../../golden/onnx");

/** A folder that a test may spoil. */
export function exportedFolder(): string {
  const folder = path.join(emptyFolder(), "tiny-onnx");
  mkdirSync(path.join(folder, "onnx"), { recursive: true });
  for (const name of ["config.json", "tokenizer.json", "tokenizer_config.json", "preprocessor_config.json"]) copyFileSync(path.join(CHECKPOINT, name), path.join(folder, name));
  for (const name of ["embed_tokens", "vision_encoder", "decoder_model_merged"]) symlinkSync(path.join(GRAPHS, `${name}.onnx`), path.join(folder, "onnx", `${name}.onnx`));
  return folder;
}
