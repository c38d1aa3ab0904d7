/**
 * llama.cpp's `llama-server` with a projector (`--mmproj`): no beam search.
 *
 * `cache_prompt` is off: with it a reply may depend on the requests before. While it loads it answers 503, which may be tried again.
 * Whether its PaliGemma sees the prefix with the right mask is not known here: probe it.
 * Source: tools/server/README.md of llama.cpp; not run.
 */

import type { Dialect } from "./dialect.ts";

export const llamaCpp: Dialect = {
  name: "llama-cpp",
  title: "llama.cpp server",
  ranWith: [],
  concurrency: 4,
  recognises: (model, headers) => model["owned_by"] === "llamacpp" || headers["server"] === "llama.cpp",
  about: [{ path: "/props", read: ({ build_info: build, model_path: path, total_slots: slots }) => ({ serverVersion: build, modelPath: path, slots }) }],
  fields: { cache_prompt: false, repeat_penalty: 1 },
  countsPictures: true,
  errors: { has500ForBadRequests: true, badImage: /failed to (load|decode|process) image|image input is not supported/i },
};
