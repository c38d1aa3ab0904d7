/** `cardeval run`: ask a model about every sample that has no answer yet, score, report. */

import path from "node:path";
import { digestOf } from "../core/canonical-json.ts";
import { counted } from "../core/counted.ts";
import { DataError, UsageError } from "../core/errors.ts";
import { suggestion } from "../core/nearest.ts";
import type { BenchmarkPlan, BenchmarkScores, RunRecord } from "../core/records.ts";
import type { Backend } from "../core/types.ts";
import { defaultRetryPolicy } from "../../runner/attempt.ts";
import { attachRecorded, openRunFolder, places, type RunFolder } from "../../runner/run-folder.ts";
import type { Selection } from "../../runner/select.ts";
import { type Allowed, approximationsOf } from "./approximations.ts";
import { exitCodes } from "./exit-codes.ts";
import type { Flags } from "./commands.ts";
import { confirmFailures, isFailedDrop } from "./confirm.ts";
import { exitCodeOf, gateRun, hasRequirements, type Gating } from "./gating.ts";
import { allowedErrors } from "./max-errors.ts";
import { leftoversOf, repliesOf, warnOfProbe } from "./oddities.ts";
import { describeJob, makePlan, type Job, type Plan } from "./plan.ts";
import { printPlan } from "./print-plan.ts";
import { probeNote } from "./probe/kept.ts";
import { createProgress, type Progress } from "./progress.ts";
import { loadCard, presentRun } from "./present.ts";
import { openChosenScorer, type ChosenScorer } from "./rate-replies.ts";
import { readRecorded } from "./recorded.ts";
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
  await refuseUnknownColumn(settings);
  const plan = await makePlan(settings);
  const recorded = settings.text("recorded");
  if (recorded !== undefined) await readRecorded(recorded, plan.jobs.map(({ benchmark }) => benchmark));
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

/** Before hours are spent on numbers that no cell would show. */
async function refuseUnknownColumn(settings: Settings): Promise<void> {
  const [column, name] = [settings.text("column"), settings.text("card") ?? "paligemma"];
  if (column === undefined) return;
  const known = (await loadCard(name)).sections.flatMap(({ by, columns }) => (by === "checkpoint" ? columns : []));
  if (!known.includes(column)) throw new UsageError(`the card ${name} has no column "${column}"`, { hint: suggestion(column, [...new Set(known)]) });
}

function selectionOf(settings: Settings): Selection {
  const limit = settings.whole("limit");
  const sampleIds = settings.list("sample-id");
  if (limit === 0) throw new UsageError("--limit 0 leaves nothing to ask");
  return { ...(limit === undefined ? {} : { limit }), ...(sampleIds.length === 0 ? {} : { sampleIds }) };
}

async function runPlan(plan: Plan, settings: Settings, progress: Progress, signal: AbortSignal, scorer: ChosenScorer | undefined): Promise<number> {
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

function allowedOf({ plan, settings }: Session): Allowed {
  return { all: settings.flag("allow-approximate"), isSampler: plan.data === "sampler" };
}

/** The specification. With one model its identity is part of the fingerprint, with many their addresses are. */
async function describeRun(session: Session, jobs: readonly Job[], backend: Backend): Promise<RunRecord> {
  const { plan, selection, seed } = session;
  const single = jobs.every((job) => keyOf(job) === keyOf(jobs[0] as Job));
  const benchmarks = jobs.map((job): BenchmarkPlan => ({
    ...describeJob(job, plan.resolution, single ? approximationsOf(job.benchmark, backend, allowedOf(session)) : []),
    ...(single ? { backend: backend.identity } : {}),
  }));
  const fixed = {
    benchmarks,
    model: single ? backend.identity.model : plan.column,
    settings: { data: plan.data, column: plan.column, resolution: plan.resolution, seed, ...selection },
  };
  // What a probe found is no part of what was asked: a run may be probed between its sessions.
  const probe = single ? await probeNote(backend.identity) : undefined;
  const noted = probe === undefined ? benchmarks : benchmarks.map((each) => ({ ...each, probe }));
  const missing = plan.jobs.flatMap(({ benchmark: { name }, problem }) => (problem === undefined ? [] : [{ benchmark: name, reason: plan.data === "sampler" ? "the packaged sampler has no data of it" : problem.message }]));
  return {
    schema: 1, fingerprint: digestOf(fixed), suite: plan.suite, ...fixed, benchmarks: noted, ...(missing.length === 0 ? {} : { missing }),
    sessions: [await describeSession()], status: "running",
  };
}

function defaultFolder({ suite, model, fingerprint }: RunRecord): string {
  const safe = model.toLowerCase().replaceAll(/[^a-z0-9.]+/g, "-").replaceAll(/^[-.]+|[-.]+$/g, "");
  return path.join("runs", `${suite}-${safe === "" ? "model" : safe.slice(-48)}-${fingerprint.slice(0, 8)}`);
}

/** Benchmarks of one model behind one another, so that each model is opened once; otherwise in their order. */
function byModel(jobs: readonly Job[]): Job[] {
  const models = [...new Set(jobs.map(keyOf))];
  return models.flatMap((key) => jobs.filter((job) => keyOf(job) === key));
}

/** Predicts and scores benchmark by benchmark. */
async function runJobs(session: Session, jobs: readonly Job[], folder: RunFolder, first: Backend): Promise<BenchmarkScores[]> {
  const scores: BenchmarkScores[] = [];
  const warned = new Set<string>();
  let [backend, key] = [first, keyOf(jobs[0] as Job)];
  for (const job of byModel(jobs)) {
    if (keyOf(job) !== key) {
      await backend.close();
      [backend, key] = [await openModel(session, job), keyOf(job)];
    }
    if (folder.record.benchmarks.some((plan) => plan.backend === undefined)) {
      await folder.noteBackend(job.benchmark.name, backend.identity, approximationsOf(job.benchmark, backend, allowedOf(session)), await probeNote(backend.identity));
    }
    await warnOfProbe(session, backend, warned);
    try {
      const state = await predictJob(session, job, folder, backend);
      await noteOddities(session, job, folder, [...leftoversOf(backend, state), ...(await repliesOf(places.journal(folder.path, job.benchmark.name)))]);
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
function openScorerFor(jobs: readonly Job[], settings: Settings, isSampler: boolean): Promise<ChosenScorer | undefined> {
  const isWanted = jobs.some(({ benchmark, problem }) => benchmark.partsBy !== undefined && problem === undefined);
  return isWanted ? openChosenScorer(settings, isSampler) : Promise.resolve(undefined);
}

async function noteOddities({ progress }: Session, { benchmark }: Job, folder: RunFolder, remarks: readonly string[]): Promise<void> {
  if (remarks.length === 0) return;
  for (const remark of remarks) progress.say(`${benchmark.name}: ${remark}`);
  await folder.noteRemarks(benchmark.name, remarks);
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
  const recorded = settings.text("recorded");
  if (recorded !== undefined) await attachRecorded(folder.path, await readRecorded(recorded, folder.record.benchmarks));
  await presentRun(folder.path, settings, gating);
  for (const reason of gaveUp) console.error(reason);
  if (incomplete) console.error(`incomplete: ${failed} of ${total} samples failed (allowed: ${settings.text("max-errors")}). Issue the same command again to ask them once more.`);
  if (problems.length > 0) console.error(`${counted(problems.length, "benchmark")} had no usable data; the lines that begin with "data:" say why.`);
  if (gating !== undefined) return exitCodeOf(gating, settings);
  return problems.length > 0 ? exitCodes.usage : incomplete ? exitCodes.incomplete : exitCodes.done;
}
