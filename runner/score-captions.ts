/** Asks a scorer about every caption that has no score yet: a second journal beside that of the captions, so that each is paid for once. */

import { EvalError } from "../src/core/errors.ts";
import type { JournalLine } from "../src/core/records.ts";
import { nameOfScorer, type Caption, type CaptionScore, type Scorer, type ScoreLine } from "../src/core/scorer.ts";
import { askAll } from "./ask-all.ts";
import { noteError, retry, type RetryPolicy, type SharedPause } from "./attempt.ts";
import type { Journal, JournalState } from "./journal.ts";
import { createPace } from "./pace.ts";
import type { Replies } from "./score.ts";

export type ScoreJournal = Journal<ScoreLine>;

/** Quotas are told a minute, so the pauses of one caption reach beyond a minute. */
export const scoringPolicy: RetryPolicy = { attempts: 10, attemptMs: 30_000, totalMs: 900_000, pauseMs: 1_000, maxPauseMs: 60_000 };

export interface ScoreCaptionsOptions {
  /** In dataset order, the answered ones alone. */
  readonly captions: readonly Caption[];
  readonly scorer: Scorer;
  readonly journal: ScoreJournal;
  readonly policy: RetryPolicy;
  /** Stops the asking; what is under way is waited for, since it is paid for. */
  readonly signal: AbortSignal;
  /** When earlier sessions asked, in milliseconds of the epoch: they have used up the same quota. */
  readonly sentBeforeMs?: readonly number[];
  readonly onProgress: (isFailed: boolean, wasKnown: boolean) => void;
}

/** Resolves with why scoring was given up, or undefined when every caption was asked about. @throws the signal's reason when aborted. */
export function scoreCaptions(options: ScoreCaptionsOptions): Promise<string | undefined> {
  const { captions, scorer, journal, signal, sentBeforeMs, onProgress } = options;
  const { concurrency, perSecond, readsTextOnly } = scorer.features;
  const asking: Asking = { ...options, pause: { until: 0 }, turn: createPace(perSecond, sentBeforeMs), drains: true };
  const byText = new Map<string, Promise<ScoreLine>>();
  const left = captions.filter((caption) => {
    const line = settledLine(journal, caption);
    if (line === undefined) return true;
    byText.set(caption.text, Promise.resolve(line));
    onProgress(false, true);
    return false;
  });
  return askAll({
    items: left, concurrency, signal, isSettled: () => false,
    async ask(caption) {
      const same = readsTextOnly ? byText.get(caption.text) : undefined;
      const line = same === undefined ? askOne(caption, asking) : copyLine(caption, same, journal);
      if (same === undefined) byText.set(caption.text, line);
      const written = await line;
      onProgress(written.status === "failed", false);
      return written;
    },
  });
}

/** The line of a caption that has its score, or is known to get none. */
export function settledLine(journal: JournalState<ScoreLine>, { id, text }: Caption): ScoreLine | undefined {
  if ((journal.outcome(id)?.status ?? "failed") === "failed") return undefined;
  const line = journal.get(id);
  return line?.text === text ? line : undefined;
}

interface Asking extends ScoreCaptionsOptions {
  readonly pause: SharedPause;
  readonly turn: (signal: AbortSignal) => Promise<void>;
  readonly drains: true;
}

function askOne(caption: Caption, { scorer, journal, ...retrying }: Asking): Promise<ScoreLine> {
  const before = journal.outcome(caption.id)?.attempt ?? 0;
  return retry<CaptionScore, ScoreLine>((signal) => scorer.score(caption, signal), retrying, (outcome, tries, elapsedMs) => {
    const line: ScoreLine = {
      v: 1, id: caption.id, attempt: before + tries, ...statusOf(outcome), text: caption.text,
      scorer: nameOfScorer(scorer.identity), sentAtMs: Math.round(Date.now() - elapsedMs), latencyMs: Math.round(elapsedMs),
    };
    journal.append(line);
    return line;
  });
}

function statusOf(outcome: CaptionScore | EvalError): Pick<ScoreLine, "status" | "scores" | "reason" | "error"> {
  if (outcome instanceof EvalError) return { status: "failed", error: noteError(outcome) };
  return "scores" in outcome ? { status: "scored", scores: outcome.scores } : { status: "unscored", reason: outcome.unscored };
}

/** What was said of the same caption of another sample. */
async function copyLine({ id }: Caption, same: Promise<ScoreLine>, journal: ScoreJournal): Promise<ScoreLine> {
  const found = await same;
  const line: ScoreLine = { ...found, id, attempt: (journal.outcome(id)?.attempt ?? 0) + 1, sameAs: found.sameAs ?? found.id, latencyMs: 0 };
  journal.append(line);
  return line;
}

/** Replies whose captions were scored as they stand, and what was said of them. One without is a failed sample: no number knows it. */
export function scoredReplies(replies: Replies, journal: JournalState<ScoreLine>): { readonly replies: Replies; scoreOf(id: string): CaptionScore | undefined } {
  const lineOf = (id: string, reply: JournalLine | undefined): ScoreLine | undefined => (reply?.status === "answered" ? settledLine(journal, { id, text: reply.text ?? "" }) : undefined);
  return {
    replies: {
      get(id) {
        const reply = replies.get(id);
        if (reply?.status !== "answered" || lineOf(id, reply) !== undefined) return reply;
        const error = journal.get(id)?.error ?? { code: "not-scored", message: "the caption has no score yet" };
        return { ...reply, status: "failed", error };
      },
    },
    scoreOf(id) {
      const line = lineOf(id, replies.get(id));
      return line?.scores === undefined ? line?.reason === undefined ? undefined : { unscored: line.reason } : { scores: line.scores };
    },
  };
}
