/** `cardeval run`: ask a model about every sample that has no answer yet, score, report. */

import path from "node:path";
import { digestOf } from "../core/canonical-json.ts";
import { DataError, UsageError, messageOf } from "../core/errors.ts";
import type { BenchmarkPlan, BenchmarkScores, RunRecord } from "../core/records.ts";
import type { Scorer } from "../core/scorer.ts";
import type { Backend } from "../core/types.ts";
import { defaultRetryPolicy } from "../../runner/attempt.ts";
import { openRunFolder, type RunFolder } from "../../runner/run-folder.ts";
import type { Selection } from "../../runner/select.ts";
import { approximationsOf } from "./approximations.ts";
import { exitCodes } from "./exit-codes.ts";
import type { Flags } from "./commands.ts";
import { confirmFailures, isFailedDrop } from "./confirm.ts";
import { exitCodeOf, gateRun, hasRequirements, type Gating } from "./gating.ts";
import { allowedErrors } from "./max-errors.ts";
import { describeJob, makePlan, type Job, type Plan } from "./plan.ts";
import { printPlan } from "./print-plan.ts";
import { createProgress, type Progress } from "./progress.ts";
import { presentRun } from "./present.ts";
import { openChosenScorer } from "./rate-replies.ts";
import { noteProblem, openModel, predictJob, scoreJob, type Session } from "./session.ts";
import { resolveSettings, type Settings } from "./settings.ts";
import { Interrupted, watchSignals } from "./signals.ts";
import { describeSession } from "./version.ts";

export async function execute(flags: Flags): Promise<number> {
  const settings = await resolveSettings(flags);
  if (settings.flag("print-config")) {
    for (const { name, value, origin } of settings.origins()) console.log(`${name.padEnd(18)} ${String(value).padEnd(28)} ${origin}`);
    return exitCodes.done;
  }
  hasRequirements(settings);
  const plan = await makePlan(settings);
  if (settings.flag("dry-run")) return printPlan(plan, selectionOf(settings));
  const progress = createProgress({ quiet: settings.flag("quiet") });
  const { signal, release } = watchSignals();
  const scorer = await openScorerFor(plan.jobs, settings, plan.data === "sampler");
  try {
    return await runPlan(plan, settings, progress, signal, scorer);
  } finally {
    await scorer?.close();
    release();
  }
}

function selectionOf(settings: Settings): Selection {
  const limit = settings.whole("limit");
  const sampleIds = settings.list("sample-id");
  if (limit === 0) throw new UsageError("--limit 0 leaves nothing to ask");
  return { ...(limit === undefined ? {} : { limit }), ...(sampleIds.length === 0 ? {} : { sampleIds }) };
}

async function runPlan(plan: Plan, settings: Settings, progress: Progress, signal: AbortSignal, scorer: Scorer | undefined): Promise<number> {
  const seconds = (name: "attempt-timeout" | "total-timeout"): number => (settings.whole(name) ?? 0) * 1000;
  const policy = { ...defaultRetryPolicy, attempts: settings.whole("attempts") ?? 1, attemptMs: seconds("attempt-timeout"), totalMs: seconds("total-timeout") };
  const session: Session = { ...(scorer === undefined ? {} : { scorer }), plan, settings, selection: selectionOf(settings), progress, signal, policy, seed: settings.whole("seed") ?? 1, problems: [], gaveUp: [] };
  for (const { problem } of plan.jobs) if (problem !== undefined) noteProblem(session, problem);
  const jobs = plan.jobs.filter((job) => job.problem === undefined);
  const first = await openModel(session, jobs[0] as Job);
  let folder: RunFolder | undefined;
  try {
    const record = await describeRun(session, jobs, first);
    folder = await openRunFolder(settings.text("out") ?? defaultFolder(record), record, { fresh: settings.flag("fresh") });
    progress.say(`run folder: ${folder.path}`);
    const scores = await runJobs(session, jobs, folder, first);
    return await finish(session, folder, scores, jobs);
  } catch (error) {
    await first.close();
    await folder?.close(error instanceof Interrupted ? "interrupted" : "incomplete");
    if (!(error instanceof Interrupted)) throw error;
    progress.say(`interrupted; everything answered is kept. Continue with the same command${folder === undefined ? "" : ` (${folder.path})`}.`);
    return error.exitCode;
  }
}

function keyOf({ asked }: Job): string {
  return JSON.stringify(asked);
}

