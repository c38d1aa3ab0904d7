/**
 * A hosted API, a proxy, or any server that is none of the others: standard fields only, and nothing is taken for granted.
 *
 * Models that refuse `max_tokens` or `temperature` cannot be asked: the card is greedy and bounded.
 * Source: OpenAI's API reference; not run.
 */

import type { Dialect } from "./dialect.ts";

export const hosted: Dialect = {
  name: "hosted",
  title: "hosted API",
  ranWith: [],
  concurrency: 16,
  recognises: () => true,
  about: [],
  fields: {},
  countsPictures: false,
  errors: { badImage: /invalid[_ ]image|unsupported image|could not process image/i },
};
