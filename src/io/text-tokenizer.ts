/** The tokenizer of an exported model: `tokenizer.json`, as Hugging Face's tokenizers write it. */

import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { DataError, messageOf } from "../core/errors.ts";

export interface TextTokenizer {
  /** Ids with the model's special tokens, cut from the right to what it takes. */
  encode(text: string): readonly number[];
}

/** @throws {DataError} when the folder has no tokenizer that can be read. */
export async function openTextTokenizer(folder: string, most: number): Promise<TextTokenizer> {
  const { Tokenizer } = await import("@huggingface/tokenizers");
  const file = path.join(folder, "tokenizer.json");
  const settings = path.join(folder, "tokenizer_config.json");
  if (!existsSync(file)) throw new DataError("the file does not exist", { file }, { hint: "Export the tokenizer with the model: tokenizer.save_pretrained(DIR)." });
  let tokenizer: InstanceType<typeof Tokenizer>;
  let longest = most;
  try {
    const config = existsSync(settings) ? (JSON.parse(await readFile(settings, "utf8")) as { model_max_length?: number }) : {};
    tokenizer = new Tokenizer(JSON.parse(await readFile(file, "utf8")) as object, config);
    longest = Math.min(most, config.model_max_length ?? most);
  } catch (error) {
    throw new DataError(`is not a tokenizer that can be read: ${messageOf(error)}`, { file }, { cause: error });
  }
  return {
    encode(text) {
      const all: readonly number[] = tokenizer.encode(text).ids;
      if (all.length <= longest) return all;
      const own: readonly number[] = tokenizer.encode(text, { add_special_tokens: false }).ids;
      const before = own.length === 0 ? 0 : all.findIndex((_, i) => own.every((id, j) => all[i + j] === id));
      const after = all.length - own.length - before;
      return [...all.slice(0, longest - after), ...all.slice(all.length - after)];
    },
  };
}