/** The specification. With one model its identity is part of the fingerprint, with many their addresses are. */
async function describeRun({ plan, settings, selection, seed }: Session, jobs: readonly Job[], backend: Backend): Promise<RunRecord> {
  const single = jobs.every((job) => keyOf(job) === keyOf(jobs[0] as Job));
  const allow = settings.flag("allow-approximate");
  const benchmarks = jobs.map((job): BenchmarkPlan => ({
    ...describeJob(job, plan.resolution, single ? approximationsOf(job.benchmark, backend, allow) : []),
    ...(single ? { backend: backend.identity } : {}),
  }));
  const fixed = {
    benchmarks,
    model: single ? backend.identity.model : plan.column,
    settings: { data: plan.data, column: plan.column, resolution: plan.resolution, seed, ...selection },
  };
  return { schema: 1, fingerprint: digestOf(fixed), suite: plan.suite, ...fixed, sessions: [await describeSession()], status: "running" };
}

function defaultFolder({ suite, model, fingerprint }: RunRecord): string {
  const safe = model.toLowerCase().replaceAll(/[^a-z0-9.]+/g, "-").replaceAll(/^[-.]+|[-.]+$/g, "");
  return path.join("runs", `${suite}-${safe === "" ? "model" : safe.slice(-48)}-${fingerprint.slice(0, 8)}`);
}

/** Predicts and scores benchmark by benchmark; a model that serves several neighbours is opened once. */
async function runJobs(session: Session, jobs: readonly Job[], folder: RunFolder, first: Backend): Promise<BenchmarkScores[]> {
  const scores: BenchmarkScores[] = [];
  let [backend, key] = [first, keyOf(jobs[0] as Job)];
  for (const job of jobs) {
    if (keyOf(job) !== key) {
      await backend.close();
      [backend, key] = [await openModel(session, job), keyOf(job)];
    }
    if (folder.record.benchmarks.some((plan) => plan.backend === undefined)) {
      await folder.noteBackend(job.benchmark.name, backend.identity, approximationsOf(job.benchmark, backend, session.settings.flag("allow-approximate")));
    }
    try {
      const state = await predictJob(session, job, folder, backend);
      await noteLeftovers(session, job, folder, backend.leftovers?.((id) => state.outcome(id) !== undefined) ?? []);
      scores.push(await scoreJob(session, job, folder, state));
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      noteProblem(session, error);
    }
  }
  await backend.close();
  return scores;
}

/** The scorer, before any model is opened: a missing key is told before thousands of captions are asked for. */
function openScorerFor(jobs: readonly Job[], settings: Settings, isSampler: boolean): Promise<Scorer | undefined> {
  const isWanted = jobs.some(({ benchmark, problem }) => benchmark.partsBy !== undefined && problem === undefined);
  return isWanted ? openChosenScorer(settings, isSampler) : Promise.resolve(undefined);
}

async function noteLeftovers({ progress }: Session, { benchmark }: Job, folder: RunFolder, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const remark = `${ids.length} recorded replies belong to no sample: ${ids.slice(0, 5).map((id) => JSON.stringify(id)).join(", ")}${ids.length > 5 ? ", …" : ""}`;
  progress.say(`${benchmark.name}: ${remark}`);
  await folder.noteRemarks(benchmark.name, [remark]);
}

/** Holds the run to its requirements; with --confirm, the samples that made a failure are asked once more before it counts. */
async function judge(session: Session, folder: RunFolder, jobs: readonly Job[]): Promise<Gating> {
  const gating = await gateRun(folder.path, session.settings);
  if (!session.settings.flag("confirm") || !gating.gates.some(isFailedDrop)) return gating;
  await confirmFailures(session, folder, jobs, gating);
  return gateRun(folder.path, session.settings);
}

/** Reports, and the exit code: data trouble before an incomplete run before success. */
async function finish(session: Session, folder: RunFolder, scores: readonly BenchmarkScores[], jobs: readonly Job[]): Promise<number> {
  const { settings, problems, gaveUp } = session;
  const failed = scores.reduce((sum, { counts }) => sum + counts.failed, 0);
  const total = scores.reduce((sum, { counts }) => sum + counts.total, 0);
  const incomplete = gaveUp.length > 0 || failed > allowedErrors(settings.text("max-errors") ?? "0", total);
  await folder.close(incomplete || problems.length > 0 ? "incomplete" : "complete");
  if (scores.length === 0) return problems.length > 0 ? exitCodes.usage : exitCodes.incomplete;
  const isJudged = !incomplete && problems.length === 0 && hasRequirements(settings);
  const gating = isJudged ? await judge(session, folder, jobs) : undefined;
  await presentRun(folder.path, settings, gating);
  for (const reason of gaveUp) console.error(reason);
  if (incomplete) console.error(`incomplete: ${failed} of ${total} samples failed (allowed: ${settings.text("max-errors")}). Issue the same command again to ask them once more.`);
  if (problems.length > 0) console.error(`${problems.length} benchmarks had no usable data: ${problems.map(messageOf).join("; ")}`);
  if (gating !== undefined) return exitCodeOf(gating, settings);
  return problems.length > 0 ? exitCodes.usage : incomplete ? exitCodes.incomplete : exitCodes.done;
}
