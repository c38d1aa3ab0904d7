/** Every dialect, in the order in which they are recognised. Adding one costs one line here. */

import { UsageError } from "../../core/errors.ts";
import { suggestion } from "../../core/nearest.ts";
import type { Dialect, ListedModel } from "./dialect.ts";
import { hosted } from "./hosted.ts";
import { llamaCpp } from "./llama-cpp.ts";
import { ollama } from "./ollama.ts";
import { sglang } from "./sglang.ts";
import { transformersServe } from "./transformers-serve.ts";
import { vllm } from "./vllm.ts";

export const dialects: readonly Dialect[] = [vllm, sglang, llamaCpp, ollama, transformersServe, hosted];

/** The dialect of a name. @throws {UsageError} when there is none. */
export function dialectNamed(name: string): Dialect {
  const found = dialects.find((dialect) => dialect.name === name);
  if (found !== undefined) return found;
  throw new UsageError(`there is no dialect "${name}"`, { hint: suggestion(name, dialects.map((dialect) => dialect.name)) });
}

/** The dialect of a server that lists such a model; `hosted` when nothing is recognised. */
export function recogniseDialect(model: ListedModel, headers: Readonly<Record<string, unknown>>): Dialect {
  return dialects.find((dialect) => dialect.recognises(model, headers)) ?? hosted;
}
