/** An exported decoder run with a cache of keys and values: several sequences of one length at once. */

import type { Tensor } from "onnxruntime-node";
import { DataError } from "../../core/errors.ts";
import { halfToNumber } from "../tiny/safetensors.ts";
import { cacheLayout, type Sessions } from "./sessions.ts";

/** Embeddings [rows, places, width]. */
export interface Embeddings {
  readonly data: Tensor.DataType;
  readonly type: Tensor.Type;
  readonly width: number;
}

/** What the decoder said behind the last place of every row. */
export interface Scored {
  /** [rows, vocabulary], float32. */
  readonly scores: Float32Array;
  readonly vocabulary: number;
  readonly cache: readonly Tensor[];
}

export interface Decoder {
  /** Embeddings of tokens, one row each. */
  embed(tokens: readonly number[], shape: readonly number[]): Promise<Embeddings>;
  /** `rows` prefixes of `places` embeddings each. */
  prefill(embeddings: Embeddings, rows: number, places: number): Promise<Scored>;
  /** One token a row behind a sequence of `before` places; row i goes on from row parents[i] of the cache. */
  step(tokens: readonly number[], cache: readonly Tensor[], parents: readonly number[], before: number): Promise<Scored>;
}

type Floats = Float32Array | Uint16Array;

export function createDecoder(sessions: Sessions): Decoder {
  const layout = cacheLayout(sessions);
  const { embed, decoder, tensor } = sessions;
  const whole = (values: readonly number[], shape: readonly number[]): Tensor => tensor("int64", BigInt64Array.from(values, BigInt), shape);
  const run = async (embeddings: Embeddings, shape: readonly [rows: number, places: number], before: number, past: readonly Tensor[]): Promise<Scored> => {
    const [rows, places] = shape;
    const total = before + places;
    const given: Record<string, Tensor> = {
      inputs_embeds: tensor(embeddings.type, embeddings.data, [rows, places, embeddings.width]),
      attention_mask: whole(Array.from({ length: rows * total }, () => 1), [rows, total]),
      // As transformers counts, from 1; only distances matter to the decoder.
      position_ids: whole(Array.from({ length: rows * places }, (_, i) => before + 1 + (i % places)), [rows, places]),
    };
    layout.names.forEach((name, i) => (given[name] = past[i] as Tensor));
    const results = await decoder.run(Object.fromEntries(decoder.inputNames.map((name) => [name, given[name] as Tensor])));
    const cache = layout.names.map((name) => results[name.replace("past_key_values", "present")] as Tensor);
    return { ...lastScores(results["logits"] as Tensor, rows, sessions.files.decoder), cache };
  };
  const embedTokens = async (tokens: readonly number[], shape: readonly number[]): Promise<Embeddings> => {
    const { [embed.outputNames[0] as string]: found } = await embed.run({ input_ids: whole(tokens, shape) });
    return { data: (found as Tensor).data, type: (found as Tensor).type, width: (found as Tensor).dims.at(-1) ?? 0 };
  };
  return {
    embed: embedTokens,
    prefill: (embeddings, rows, places) => run(embeddings, [rows, places], 0, layout.names.map(() => tensor(layout.type, layout.type === "float16" ? new Uint16Array(0) : new Float32Array(0), [rows, layout.heads, 0, layout.size]))),
    async step(tokens, cache, parents, before) {
      const past = cache.map((kept) => takeRows(kept, parents, sessions));
      return run(await embedTokens(tokens, [tokens.length, 1]), [tokens.length, 1], before, past);
    },
  };
}

/** Rows of a cache in another order; the tensor itself where nothing changes. */
function takeRows(kept: Tensor, rows: readonly number[], { tensor }: Sessions): Tensor {
  if (rows.length === kept.dims[0] && rows.every((row, i) => row === i)) return kept;
  const data = kept.data as Floats;
  const size = kept.dims.slice(1).reduce((product, side) => product * side, 1);
  const taken = new (data.constructor as { new (length: number): Floats })(rows.length * size);
  for (const [to, from] of rows.entries()) taken.set(data.subarray(from * size, (from + 1) * size), to * size);
  return tensor(kept.type, taken, [rows.length, ...kept.dims.slice(1)]);
}

/** Of logits [rows, places, vocabulary], those of every row's last place. */
function lastScores({ dims, data, type }: Tensor, rows: number, file: string): Pick<Scored, "scores" | "vocabulary"> {
  const [, places = 0, vocabulary = 0] = dims;
  if (type !== "float32" && type !== "float16") throw new DataError(`gives logits of type ${type}, expected float32 or float16`, { file });
  const scores = new Float32Array(rows * vocabulary);
  for (let row = 0; row < rows; row++) {
    const last = (data as Floats).subarray(((row + 1) * places - 1) * vocabulary, (row + 1) * places * vocabulary);
    if (type === "float32") scores.set(last, row * vocabulary);
    else for (let i = 0; i < vocabulary; i++) scores[row * vocabulary + i] = data instanceof Uint16Array ? halfToNumber(last[i] as number) : (last[i] as number);
  }
  return { scores, vocabulary };
}
