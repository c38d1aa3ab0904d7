/** What one session of a run carries along, and the steps that it takes more than once. */

import type { EvalError } from "../core/errors.ts";
import type { BenchmarkScores } from "../core/records.ts";
import type { Backend } from "../core/types.ts";
import { openBackend } from "../backends/index.ts";
import { openDataRoot } from "../io/data-root.ts";
import { openJournal, type JournalState } from "../../runner/journal.ts";
import type { RetryPolicy } from "../../runner/attempt.ts";
import { predict } from "../../runner/predict.ts";
import { places, type RunFolder } from "../../runner/run-folder.ts";
import { select, type Selection } from "../../runner/select.ts";
import type { Job, Plan } from "./plan.ts";
import type { Progress } from "./progress.ts";
import { rateReplies, type ChosenScorer } from "./rate-replies.ts";
import { scoreAndWrite } from "./score-run.ts";
import type { Settings } from "./settings.ts";

export interface Session {
  readonly plan: Plan;
  readonly settings: Settings;
  readonly selection: Selection;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  readonly policy: RetryPolicy;
  readonly seed: number;
  /** Open while the session lasts; absent when no benchmark wants one. */
  readonly scorer?: ChosenScorer;
  /** Data that could not be read; the other benchmarks went on. */
  readonly problems: string[];
  /** Why a backend was given up, by benchmark. */
  readonly gaveUp: string[];
}

export function noteProblem({ problems, progress }: Session, error: EvalError): void {
  problems.push(error.message);
  progress.warn(`data: ${error.message}${error.hint === undefined ? "" : `\n  ${error.hint}`}`);
}

export function openModel({ settings }: Session, { asked }: Job): Promise<Backend> {
  const threads = settings.whole("threads");
  const device = settings.text("device");
  const concurrency = Number(settings.text("concurrency"));
  const { backend, ...addressed } = asked;
  return openBackend(backend, {
    ...addressed,
    ...(threads === undefined ? {} : { threads }),
    ...(device === undefined ? {} : { device }),
    ...(concurrency > 0 ? { concurrency } : {}),
  });
}

/** Asks about every sample without an answer, or once more about those that `again` names. */
export async function predictJob(session: Session, { benchmark, files }: Job, folder: RunFolder, backend: Backend, again?: readonly string[]): Promise<JournalState> {
  const { plan, settings, selection, progress, signal, policy } = session;
  const journal = await openJournal(places.journal(folder.path, benchmark.name));
  const wanted = Number(settings.text("concurrency"));
  progress.begin(benchmark.name, again?.length ?? selection.sampleIds?.length ?? selection.limit ?? (plan.data === "sampler" ? undefined : benchmark.dataset.size));
  try {
    const reason = await predict({
      benchmark, backend, journal, policy, signal,
      samples: select(benchmark.dataset.samples(openDataRoot(plan.root, benchmark.dataset.folders), files), again === undefined ? selection : { sampleIds: again }, benchmark.name),
      again: again !== undefined,
      resolution: plan.resolution,
      concurrency: wanted > 0 ? wanted : backend.features.concurrency,
      onProgress: (status, wasKnown) => progress.settle(status === "failed", wasKnown),
    });
    if (reason !== undefined) session.gaveUp.push(`${benchmark.name}: gave up asking: ${reason}`);
  } finally {
    progress.end();
    await journal.close();
  }
  return journal;
}

/** Scores a benchmark from its journal, its captions first where a scorer does that. @throws {DataError} when the data cannot be read. */
export async function scoreJob(session: Session, { benchmark, files }: Job, folder: RunFolder, state: JournalState): Promise<BenchmarkScores> {
  const { plan, selection, seed, scorer, progress, signal, policy } = session;
  const job = { run: folder.path, benchmark, files, state, selection, seed, root: plan.root, isSampler: plan.data === "sampler", resolution: plan.resolution };
  if (benchmark.partsBy === undefined || scorer === undefined) return scoreAndWrite(job);
  const rated = await rateReplies(job, scorer, { progress, signal, policy });
  if (rated.gaveUp !== undefined) session.gaveUp.push(`${benchmark.name}: gave up scoring captions: ${rated.gaveUp}`);
  try {
    return await scoreAndWrite({ ...job, rated });
  } finally {
    rated.release();
  }
}
