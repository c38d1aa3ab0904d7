/** A probe: the same questions to a backend and to what is known to be right, and what the differences mean. */

import { setMaxListeners } from "node:events";
import pLimit from "p-limit";
import { attempt, defaultRetryPolicy, type SharedPause } from "../../../runner/attempt.ts";
import { BackendError, type BackendErrorCode } from "../../core/errors.ts";
import type { Backend, BackendIdentity, Request } from "../../core/types.ts";
import { askable } from "./causes.ts";
import { firstDifference, type Parting } from "./compare.ts";
import { diagnose, type Answered, type Finding } from "./diagnose.ts";
import { requestOf, type ProbeGroup, type ProbeQuestion } from "./questions.ts";
import { findInstability } from "./stability.ts";

/** passed: every answer equal; close: a few differ and no wiring explains them, as rounding does; failed: anything else. */
export type ProbeVerdict = "passed" | "close" | "failed";

export interface Difference extends Parting {
  readonly prompt: string;
  readonly pictures: readonly string[];
}

export interface ProbeResult {
  readonly schema: 1;
  readonly at: string;
  readonly backend: BackendIdentity;
  /** Absent: the shipped answers of the embedded checkpoint. */
  readonly reference?: BackendIdentity;
  readonly verdict: ProbeVerdict;
  readonly asked: number;
  readonly equal: number;
  readonly groups: Readonly<Record<string, { readonly asked: number; readonly equal: number }>>;
  /** Questions that were not answered, by what the server said. */
  readonly refused: Readonly<Record<string, number>>;
  /** What was left out, and why. */
  readonly notes: readonly string[];
  readonly findings: readonly Finding[];
  /** Differences that no finding explains. */
  readonly unexplained: number;
  /** A few, for the eye. */
  readonly differences: readonly Difference[];
}

export interface ProbeOptions {
  readonly backend: Backend;
  readonly reference?: Backend;
  readonly questions: readonly ProbeQuestion[];
  readonly resolution: number;
  readonly concurrency: number;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
}

/** Differences that rounding may make where no wiring explains them. */
const ROUNDING = 0.05;

/** Answers that a reference is asked to explain, each under every wiring that can be asked for. */
const LOOKED_INTO = { different: 40, equal: 12 };

/** @throws {BackendError} when nothing is answered. */
export async function runProbe(options: ProbeOptions): Promise<ProbeResult> {
  const { backend, reference, questions, resolution } = options;
  // One listener a question in flight is what it is for, not a leak.
  setMaxListeners(0, options.signal);
  const notes: string[] = [];
  const asked = questions.filter(({ beams }) => beams === 1 || (backend.features.beams && reference?.features.beams !== false));
  if (asked.length < questions.length) notes.push(`${questions.length - asked.length} questions with beam search were left out: ${backend.features.beams ? "the reference" : "the backend"} has none`);
  const replies = await askAll(backend, asked.map((question) => requestOf(question, resolution)), options);
  const expected = reference === undefined ? undefined : await askAll(reference, asked.map((question) => requestOf(question, resolution)), options);
  const compared = asked.flatMap((question, i): Compared[] => {
    const [reply, right] = [replies[i], expected === undefined ? question.answer : expected[i]];
    return typeof reply === "string" && typeof right === "string" ? [{ question, reply, expected: right }] : [];
  });
  const failures = [...replies, ...(expected ?? [])].filter((reply): reply is BackendError => reply instanceof BackendError);
  const counted = findMiscounts(failures);
  if (compared.length === 0 && counted.length === 0) throw failures[0] ?? new BackendError("unsupported", "no question could be asked");
  const answered = await withWrong(compared, options);
  const different = compared.filter(({ reply, expected: right }) => reply !== right);
  const unstable = counted.length > 0 ? counted : await findInstability(backend, different.length > 0 ? different : compared, options);
  const { findings, unexplained } = unstable.length > 0 ? { findings: unstable, unexplained: 0 } : diagnose(answered);
  const equal = compared.length - different.length;
  return {
    schema: 1, at: new Date().toISOString(), backend: backend.identity, ...(reference === undefined ? {} : { reference: reference.identity }),
    verdict: different.length === 0 && findings.length === 0 ? "passed" : findings.length === 0 && different.length <= ROUNDING * compared.length ? "close" : "failed",
    asked: compared.length, equal, groups: countGroups(compared), refused: countMessages(failures), notes, findings, unexplained, differences: showDifferences(different),
  };
}

