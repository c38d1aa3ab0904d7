/**
 * HTTP to a model server: one keep-alive connection a request in flight, and every failure classified.
 *
 * Answers with 429, 408 and 5xx, and broken connections, may be tried again; other 4xx may not; what differs between servers is in
 * `ErrorRules`. A daily quota ends the run. `Retry-After` is the server's wish, as seconds or as a date.
 */

import { Pool } from "undici";
import { BackendError, UsageError } from "../core/errors.ts";
import { exchange, serverUrl, type HttpAnswer } from "../io/http-exchange.ts";

/** How a server's errors differ from what their status says. */
export interface ErrorRules {
  /** A 500 means that it cannot do what was asked, and would fail again. */
  readonly has500ForBadRequests?: true;
  /** What it says about a picture that it cannot read. */
  readonly badImage?: RegExp;
}

export type Answer = Pick<HttpAnswer, "body" | "headers">;

interface Asked {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly body?: Buffer;
  readonly signal: AbortSignal;
}

export interface Connection {
  /** Origin and path of the API, without a slash at the end. */
  readonly url: string;
  /** Sends and reads to the end. @throws {BackendError} classified, or the signal's reason. */
  send(asked: Asked, rules?: ErrorRules): Promise<Answer>;
  /** What a path beside the API says, or undefined when it says nothing: servers differ in what they tell. */
  peek(path: string): Promise<Answer | undefined>;
  close(): Promise<void>;
}

/** How long a server may take to say who it is. */
const INTRODUCTION_MS = 30_000;

/** @throws {UsageError} when the target is no URL, or holds a password. */
export function openConnection(target: string, { concurrency, key, example }: { readonly concurrency: number; readonly key: string | undefined; readonly example: string }): Connection {
  const url = serverUrl(target, (problem) => new UsageError(problem, { hint: `Write for example ${example}; the key belongs into the environment (cardeval list backends says its name).` }));
  const base = url.pathname.replace(/\/$/, "");
  const pool = new Pool(url.origin, { connections: concurrency, pipelining: 1, headersTimeout: 0, bodyTimeout: 0 });
  const headers = { "content-type": "application/json", ...(key === undefined ? {} : { authorization: `Bearer ${key}` }) };
  const send = async ({ path, ...asked }: Asked, rules: ErrorRules = {}, prefix = base): Promise<Answer> => {
    const answer = await exchange(pool, { ...asked, path: `${prefix}${path}`, headers });
    if (answer.status >= 400) throw refusal(answer, rules);
    if (answer.body === undefined) throw new BackendError("bad-reply", `the server did not answer in JSON: ${answer.text.slice(0, 120)}`, { status: answer.status, hint: "Is the URL the one of its API?" });
    return answer;
  };
  return {
    url: `${url.origin}${base}`,
    send: (asked, rules) => send(asked, rules),
    peek: (path) => send({ method: "GET", path, signal: AbortSignal.timeout(INTRODUCTION_MS) }, {}, base.replace(/\/v1$/, "")).catch(() => undefined),
    close: () => pool.destroy(),
  };
}

/** A signal for questions that are not a sample's. */
export function introduction(): AbortSignal {
  return AbortSignal.timeout(INTRODUCTION_MS);
}

/** Error bodies come as {"error":{…}}, {"error":"…","error_type":"…"}, {"detail":…} or plain text. */
function refusal({ status, body, text, retryAfterMs }: HttpAnswer, rules: ErrorRules): BackendError {
  const { error, detail } = (body ?? {}) as { error?: { message?: unknown; code?: unknown; type?: unknown } | string; detail?: unknown };
  const inner = typeof error === "object" && error !== null ? error.message : error;
  const said = String(inner ?? (detail === undefined ? text : typeof detail === "string" ? detail : JSON.stringify(detail))).trim().slice(0, 300);
  const message = `HTTP ${status}${said === "" ? "" : `: ${said}`}`;
  const code = typeof error === "object" && error !== null ? `${String(error.code)} ${String(error.type)}` : "";
  if (status === 429 && /insufficient_quota|quota_exceeded|daily/i.test(code)) return new BackendError("quota", message, { status });
  if (rules.badImage?.test(said) === true) return new BackendError("bad-image", message, { status });
  if (status === 500 && rules.has500ForBadRequests === true) return new BackendError("rejected", message, { status, hint: "This server answers 500 to what it cannot read: a damaged picture, or none." });
  const wish = retryAfterMs === undefined ? {} : { retryAfterMs };
  if (status === 429) return new BackendError("rate-limited", message, { status, retryable: true, ...wish });
  if (status >= 500 || status === 408) return new BackendError("server", message, { status, retryable: true, ...wish });
  return new BackendError("rejected", message, { status });
}
