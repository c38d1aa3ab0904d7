/** How a model is addressed by flags: what `--backend SPEC` needs beside its spec. */

import { UsageError } from "../core/errors.ts";
import type { BackendOptions } from "../backends/index.ts";
import type { Settings } from "./settings.ts";

/** @throws {UsageError} for pictures of an unknown kind. */
export function optionsOf(settings: Settings): Pick<BackendOptions, "model" | "dialect" | "pictures"> {
  const [model, dialect, pictures] = [settings.text("model"), settings.text("dialect"), settings.text("pictures")];
  if (pictures !== undefined && pictures !== "original" && pictures !== "finished") throw new UsageError(`--pictures cannot be "${pictures}"`, { hint: "It can be: original, finished." });
  return { ...(model === undefined ? {} : { model }), ...(dialect === undefined ? {} : { dialect }), ...(pictures === undefined ? {} : { pictures }) };
}
