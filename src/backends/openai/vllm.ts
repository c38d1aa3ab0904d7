/**
 * vLLM (`vllm serve`): beams by `use_beam_search`, unknown fields are ignored without a word.
 *
 * A chat template must be given that emits the bare text (examples/templates/paligemma-vllm.jinja): vLLM itself adds image tokens,
 * BOS and newline. Without a picture it answers 200 with nonsense, so prompt_tokens are checked. Beams are never sent with
 * logprobs: it hung. Its CPU attention runs PaliGemma with a causal mask and says nothing: probe it.
 * Source: vLLM 0.32.0 on CPU, run; vllm/entrypoints/openai.
 */

import type { Dialect } from "./dialect.ts";

export const vllm: Dialect = {
  name: "vllm",
  title: "vLLM",
  ranWith: ["0.32.0 (CPU)"],
  concurrency: 64,
  recognises: (model) => model["owned_by"] === "vllm",
  about: [{ path: "/version", read: ({ version }) => ({ serverVersion: version }) }],
  // A repetition penalty of the model's generation_config.json would otherwise be applied to greedy decoding too.
  fields: { repetition_penalty: 1 },
  beams: {
    rule: "an unfinished hypothesis can win at the token limit, and an ending is a candidate only among the best continuations",
    fields: ({ beams }) => ({ use_beam_search: true, n: beams, length_penalty: 0 }),
  },
  countsPictures: true,
  errors: { badImage: /failed to load image|cannot identify image|base64/i },
};
