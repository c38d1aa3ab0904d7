/** One GET, with patience: redirects, busy servers and broken connections. Proxies as HTTP_PROXY, HTTPS_PROXY and NO_PROXY say. */

import { setTimeout as wait } from "node:timers/promises";
import { EnvHttpProxyAgent, fetch, type Response } from "undici";
import { DataError, messageOf } from "../core/errors.ts";
import { retryAfter } from "./http-exchange.ts";

/** Answers of a server that may be another soon. */
const BUSY = new Set([408, 429, 500, 502, 503, 504]);
const ATTEMPTS = 5;
const MAX_WAIT_MS = 300_000;
const MAX_REDIRECTS = 10;

export type Headers = Readonly<Record<string, string>>;

/** What an answer's status means there, and what to do about it; undefined leaves it to its number. */
export type Explain = (status: number, header: (name: string) => string | null) => { readonly problem: string; readonly hint: string } | undefined;

export interface Opened {
  readonly response: Response;
  /** A header of the answer or of a redirect on the way to it, the first that has it. */
  header(name: string): string | null;
}

let agent: EnvHttpProxyAgent | undefined;

/** @throws {DataError} naming the URL, when the answer is no success after some attempts. */
export async function openUrl(url: string, headers: Headers = {}, explain: Explain = () => undefined): Promise<Opened> {
  for (let attempt = 1; ; attempt++) {
    const opened = await follow(url, headers).catch((error: unknown) => error as Error);
    if (!(opened instanceof Error) && opened.response.ok) return opened;
    const pauseMs = opened instanceof Error ? undefined : retryAfter(opened.header("retry-after"));
    const isBusy = opened instanceof Error || BUSY.has(opened.response.status);
    if (!isBusy || attempt === ATTEMPTS || (pauseMs ?? 0) > MAX_WAIT_MS) throw await failure(url, opened, explain);
    if (!(opened instanceof Error)) await opened.response.body?.cancel();
    await wait(pauseMs ?? 500 * 2 ** (attempt - 1));
  }
}

/** Credentials go to the server that they are for and to no other. */
async function follow(url: string, headers: Headers): Promise<Opened> {
  agent ??= new EnvHttpProxyAgent();
  const answers: Response[] = [];
  const header = (name: string): string | null => answers.map((answer) => answer.headers.get(name)).find((value) => value !== null) ?? null;
  const { authorization: _, ...others } = headers;
  for (let at = new URL(url); answers.length <= MAX_REDIRECTS;) {
    const response = await fetch(at, { headers: at.origin === new URL(url).origin ? { ...headers } : others, redirect: "manual", dispatcher: agent });
    answers.push(response);
    const location = response.headers.get("location");
    if (response.status < 300 || response.status >= 400 || location === null) return { response, header };
    await response.body?.cancel();
    at = new URL(location, at);
  }
  throw new Error(`more than ${MAX_REDIRECTS} redirects`);
}

async function failure(url: string, opened: Opened | Error, explain: Explain): Promise<DataError> {
  if (opened instanceof Error) return new DataError(`cannot be reached: ${messageOf(opened.cause ?? opened)}`, { file: url }, { cause: opened, hint: "Check the network, and HTTPS_PROXY where there is a proxy; what came is kept, so the same command goes on from there." });
  await opened.response.body?.cancel();
  const { status } = opened.response;
  const { problem, hint } = explain(status, opened.header) ?? { problem: `the server answers ${status}`, hint: status === 404 ? "It may have moved: look at the data's homepage." : "Try again later." };
  return new DataError(problem, { file: url }, { hint });
}
