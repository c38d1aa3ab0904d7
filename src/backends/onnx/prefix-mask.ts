/**
 * Whether a decoder lets a prompt see itself, as PaliGemma's prefix-LM does.
 *
 * Two prompts differ in their last token alone. Under a causal mask nothing before it can tell; else the cache of the last layer differs
 * at the first place already. With one layer nothing can be told: its keys and values are made before any place has seen another.
 */

import { DataError } from "../../core/errors.ts";
import { halfToNumber } from "../tiny/safetensors.ts";
import type { Decoder, Scored } from "./decoder.ts";

const PLACES = 6;
/** Share of the largest value that rounding may move. */
const ROUNDING = 1e-5;

/** @throws {DataError} for a causal mask. */
export async function checkPrefixMask(decoder: Decoder, { file, bos, token }: { readonly file: string; readonly bos: number; readonly token: number }): Promise<"seen" | "unverified"> {
  const ask = async (last: number): Promise<Scored> => {
    const prompt = [bos, ...Array.from({ length: PLACES - 2 }, () => token), last];
    return decoder.prefill(await decoder.embed(prompt, [1, PLACES]), 1, PLACES);
  };
  const [one, other] = [firstPlace(await ask(token)), firstPlace(await ask(bos))];
  if (one === undefined || other === undefined) return "unverified";
  const largest = Math.max(...one.map(Math.abs));
  const moved = Math.max(...one.map((value, i) => Math.abs(value - (other[i] as number))));
  if (moved > ROUNDING * largest) return "seen";
  throw new DataError("was exported with a causal mask: the begin of a prompt does not see its end, which is wrong for PaliGemma", { file }, { hint: "Export it with the prefix-LM mask, or without a mask." });
}

/** Values of the last layer at the first place, first head. */
function firstPlace({ cache }: Scored): number[] | undefined {
  const values = cache.at(-1);
  if (values === undefined || cache.length <= 2) return undefined;
  const size = values.dims.at(-1) ?? 0;
  const data = (values.data as Float32Array).subarray(0, size);
  return Array.from(data, (value) => (values.type === "float16" && values.data instanceof Uint16Array ? halfToNumber(value) : value));
}
