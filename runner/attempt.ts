/** One sample's way to a reply: time-outs, bounded retries, and every attempt in the journal. */

import { BackendError, EvalError, messageOf } from "../src/core/errors.ts";
import type { JournalLine } from "../src/core/records.ts";
import type { Backend, Reply, Request } from "../src/core/types.ts";

export interface RetryPolicy {
  /** Attempts a sample gets in one session of the run. */
  readonly attempts: number;
  /** Time one attempt may take. */
  readonly attemptMs: number;
  /** Time a sample may take in all, waiting included. */
  readonly totalMs: number;
  /** First pause between attempts; each next one is twice as long, up to `maxPauseMs`. */
  readonly pauseMs: number;
  readonly maxPauseMs: number;
}

export const defaultRetryPolicy: RetryPolicy = { attempts: 4, attemptMs: 120_000, totalMs: 600_000, pauseMs: 500, maxPauseMs: 30_000 };

/** A pause that all requests of a backend share: one answer "too many requests" holds back the others too. */
export interface SharedPause {
  until: number;
}

export interface Retrying {
  readonly policy: RetryPolicy;
  readonly pause: SharedPause;
  readonly signal: AbortSignal;
  /** What is under way when the signal aborts is waited for, and noted. */
  readonly drains?: boolean;
  /** Waits for the right to ask once more. */
  readonly turn?: (signal: AbortSignal) => Promise<void>;
  /** Called before each attempt; what it returns is told whether the other side had too much to do. */
  readonly begin?: () => (isTooMuch: boolean) => void;
}

interface Attempting extends Retrying {
  readonly backend: Backend;
  /** sha256 of what is asked. */
  readonly requestDigest: string;
  /** Attempts of earlier sessions. */
  readonly before: number;
  /** Whether a reply is an answer; decided by the task. */
  readonly isReadable: (text: string) => boolean;
  readonly write: (line: JournalLine) => void;
}

/** Asks until there is a reply, a final error, or no time; the last line says what came of it. Throws only when aborted. */
export async function attempt(request: Request, context: Attempting): Promise<JournalLine> {
  return retry((signal) => context.backend.generate(request, signal), context, (outcome, tries, elapsedMs) => {
    const line = lineOf(request, outcome, context, tries, elapsedMs);
    context.write(line);
    return line;
  });
}

/** Tries until there is a result, a final error, or no time. `note` is told of every try; the last one's note is the answer. Throws only when aborted. */
export async function retry<Result, Note>(
  ask: (signal: AbortSignal) => Promise<Result>, { policy, pause, signal, drains = false, turn, begin }: Retrying,
  note: (outcome: Result | EvalError, tries: number, elapsedMs: number) => Note,
): Promise<Note> {
  const deadline = performance.now() + policy.totalMs;
  for (let tries = 1; ; tries++) {
    await sleep(pause.until - performance.now(), signal);
    await turn?.(signal);
    const started = performance.now();
    const settle = begin?.();
    const outcome = await tryOnce(ask, drains ? new AbortController().signal : signal, Math.min(policy.attemptMs, deadline - started));
    settle?.(outcome instanceof BackendError && (outcome.kind === "rate-limited" || outcome.kind === "timeout"));
    const noted = note(outcome, tries, performance.now() - started);
    if (!(outcome instanceof BackendError) || !outcome.retryable || tries >= policy.attempts) return noted;
    const wait = outcome.retryAfterMs ?? Math.min(policy.maxPauseMs, policy.pauseMs * 2 ** (tries - 1));
    if (performance.now() + wait >= deadline) return noted;
    if (outcome.kind === "rate-limited") pause.until = Math.max(pause.until, performance.now() + wait);
    await sleep(wait, signal);
  }
}

/** A result, or the error as a value. A time-out is an error that may be retried; the user's abort is thrown. */
async function tryOnce<Result>(ask: (signal: AbortSignal) => Promise<Result>, signal: AbortSignal, allowedMs: number): Promise<Result | EvalError> {
  const limited = limit(signal, allowedMs);
  try {
    return await ask(limited.signal);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof EvalError) return error;
    if (limited.signal.aborted) return new BackendError("timeout", `no reply within ${Math.round(allowedMs)} ms`, { retryable: true });
    throw error;
  } finally {
    limited.release();
  }
}

/** A signal that also aborts after a while. `AbortSignal.any` and `.timeout` would stay in memory until the time is over. */
function limit(signal: AbortSignal, allowedMs: number): { readonly signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  const abort = (): void => controller.abort(signal.reason);
  const timer = setTimeout(() => controller.abort(new Error("no time left")), Math.max(1, Math.ceil(allowedMs)));
  signal.addEventListener("abort", abort, { once: true });
  return {
    signal: controller.signal,
    release() {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
    },
  };
}

function lineOf(request: Request, outcome: Reply | EvalError, context: Attempting, tries: number, elapsedMs: number): JournalLine {
  const shared = { v: 1, id: request.id, attempt: context.before + tries } as const;
  const facts = { latencyMs: Math.round(elapsedMs), request: context.requestDigest, cache: "miss" } as const;
  if (outcome instanceof EvalError) return { ...shared, status: "failed", ...facts, error: noteError(outcome) };
  const { text, finish, tokens, reasoning, overBudget } = outcome;
  const odd = { ...(reasoning === undefined ? {} : { reasoning }), ...(overBudget === undefined ? {} : { overBudget }) };
  return { ...shared, status: context.isReadable(text) ? "answered" : "unreadable", text, finish, ...(tokens === undefined ? {} : { tokens }), ...odd, ...facts };
}

/** An error as journals keep it. */
export function noteError(error: EvalError): { readonly code: string; readonly message: string } {
  return { code: error instanceof BackendError ? error.kind : error.code.toLowerCase(), message: messageOf(error).slice(0, 400) };
}

/** @throws the signal's reason when it is aborted meanwhile. */
export async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  if (ms <= 0) return;
  await new Promise<void>((resolve, reject) => {
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", onAbort);
      resolve();
    }, ms);
    signal.addEventListener("abort", onAbort, { once: true });
  });
}
