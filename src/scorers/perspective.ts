/**
 * The Perspective API: `perspective`, or `perspective:URL` for a server of the same protocol.
 *
 * One POST to /v1alpha1/comments:analyze a caption, all attributes in it, `languages` en, `doNotStore`; it costs one query of a quota
 * that is 1 a second unless more was granted (`--scorer-rate`). The key comes from PERSPECTIVE_API_KEY or from the file that
 * PERSPECTIVE_API_KEY_FILE names, and is in no record, journal or message.
 * 429 and 5xx may be tried again; 400 is a caption that it does not score, with its errorType as the reason; 403 ends the scoring.
 * Quirk: the service ends on 2026-12-31 and gives out no new keys; its models changed without versions.
 * Source: conversationai/perspectiveapi, 2-api/*.md before commit 13ab6b5 (2021-03).
 */

import { readFile } from "node:fs/promises";
import { Pool } from "undici";
import { BackendError, UsageError, messageOf } from "../core/errors.ts";
import { ATTRIBUTES, type CaptionScore, type Scorer } from "../core/scorer.ts";
import { exchange, serverUrl, type HttpAnswer } from "../io/http-exchange.ts";
import type { ScorerOptions } from "./index.ts";
import { readScores } from "./scores.ts";

const SERVICE = "https://commentanalyzer.googleapis.com";
/** What every project is granted. */
const PER_SECOND = 1;
/** Requests in flight: a second's worth, so that slow answers do not lower the rate. */
const MOST_IN_FLIGHT = 256;
const LANGUAGE = "en";
const KEY_HINT = "Put the key into PERSPECTIVE_API_KEY, or the name of a file that holds it into PERSPECTIVE_API_KEY_FILE. Without a key: --scorer recorded:FILE, onnx:DIR or http:URL.";

export async function openPerspective(target: string, { perSecond = PER_SECOND }: ScorerOptions): Promise<Scorer> {
  const url = serverUrl(target === "" ? SERVICE : target, (problem) => new UsageError(problem, { hint: "Write perspective, or for example perspective:http://localhost:8080." }));
  const key = await readKey();
  if (key === undefined && url.origin === SERVICE) throw new UsageError("the Perspective API needs a key", { hint: KEY_HINT });
  if (key !== undefined && url.protocol === "http:" && !isLoopback(url)) throw new UsageError(`the key would go to ${url.host} unencrypted`, { hint: "Use https, or leave PERSPECTIVE_API_KEY unset." });
  const concurrency = Math.min(MOST_IN_FLIGHT, Math.max(4, Math.ceil(perSecond)));
  const pool = new Pool(url.origin, { connections: concurrency, pipelining: 1, headersTimeout: 0, bodyTimeout: 0 });
  const query = key === undefined ? "" : `?key=${encodeURIComponent(key)}`;
  const path = `${url.pathname.replace(/\/$/, "")}/v1alpha1/comments:analyze${query}`;
  return {
    identity: {
      kind: "perspective", name: "Perspective API", version: "unversioned", attributes: ATTRIBUTES,
      calibration: "the share of readers who would call it so, as Perspective estimates it; its models changed without versions, and the service ends on 2026-12-31",
      details: { url: url.origin, language: LANGUAGE, doNotStore: true },
    },
    features: { concurrency, perSecond, readsTextOnly: true, isMetered: true },
    async score({ text }, signal) {
      if (text.trim() === "") return { unscored: "COMMENT_EMPTY" };
      try {
        return readAnswer(await exchange(pool, { method: "POST", path, headers: { "content-type": "application/json" }, body: bodyOf(text), signal }));
      } catch (error) {
        throw error instanceof BackendError && key !== undefined ? withoutKey(error, key) : error;
      }
    },
    close: () => pool.destroy(),
  };
}

async function readKey(): Promise<string | undefined> {
  const { PERSPECTIVE_API_KEY: key, PERSPECTIVE_API_KEY_FILE: file } = process.env;
  if (key !== undefined && key.trim() !== "") return key.trim();
  if (file === undefined || file === "") return undefined;
  const held = await readFile(file, "utf8").catch((error: unknown) => {
    throw new UsageError(`PERSPECTIVE_API_KEY_FILE cannot be read: ${messageOf(error)}`, { hint: KEY_HINT });
  });
  if (held.trim() === "") throw new UsageError(`${file} (PERSPECTIVE_API_KEY_FILE) is empty`, { hint: KEY_HINT });
  return held.trim();
}

