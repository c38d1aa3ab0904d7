/**
 * SGLang (`python -m sglang.launch_server`): vLLM's neighbour, without beam search in its chat API.
 *
 * Source: its documentation; not run.
 */

import type { Dialect } from "./dialect.ts";

export const sglang: Dialect = {
  name: "sglang",
  title: "SGLang",
  ranWith: [],
  concurrency: 64,
  recognises: (model) => model["owned_by"] === "sglang",
  about: [
    { path: "/get_server_info", read: ({ version, dtype, attention_backend: attention }) => ({ serverVersion: version, dtype, attention }) },
    { path: "/get_model_info", read: ({ model_path: path, weight_version: weights }) => ({ modelPath: path, weightsVersion: weights }) },
  ],
  // Its sampling defaults are the model's generation_config.json.
  fields: { repetition_penalty: 1 },
  countsPictures: true,
  errors: { badImage: /(load|decode|identify).{0,20}image|image.{0,40}(invalid|truncated|corrupt)/i },
};
