/** One HTTP exchange, read to the end: JSON where it is JSON, and what went wrong below HTTP as an error that may be retried. */

import type { Dispatcher, Pool } from "undici";
import { BackendError, messageOf } from "../core/errors.ts";

export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
  /** Undefined when the text is not JSON. */
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The server's own wish (`Retry-After`), in milliseconds. */
  readonly retryAfterMs: number | undefined;
}

export interface HttpQuestion {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
  readonly signal: AbortSignal;
}

/** @throws {BackendError} when there is no whole answer, or the signal's reason. */
export async function exchange(pool: Pool, question: HttpQuestion): Promise<HttpAnswer> {
  let response: Dispatcher.ResponseData;
  let text: string;
  try {
    response = await pool.request(question);
    text = await response.body.text();
  } catch (error) {
    question.signal.throwIfAborted();
    const code = (error as { code?: string }).code ?? "";
    if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS/.test(code)) {
      throw new BackendError("unreachable", `the server's certificate is not accepted: ${messageOf(error)}`, { cause: error, hint: "Name the file of its authority in NODE_EXTRA_CA_CERTS." });
    }
    const refused = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH"].includes(code);
    throw new BackendError(refused ? "unreachable" : "server", `the server cannot be reached: ${messageOf(error) || code}`, {
      retryable: true, cause: error, hint: "Is it running, and is the URL right?",
    });
  }
  const { statusCode: status, headers } = response;
  return { status, text, body: parsed(text), headers, retryAfterMs: retryAfter(headers["retry-after"]) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** `Retry-After` as seconds or as a date, in milliseconds from now. */
export function retryAfter(header: string | string[] | null | undefined): number | undefined {
  const text = (Array.isArray(header) ? header[0] : header) ?? "";
  if (text.trim() === "") return undefined;
  const seconds = Number(text);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}

/** The address of a server as a user writes it, without a password. @throws {UsageError} through `refuse` for anything else. */
export function serverUrl(target: string, refuse: (problem: string) => Error): URL {
  if (!URL.canParse(target)) throw refuse(`"${target}" is not the URL of a server`);
  const url = new URL(target);
  if (url.username !== "" || url.password !== "") throw refuse("the server's URL holds a password: a URL is written into the record");
  if (url.protocol !== "http:" && url.protocol !== "https:") throw refuse(`"${target}" is not the URL of a server`);
  return url;
}