function isLoopback({ hostname }: URL): boolean {
  return hostname === "localhost" || hostname === "[::1]" || hostname.startsWith("127.");
}

function bodyOf(text: string): string {
  const requestedAttributes = Object.fromEntries(ATTRIBUTES.map((attribute) => [attribute, {}]));
  return JSON.stringify({ comment: { text, type: "PLAIN_TEXT" }, requestedAttributes, languages: [LANGUAGE], doNotStore: true });
}

/** Servers and proxies may say back what they were asked. No cause is kept: it would hold the same words. */
function withoutKey({ kind, message, retryable, status, retryAfterMs }: BackendError, key: string): BackendError {
  const said = message.replaceAll(key, "[key]").replaceAll(encodeURIComponent(key), "[key]");
  return new BackendError(kind, said, { retryable, ...(status === undefined ? {} : { status }), ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });
}

function readAnswer(answer: HttpAnswer): CaptionScore {
  if (answer.status === 400) return refusedCaption(answer);
  if (answer.status >= 400) throw refusal(answer);
  const { attributeScores = {} } = (answer.body ?? {}) as { attributeScores?: Record<string, { summaryScore?: { value?: unknown } } | undefined> };
  const scores = readScores(Object.fromEntries(Object.entries(attributeScores).map(([name, found]) => [name, found?.summaryScore?.value])));
  const missing = ATTRIBUTES.filter((attribute) => scores?.[attribute] === undefined);
  if (scores !== undefined && missing.length === 0) return { scores };
  throw new BackendError("bad-reply", `the answer has no score of ${missing.join(", ") || "anything"}: ${answer.text.slice(0, 120)}`, { status: answer.status, retryable: true });
}

interface Detail {
  readonly errorType?: string;
  readonly reason?: string;
  readonly metadata?: { readonly quota_limit?: string };
}

function detailsOf({ body, text }: HttpAnswer): { readonly said: string; readonly details: readonly Detail[] } {
  const { error } = (body ?? {}) as { error?: { message?: string; details?: readonly Detail[] } };
  return { said: (error?.message ?? text).trim().slice(0, 200), details: error?.details ?? [] };
}

/** 400 is the caption's fault, unless it is the key's. */
function refusedCaption(answer: HttpAnswer): CaptionScore {
  const { said, details } = detailsOf(answer);
  if (details.some(({ reason }) => reason === "API_KEY_INVALID")) throw forbidden(answer.status, said);
  return { unscored: details.find(({ errorType }) => errorType !== undefined)?.errorType ?? "INVALID_REQUEST" };
}

function refusal(answer: HttpAnswer): BackendError {
  const { said, details } = detailsOf(answer);
  const { status, retryAfterMs } = answer;
  const message = `HTTP ${status}${said === "" ? "" : `: ${said}`}`;
  const facts = { status, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  if (status === 429 && details.some(({ metadata }) => metadata?.quota_limit?.includes("PerDay") === true)) {
    return new BackendError("quota", `${message}. The day's quota is spent; issue the same command again tomorrow.`, facts);
  }
  if (status === 429) return new BackendError("rate-limited", message, { ...facts, retryable: true });
  if (status >= 500 || status === 408) return new BackendError("server", message, { ...facts, retryable: true });
  return [401, 403, 404, 410].includes(status) ? forbidden(status, said) : new BackendError("rejected", message, facts);
}

/** No caption will be scored with this key, or by this service. */
function forbidden(status: number, said: string): BackendError {
  const todo = status === 404 || status === 410
    ? "Nothing answers there: the service ends on 2026-12-31. Use --scorer recorded:FILE, onnx:DIR or http:URL."
    : "Check that the key is right, that its project has the Perspective Comment Analyzer API enabled, and that the key is not restricted to other APIs or addresses.";
  return new BackendError("forbidden", `HTTP ${status}: ${said.replace(/\.$/, "")}. ${todo}`, { status });
}
