/** `cardeval probe BACKEND [--reference BACKEND]`: does this backend run the model that we think, wired as it must be? */

import { UsageError } from "../core/errors.ts";
import type { Backend } from "../core/types.ts";
import { openBackend } from "../backends/index.ts";
import { optionsOf } from "./addressed.ts";
import type { Flags } from "./commands.ts";
import { exitCodes } from "./exit-codes.ts";
import { keepProbe } from "./probe/kept.ts";
import { EMBEDDED_RESOLUTION, readQuestions } from "./probe/questions.ts";
import { renderProbe } from "./probe/render.ts";
import { runProbe } from "./probe/run-probe.ts";
import { createProgress } from "./progress.ts";
import { resolveSettings, type Settings } from "./settings.ts";
import { watchSignals } from "./signals.ts";

/** Side of the pictures when a reference answers: the card's first column. */
const RESOLUTION = 224;

export async function execute(flags: Flags): Promise<number> {
  const settings = await resolveSettings(flags);
  const [spec, referenceSpec] = [String(flags["backend"]), flags["reference"]];
  if (spec.startsWith("replay")) throw new UsageError("recorded replies cannot be probed", { hint: "Probe the backend that gave them." });
  const { signal, release } = watchSignals();
  const opened: Backend[] = [];
  try {
    opened.push(await openBackend(spec, optionsOf(settings)));
    if (typeof referenceSpec === "string") opened.push(await openBackend(referenceSpec, settings.text("pictures") === "finished" ? { pictures: "finished" } : {}));
    return await probe(opened, settings, signal);
  } finally {
    release();
    await Promise.all(opened.map((backend) => backend.close()));
  }
}

async function probe([backend, reference]: readonly Backend[], settings: Settings, signal: AbortSignal): Promise<number> {
  if (backend === undefined) return exitCodes.bug;
  const progress = createProgress({ quiet: settings.flag("quiet") });
  const { questions } = await readQuestions();
  const concurrency = Number(settings.text("concurrency"));
  const result = await runProbe({
    backend, ...(reference === undefined ? {} : { reference }), questions, signal,
    resolution: settings.whole("resolution") ?? (reference === undefined ? EMBEDDED_RESOLUTION : RESOLUTION),
    concurrency: concurrency > 0 ? concurrency : backend.features.concurrency,
    onProgress(done, total) {
      if (done === 1) progress.begin("probe", total);
      progress.settle(false, false);
    },
  });
  progress.end();
  const place = await keepProbe(result);
  if (settings.flag("json")) console.log(JSON.stringify(result));
  else console.log(renderProbe(result, place));
  return result.verdict === "failed" ? exitCodes.gateFailed : exitCodes.done;
}
