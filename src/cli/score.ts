/** `cardeval score`: stored replies to numbers again, without a model; captions by another scorer where one is named. */

import { readFile } from "node:fs/promises";
import { createBenchmark } from "../core/define.ts";
import { UsageError } from "../core/errors.ts";
import type { BenchmarkScores } from "../core/records.ts";
import { readJournal } from "../../runner/journal.ts";
import { places, readRunRecord } from "../../runner/run-folder.ts";
import { loadBenchmark } from "../../datasets/index.ts";
import { exitCodes } from "./exit-codes.ts";
import type { Flags } from "./commands.ts";
import { chooseData, findData, samplerRoot } from "./plan.ts";
import { presentRun } from "./present.ts";
import { createProgress } from "./progress.ts";
import { lastRatings, openChosenScorer, rateReplies, type ChosenScorer, type Rated } from "./rate-replies.ts";
import { scoreAndWrite, type ScoringJob } from "./score-run.ts";
import { resolveSettings, type Settings } from "./settings.ts";
import { Interrupted, watchSignals } from "./signals.ts";

export async function execute(flags: Flags): Promise<number> {
  const run = flags["run"];
  const predictions = flags["predictions"];
  if (typeof predictions === "string") {
    if (run !== undefined) throw new UsageError("score takes a run, or --predictions with --benchmark and --data");
    return (await import("./run.ts")).execute({ ...flags, backend: `replay:${predictions}` });
  }
  if (typeof run !== "string") throw new UsageError("nothing to score", { hint: "Say `cardeval score RUN`, or --benchmark B --predictions FILE --data DIR." });
  const foreign = OF_PREDICTIONS.filter((name) => [flags[name] ?? []].flat().length > 0);
  if (foreign.length > 0) {
    throw new UsageError(`score ${run} takes the run as it was made, without --${foreign.join(", --")}`, { hint: "Other options make another run: say them to `cardeval run`, or with --predictions." });
  }
  return scoreRun(run, await resolveSettings(flags));
}

/** What a run's own record says. */
const OF_PREDICTIONS = ["benchmark", "set", "limit", "out"];

async function scoreRun(run: string, settings: Settings): Promise<number> {
  const record = await readRunRecord(run);
  const { limit, sampleIds, seed, resolution } = record.settings;
  const isSampler = record.settings.data === "sampler";
  const root = isSampler ? samplerRoot() : dataRoot(settings, run);
  let isIncomplete = false;
  for (const { name, options } of record.benchmarks) {
    const { benchmark, files, problem } = await findData(createBenchmark(await loadBenchmark(name), options), root);
    if (problem !== undefined) throw problem;
    const selection = { ...(limit === undefined ? {} : { limit }), ...(sampleIds === undefined ? {} : { sampleIds }) };
    const job: ScoringJob = { run, benchmark, root, files, selection, isSampler, resolution, seed, state: await readJournal(places.journal(run, name)) };
    const rated = benchmark.partsBy === undefined ? undefined : await rate(job, settings);
    const { counts } = await scoreAndWrite({ ...job, ...(rated === undefined ? {} : { rated }) });
    rated?.release();
    if (rated?.gaveUp !== undefined) console.error(`${name}: gave up scoring captions: ${rated.gaveUp}`);
    isIncomplete ||= counts.failed > 0;
  }
  await presentRun(run, settings);
  return isIncomplete ? exitCodes.incomplete : exitCodes.done;
}

/** By the scorer that was named, or as the last one left it. @throws {UsageError} when there is neither. */
async function rate(job: ScoringJob, settings: Settings): Promise<Rated> {
  const { run, benchmark, isSampler } = job;
  if (settings.text("scorer") === undefined) {
    const before = await readFile(places.scores(run, benchmark.name), "utf8").then((text) => JSON.parse(text) as BenchmarkScores, () => undefined);
    const last = await lastRatings(job, before);
    if (last !== undefined) return last;
  }
  const scorer = await openChosenScorer(settings, isSampler);
  if (scorer === undefined) throw new UsageError(`${benchmark.name}: nobody has scored the captions of ${run} yet`, { hint: "Say --scorer SPEC (cardeval list scorers)." });
  return askScorer(job, scorer, settings);
}

async function askScorer(job: ScoringJob, scorer: ChosenScorer, settings: Settings): Promise<Rated> {
  const { signal, release } = watchSignals();
  const seconds = (name: "attempt-timeout" | "total-timeout"): number => (settings.whole(name) ?? 0) * 1000;
  const policy = { attemptMs: seconds("attempt-timeout"), totalMs: seconds("total-timeout") };
  try {
    return await rateReplies(job, scorer, { signal, policy, progress: createProgress({ quiet: settings.flag("quiet") }) });
  } catch (error) {
    if (error instanceof Interrupted) console.error("interrupted; every score that came is kept. Continue with the same command.");
    throw error;
  } finally {
    await scorer.close();
    release();
  }
}

function dataRoot(settings: Settings, run: string): string {
  if (settings.text("data") === undefined) throw new UsageError(`${run} was made from files, and their folder is not known`, { hint: "Say --data DIR." });
  return chooseData(settings).root;
}
