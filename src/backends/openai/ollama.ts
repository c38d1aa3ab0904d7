/**
 * Ollama: no beam search, and a template of its own round every prompt unless the Modelfile says `TEMPLATE "{{ .Prompt }}"`.
 *
 * Its API for OpenAI's clients cannot turn off the penalties of a Modelfile: set `PARAMETER repeat_penalty 1` there. prompt_tokens
 * are those that were not cached, so they are not checked. The digest of the model's files is the one that `ollama list` shows.
 * Source: docs/openai.md and docs/api.md of Ollama; not run.
 */

import type { Dialect, ListedModel } from "./dialect.ts";

export const ollama: Dialect = {
  name: "ollama",
  title: "Ollama",
  ranWith: [],
  concurrency: 4,
  recognises: (model) => model["owned_by"] === "library",
  about: [
    { path: "/api/version", read: ({ version }) => ({ serverVersion: version }) },
    { path: "/api/tags", read: ({ models }, model) => ({ digest: (models as readonly ListedModel[] | undefined)?.find(({ name }) => name === model || name === `${model}:latest`)?.["digest"] }) },
  ],
  fields: { seed: 1 },
  countsPictures: false,
  errors: { has500ForBadRequests: true, badImage: /(decode|process|unsupported).{0,20}image|invalid image/i },
};
