/**
 * The courier: a process of its own that takes captions to a metered scorer and writes its answers into the journal.
 *
 * What such a scorer answers is paid for once it is asked, so whoever asks must outlive the command. A courier whose command is gone
 * asks nothing more, waits for what is under way, writes it down, gives the journal's lock back and ends. It has a session of its own,
 * so that what kills the command's group does not reach it; told to end by a signal, it ends the same way.
 * What it is to do comes as messages and the key from its environment, so that neither stands in its arguments.
 */

import { canonicalJson } from "../../core/canonical-json.ts";
import { EvalError, messageOf, UsageError, type ErrorCode } from "../../core/errors.ts";
import type { Caption, Scorer, ScorerIdentity } from "../../core/scorer.ts";
import type { RetryPolicy } from "../../../runner/attempt.ts";
import { fillJournal } from "../../../runner/score-journal.ts";
import { openScorer, type ScorerOptions } from "../../scorers/index.ts";

const TELL_MS = 100;

/** Its first message: a scorer as the command line names it, to be opened while the captions are still being read. */
export interface Order {
  readonly spec: string;
  readonly options: ScorerOptions;
}

/** Its second message. */
export interface Errand {
  /** Who the scorer was when the command opened it. */
  readonly identity: ScorerIdentity;
  /** The journal to fill. */
  readonly place: string;
  readonly captions: readonly Caption[];
  readonly policy: RetryPolicy;
}

/** Captions that were settled since the last news. */
export interface Settled {
  known: number;
  scored: number;
  failed: number;
}

export type News =
  | { readonly kind: "waiting"; readonly holder: string }
  | ({ readonly kind: "settled" } & Settled)
  | { readonly kind: "done"; readonly gaveUp?: string }
  | { readonly kind: "refused"; readonly code?: ErrorCode; readonly message: string; readonly hint?: string };

const stop = new AbortController();
for (const event of ["disconnect", "SIGINT", "SIGTERM", "SIGHUP"]) process.on(event, () => stop.abort(new Error("the courier was told to end")));
process.once("message", ({ spec, options }: Order) => {
  const opening = openScorer(spec, options);
  // Whoever awaits it for the errand sees the rejection; until then it must not end the process.
  opening.catch(() => undefined);
  process.once("message", (errand: Errand) => void serve(errand, opening));
});

async function serve(errand: Errand, opening: Promise<Scorer>): Promise<void> {
  const news = await run(errand, opening);
  const leave = (): void => void (process.connected && process.disconnect());
  if (news === undefined) leave();
  else tell(news, leave);
}

/** What the command is told last; nothing when the courier was told to end. */
async function run(errand: Errand, opening: Promise<Scorer>): Promise<News | undefined> {
  const settled: Settled = { known: 0, scored: 0, failed: 0 };
  const tellSettled = (): void => {
    tell({ kind: "settled", ...settled });
    Object.assign(settled, { known: 0, scored: 0, failed: 0 });
  };
  const timer = setInterval(tellSettled, TELL_MS);
  try {
    const gaveUp = await deliver(errand, opening, (isFailed, wasKnown) => settled[wasKnown ? "known" : isFailed ? "failed" : "scored"]++);
    return { kind: "done", ...(gaveUp === undefined ? {} : { gaveUp }) };
  } catch (error) {
    if (stop.signal.aborted) return undefined;
    return { kind: "refused", message: messageOf(error), ...(error instanceof EvalError ? { code: error.code, ...(error.hint === undefined ? {} : { hint: error.hint }) } : {}) };
  } finally {
    clearInterval(timer);
    tellSettled();
  }
}

async function deliver({ identity, ...filling }: Errand, opening: Promise<Scorer>, onProgress: (isFailed: boolean, wasKnown: boolean) => void): Promise<string | undefined> {
  const scorer = await opening;
  try {
    if (canonicalJson(scorer.identity) !== canonicalJson(identity)) throw new UsageError(`${identity.name} has become another scorer just now`, { hint: "Issue the same command again." });
    return await fillJournal({ ...filling, scorer, signal: stop.signal, onProgress, onWait: (holder) => tell({ kind: "waiting", holder }) });
  } finally {
    await scorer.close();
  }
}

/** A command that is gone hears nothing, and that is no error. */
function tell(news: News, then: () => void = () => undefined): void {
  if (process.connected) process.send?.(news, undefined, undefined, then);
  else then();
}
