/** `cardeval score`: stored replies to numbers again, without a model. */

import { createBenchmark } from "../core/define.ts";
import { UsageError } from "../core/errors.ts";
import { readJournal } from "../../runner/journal.ts";
import { places, readRunRecord } from "../../runner/run-folder.ts";
import { loadBenchmark } from "../../datasets/index.ts";
import { exitCodes } from "./exit-codes.ts";
import type { Flags } from "./commands.ts";
import { chooseData, findData, samplerRoot } from "./plan.ts";
import { presentRun } from "./present.ts";
import { scoreAndWrite } from "./score-run.ts";
import { resolveSettings, type Settings } from "./settings.ts";

export async function execute(flags: Flags): Promise<number> {
  const run = flags["run"];
  const predictions = flags["predictions"];
  if (typeof predictions === "string") {
    if (run !== undefined) throw new UsageError("score takes a run, or --predictions with --benchmark and --data");
    return (await import("./run.ts")).execute({ ...flags, backend: `replay:${predictions}` });
  }
  if (typeof run !== "string") throw new UsageError("nothing to score", { hint: "Say `cardeval score RUN`, or --benchmark B --predictions FILE --data DIR." });
  return scoreRun(run, await resolveSettings(flags));
}

async function scoreRun(run: string, settings: Settings): Promise<number> {
  const record = await readRunRecord(run);
  const { limit, sampleIds, seed, resolution } = record.settings;
  const isSampler = record.settings.data === "sampler";
  const root = isSampler ? samplerRoot() : dataRoot(settings, run);
  let failed = 0;
  for (const { name, options } of record.benchmarks) {
    const { benchmark, files, problem } = await findData(createBenchmark(await loadBenchmark(name), options), root);
    if (problem !== undefined) throw problem;
    const selection = { ...(limit === undefined ? {} : { limit }), ...(sampleIds === undefined ? {} : { sampleIds }) };
    const scores = await scoreAndWrite({ run, benchmark, root, files, selection, isSampler, resolution, seed, state: await readJournal(places.journal(run, name)) });
    failed += scores.counts.failed;
  }
  await presentRun(run, settings);
  return failed > 0 ? exitCodes.incomplete : exitCodes.done;
}

function dataRoot(settings: Settings, run: string): string {
  if (settings.text("data") === undefined) throw new UsageError(`${run} was made from files, and their folder is not known`, { hint: "Say --data DIR." });
  return chooseData(settings).root;
}
