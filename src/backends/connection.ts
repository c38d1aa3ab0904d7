/**
 * HTTP to a model server: one keep-alive connection a request in flight, and every failure classified.
 *
 * Answers with 429, 408 and 5xx, and broken connections, may be tried again; other 4xx may not; what differs between servers is in
 * `ErrorRules`. A daily quota ends the run. `Retry-After` is the server's wish, as seconds or as a date.
 */

import { Pool, type Dispatcher } from "undici";
import { BackendError, UsageError, messageOf } from "../core/errors.ts";

/** How a server's errors differ from what their status says. */
export interface ErrorRules {
  /** A 500 means that it cannot do what was asked, and would fail again. */
  readonly has500ForBadRequests?: true;
  /** What it says about a picture that it cannot read. */
  readonly badImage?: RegExp;
}

export interface Answer {
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

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
  const url = parseUrl(target, example);
  const base = url.pathname.replace(/\/$/, "");
  const pool = new Pool(url.origin, { connections: concurrency, pipelining: 1, headersTimeout: 0, bodyTimeout: 0 });
  const headers = { "content-type": "application/json", ...(key === undefined ? {} : { authorization: `Bearer ${key}` }) };
  const send = async ({ path, ...asked }: Asked, rules: ErrorRules = {}, prefix = base): Promise<Answer> => {
    const { response, text } = await exchange(pool, { ...asked, path: `${prefix}${path}`, headers });
    const body = parseJson(text);
    if (response.statusCode >= 400) throw refusal(response, body, text, rules);
    if (body === undefined) throw new BackendError("bad-reply", `the server did not answer in JSON: ${text.slice(0, 120)}`, { status: response.statusCode, hint: "Is the URL the one of its API?" });
    return { body, headers: response.headers };
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

function parseUrl(target: string, example: string): URL {
  try {
    const url = new URL(target);
    if (url.username !== "" || url.password !== "") throw new UsageError("the server's URL holds a password", { hint: "Put the key into the environment (cardeval list backends says its name): a URL is written into the record." });
    if (url.protocol === "http:" || url.protocol === "https:") return url;
  } catch (error) {
    if (error instanceof UsageError) throw error;
  }
  throw new UsageError(`"${target}" is not the URL of a server`, { hint: `Write for example ${example}.` });
}

const REFUSED = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH"]);

async function exchange(pool: Pool, options: Dispatcher.RequestOptions & { readonly signal: AbortSignal }): Promise<{ response: Dispatcher.ResponseData; text: string }> {
  try {
    const response = await pool.request(options);
    return { response, text: await response.body.text() };
  } catch (error) {
    options.signal.throwIfAborted();
    const code = (error as { code?: string }).code ?? "";
    if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS/.test(code)) {
      throw new BackendError("unreachable", `the server's certificate is not accepted: ${messageOf(error)}`, { cause: error, hint: "Name the file of its authority in NODE_EXTRA_CA_CERTS." });
    }
    throw new BackendError(REFUSED.has(code) ? "unreachable" : "server", `the server cannot be reached: ${messageOf(error) || code}`, {
      retryable: true, cause: error, hint: "Is it running, and is the URL right?",
    });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Error bodies come as {"error":{…}}, {"error":"…","error_type":"…"}, {"detail":…} or plain text. */
function refusal({ statusCode: status, headers }: Dispatcher.ResponseData, body: unknown, text: string, rules: ErrorRules): BackendError {
  const { error, detail } = (body ?? {}) as { error?: { message?: unknown; code?: unknown; type?: unknown } | string; detail?: unknown };
  const inner = typeof error === "object" && error !== null ? error.message : error;
  const said = String(inner ?? (detail === undefined ? text : typeof detail === "string" ? detail : JSON.stringify(detail))).trim().slice(0, 300);
  const message = `HTTP ${status}${said === "" ? "" : `: ${said}`}`;
  const code = typeof error === "object" && error !== null ? `${String(error.code)} ${String(error.type)}` : "";
  if (status === 429 && /insufficient_quota|quota_exceeded|daily/i.test(code)) return new BackendError("quota", message, { status });
  if (rules.badImage?.test(said) === true) return new BackendError("bad-image", message, { status });
  if (status === 500 && rules.has500ForBadRequests === true) return new BackendError("rejected", message, { status, hint: "This server answers 500 to what it cannot read: a damaged picture, or none." });
  const retryAfterMs = retryAfter(headers["retry-after"]);
  const wish = retryAfterMs === undefined ? {} : { retryAfterMs };
  if (status === 429) return new BackendError("rate-limited", message, { status, retryable: true, ...wish });
  if (status >= 500 || status === 408) return new BackendError("server", message, { status, retryable: true, ...wish });
  return new BackendError("rejected", message, { status });
}

/** `Retry-After` as seconds or as a date, in milliseconds from now. */
function retryAfter(header: string | string[] | undefined): number | undefined {
  const text = Array.isArray(header) ? header[0] : header;
  if (text === undefined || text.trim() === "") return undefined;
  const seconds = Number(text);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}
