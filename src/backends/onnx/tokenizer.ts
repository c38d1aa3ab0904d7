/** The tokenizer of an exported model: ours where it is the embedded model's kind, else that of Hugging Face. */

import { DataError, messageOf } from "../../core/errors.ts";
import { createTokenizer, type Tokenizer } from "../tiny/tokenizer.ts";

/** @throws {DataError} for a tokenizer that cannot be read. */
export async function openTokenizer(text: string, file: string, settings: string | undefined): Promise<Tokenizer> {
  try {
    const json = JSON.parse(text) as { readonly model?: { readonly type?: string } };
    if (json.model?.type === "Unigram") return createTokenizer(text, file);
    const { Tokenizer: Loaded } = await import("@huggingface/tokenizers");
    const tokenizer = new Loaded(json, settings === undefined ? {} : JSON.parse(settings) as object);
    return {
      encode: (input) => [...tokenizer.encode(input, { add_special_tokens: false }).ids],
      // The library refuses an empty list, which is what an empty answer is.
      decode: (ids) => (ids.length === 0 ? "" : tokenizer.decode([...ids], { skip_special_tokens: true, clean_up_tokenization_spaces: false })),
    };
  } catch (error) {
    if (error instanceof DataError) throw error;
    throw new DataError(`is not a tokenizer that can be read: ${messageOf(error)}`, { file }, { cause: error });
  }
}
