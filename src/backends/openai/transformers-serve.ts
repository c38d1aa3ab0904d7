/**
 * `transformers serve`: standard fields only, anything else is a 422; beams by `generation_config`, a JSON string that replaces the
 * model's own, so it repeats the ids of PaliGemma's special tokens.
 *
 * The directory's chat_template.jinja must emit `<image>` a picture, then the text (examples/templates/paligemma-transformers.jinja).
 * A damaged picture and no picture at all are a 500 that would come again. A pinned server answers 400 to any other model.
 * Source: transformers 5.24.0, run; transformers/cli/serving.
 */

import type { Dialect } from "./dialect.ts";

export const transformersServe: Dialect = {
  name: "transformers-serve",
  title: "transformers serve",
  ranWith: ["5.24.0 (CPU)"],
  // Requests are answered one after another; a second one only hides the way to the server.
  concurrency: 2,
  recognises: ({ owned_by: owner, status }, headers) => headers["server"] === "uvicorn" && (owner === "local" || typeof status === "object") && status !== null,
  about: [],
  fields: {},
  beams: {
    rule: "an unfinished hypothesis can win at the token limit, and of every step only twice as many continuations as beams are candidates",
    fields: ({ beams, maxTokens }) => ({
      generation_config: JSON.stringify({
        num_beams: beams, do_sample: false, max_new_tokens: maxTokens, length_penalty: 0, early_stopping: "never",
        eos_token_id: 1, bos_token_id: 2, pad_token_id: 0,
      }),
    }),
  },
  countsPictures: true,
  errors: { has500ForBadRequests: true },
};
