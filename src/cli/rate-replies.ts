/** Captions to scores: which scorer, its journal in the run's folder, and what is missing there. Shared by `run` and `score`. */

import { UsageError } from "../core/errors.ts";
import type { BenchmarkScores } from "../core/records.ts";
import type { Caption, Scorer, ScorerIdentity, ScoreLine } from "../core/scorer.ts";
import { openScorer, type ScorerOptions } from "../scorers/index.ts";
import { openDataRoot } from "../io/data-root.ts";
import { readJournal, type JournalState } from "../../runner/journal.ts";
import type { RetryPolicy } from "../../runner/attempt.ts";
import { places } from "../../runner/run-folder.ts";
import { scoredReplies, scoringPolicy } from "../../runner/score-captions.ts";
import { fillJournal, type Filling } from "../../runner/score-journal.ts";
import type { Judge, Replies } from "../../runner/score.ts";
import { select } from "../../runner/select.ts";
import { startCourier } from "./courier/start.ts";
import type { Progress } from "./progress.ts";
import type { ScoringJob } from "./score-run.ts";
import type { Settings } from "./settings.ts";

/** Replies as a scorer left them. */
export interface Rated {
  readonly scorer: ScorerIdentity;
  readonly replies: Replies;
  /** Gives a reply's scores to the metrics. */
  readonly judge: Judge;
  /** Why not all captions were asked about. */
  readonly gaveUp?: string;
  release(): void;
}

/** Undefined when nobody was named; the sampler has a scorer of its own, for show. */
export function scorerSpec(settings: Settings, isSampler: boolean): string | undefined {
  return settings.text("scorer") ?? (isSampler ? "lexical" : undefined);
}

/** A scorer, and how the command line named it, so that another process can open it too. */
export interface ChosenScorer extends Scorer {
  readonly spec: string;
  readonly options: ScorerOptions;
}

/** @throws {UsageError} when its words are wrong or its key is missing, {BackendError} when it cannot be reached. */
export async function openChosenScorer(settings: Settings, isSampler: boolean): Promise<ChosenScorer | undefined> {
  const spec = scorerSpec(settings, isSampler);
  const rate = settings.text("scorer-rate");
  const perSecond = rate === undefined ? undefined : Number(rate);
  if (perSecond !== undefined && !(perSecond > 0 && Number.isFinite(perSecond))) throw new UsageError(`--scorer-rate: "${rate}" is not a number of queries a second`, { hint: "Say for example --scorer-rate 10, what your quota grants." });
  const options: ScorerOptions = perSecond === undefined ? {} : { perSecond };
  return spec === undefined ? undefined : { ...(await openScorer(spec, options)), spec, options };
}

interface Asking {
  readonly progress: Progress;
  readonly signal: AbortSignal;
  readonly policy: Pick<RetryPolicy, "attemptMs" | "totalMs">;
}

/** Asks a scorer about every caption that it has not scored yet: a metered one by a courier, whose answers outlive this process. */
export async function rateReplies(job: ScoringJob, scorer: ChosenScorer, { progress, signal, policy }: Asking): Promise<Rated> {
  const { benchmark, run, state } = job;
  const { identity, features } = scorer;
  const courier = features.isMetered === true ? startCourier(scorer) : undefined;
  const place = places.captionScores(run, benchmark.name, identity);
  try {
    const captions = await captionsOf(job);
    progress.begin(`${benchmark.name} scores`, captions.length, features.perSecond);
    const filling: Omit<Filling, "scorer"> = {
      captions, place, signal, policy: { ...scoringPolicy, ...policy }, onProgress: progress.settle,
      onWait: (holder) => progress.say(`process ${holder} is still writing the scores of ${run}; waiting until it has ended`),
    };
    const gaveUp = await (courier === undefined ? fillJournal({ ...filling, scorer }) : courier.fill(filling));
    return { ...ratedBy(identity, state, await readJournal<ScoreLine>(place)), ...(gaveUp === undefined ? {} : { gaveUp }) };
  } finally {
    progress.end();
    courier?.dismiss();
  }
}

/** What the last scorer of a benchmark said, without asking it again; undefined when none has scored it yet. */
export async function lastRatings({ run, benchmark, state }: ScoringJob, before: BenchmarkScores | undefined): Promise<Rated | undefined> {
  if (before?.scorer === undefined) return undefined;
  return ratedBy(before.scorer, state, await readJournal<ScoreLine>(places.captionScores(run, benchmark.name, before.scorer)));
}

function ratedBy(scorer: ScorerIdentity, state: JournalState, journal: JournalState<ScoreLine>): Rated {
  const { replies, scoreOf } = scoredReplies(state, journal);
  return { scorer, replies, judge: (_, __, id) => scoreOf(id), release: journal.release };
}

/** The answered ones, in dataset order. */
async function captionsOf({ benchmark, root, files, selection, state }: ScoringJob): Promise<Caption[]> {
  const { dataset, name } = benchmark;
  const captions: Caption[] = [];
  for await (const { id } of select(dataset.samples(openDataRoot(root, dataset.folders), files), selection, name)) {
    const reply = state.get(id);
    if (reply?.status === "answered") captions.push({ id, text: reply.text ?? "" });
  }
  return captions;
}