export interface Compared {
  readonly question: ProbeQuestion;
  readonly reply: string;
  readonly expected: string;
}

/** What wrong wirings would answer: shipped, or asked of the reference where a question can be put so, about some of the questions. */
async function withWrong(compared: readonly Compared[], options: ProbeOptions): Promise<Answered[]> {
  const { reference, resolution } = options;
  if (reference === undefined) return compared.map((each) => ({ ...each.question, ...each }));
  const isDifferent = ({ reply, expected }: Compared): boolean => reply !== expected;
  const chosen = [...evenly(compared.filter(isDifferent), LOOKED_INTO.different), ...evenly(compared.filter((each) => !isDifferent(each)), LOOKED_INTO.equal)];
  const answered = chosen.map((each): Answered => ({ ...each.question, ...each, wrong: {} }));
  if (!chosen.some(isDifferent)) return answered;
  for (const [wiring, change] of Object.entries(askable)) {
    const texts = await askAll(reference, chosen.map(({ question }) => change(requestOf(question, resolution))), options);
    for (const [i, text] of texts.entries()) {
      const each = answered[i] as Answered;
      if (typeof text === "string" && text !== each.expected) answered[i] = { ...each, wrong: { ...each.wrong, [wiring]: text } };
    }
  }
  return answered;
}

function evenly<T>(items: readonly T[], count: number): T[] {
  return items.filter((_, i) => Math.floor((i * count) / items.length) !== Math.floor(((i - 1) * count) / items.length) || items.length <= count);
}

/** Texts, or why there is none, in order; undefined where nothing was to be asked. */
async function askAll(backend: Backend, requests: readonly (Request | undefined)[], { concurrency, signal, onProgress }: ProbeOptions): Promise<(string | BackendError | undefined)[]> {
  const limit = pLimit(Math.min(concurrency, backend.features.concurrency));
  const pause: SharedPause = { until: 0 };
  let done = 0;
  return Promise.all(requests.map((request) => limit(async () => {
    const text = request && await askOnce(backend, request, pause, signal);
    onProgress(++done, requests.length);
    return text;
  })));
}

async function askOnce(backend: Backend, request: Request, pause: SharedPause, signal: AbortSignal): Promise<string | BackendError> {
  const line = await attempt(request, {
    backend, policy: defaultRetryPolicy, pause, signal, requestDigest: "", before: 0, isReadable: () => true, begin: () => () => undefined, write: () => Promise.resolve(),
  });
  return line.text ?? new BackendError((line.error?.code ?? "server") as BackendErrorCode, line.error?.message ?? "no reply");
}

/** Replies that were refused because the server's own number of prompt tokens tells what is wrong. */
function findMiscounts(failures: readonly BackendError[]): Finding[] {
  const such = failures.filter(({ kind }) => kind === "unsupported");
  const unseen = such.filter(({ message }) => message.includes("did not see")).length;
  if (unseen > 0) return [{ cause: "pictures-dropped", evidence: `${unseen} replies count fewer prompt tokens than their pictures take` }];
  const wrapped = such.filter(({ message }) => message.includes("chat template")).length;
  return wrapped === 0 ? [] : [{ cause: "chat-template", evidence: `${wrapped} replies count more prompt tokens than pictures and prompt can have; or the checkpoint is of another resolution` }];
}

function countGroups(compared: readonly Compared[]): Record<string, { asked: number; equal: number }> {
  const groups: Partial<Record<ProbeGroup, { asked: number; equal: number }>> = {};
  for (const { question: { group }, reply, expected } of compared) {
    const counts = (groups[group] ??= { asked: 0, equal: 0 });
    counts.asked++;
    if (reply === expected) counts.equal++;
  }
  return groups;
}

function countMessages(errors: readonly Error[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { message } of errors) counts[message] = (counts[message] ?? 0) + 1;
  return counts;
}

function showDifferences(different: readonly Compared[]): Difference[] {
  return different.slice(0, 5).flatMap(({ question: { prompt, pictures }, reply, expected }) => {
    const parting = firstDifference(expected, reply);
    return parting === undefined ? [] : [{ prompt, pictures, ...parting }];
  });
}
