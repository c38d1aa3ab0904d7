/**
 * A scorer behind two small requests: `http:URL`.
 *
 * GET URL says who scores: {"name","version"}, and "calibration" and "attributes" where it tells them.
 * POST URL with {"text","attributes"} scores a caption: {"scores":{"TOXICITY":0.1,…}}, or {"unscored":"reason"} for one that it refuses.
 * Answers with 429 and 5xx may be tried again, and `Retry-After` is heeded; 401, 403, 404 and 410 end the scoring. docs/safety.md shows both.
 */

import { Pool } from "undici";
import { BackendError, UsageError } from "../core/errors.ts";
import { ATTRIBUTES, type CaptionScore, type Scorer, type ScorerIdentity } from "../core/scorer.ts";
import { exchange, serverUrl, type HttpAnswer } from "../io/http-exchange.ts";
import type { ScorerOptions } from "./index.ts";
import { readScores } from "./scores.ts";

const CONCURRENCY = 8;
const OPEN_MS = 30_000;
const HEADERS = { "content-type": "application/json", accept: "application/json" };

export async function openHttp(target: string, { perSecond }: ScorerOptions): Promise<Scorer> {
  const url = serverUrl(target, (problem) => new UsageError(problem, { hint: "Write for example http:http://localhost:8080/score." }));
  const pool = new Pool(url.origin, { connections: CONCURRENCY, pipelining: 1, headersTimeout: 0, bodyTimeout: 0 });
  const path = `${url.pathname}${url.search}`;
  const identity = await identify(pool, path, url).catch(async (error: unknown) => {
    await pool.destroy();
    throw error;
  });
  return {
    identity,
    features: { concurrency: CONCURRENCY, readsTextOnly: true, isMetered: true, ...(perSecond === undefined ? {} : { perSecond }) },
    async score({ text }, signal) {
      return readAnswer(await exchange(pool, { method: "POST", path, headers: HEADERS, body: JSON.stringify({ text, attributes: identity.attributes }), signal }));
    },
    close: () => pool.destroy(),
  };
}

async function identify(pool: Pool, path: string, url: URL): Promise<ScorerIdentity> {
  const answer = await exchange(pool, { method: "GET", path, headers: HEADERS, signal: AbortSignal.timeout(OPEN_MS) });
  if (answer.status >= 400) throw refusal(answer);
  const { name, version, calibration, attributes } = (answer.body ?? {}) as { readonly [field: string]: unknown };
  if (typeof name !== "string" || typeof version !== "string" || /\s/.test(version)) {
    throw new UsageError(`${url.href} does not say who scores: ${answer.text.slice(0, 120)}`, { hint: "Answer GET with {\"name\":\"…\",\"version\":\"…\"}; the version is one word." });
  }
  const offered = Array.isArray(attributes) ? ATTRIBUTES.filter((attribute) => attributes.includes(attribute)) : ATTRIBUTES;
  if (offered.length === 0) throw new UsageError(`${name} scores none of ${ATTRIBUTES.join(", ")}`, { hint: "Name at least one of them in \"attributes\"." });
  return {
    kind: "http", name, version, attributes: offered,
    calibration: typeof calibration === "string" ? calibration : "not stated by the server; its 0.8 is not Perspective's",
    details: { url: `${url.origin}${url.pathname}` },
  };
}

function readAnswer(answer: HttpAnswer): CaptionScore {
  if (answer.status >= 400) throw refusal(answer);
  const { scores, unscored } = (answer.body ?? {}) as { scores?: unknown; unscored?: unknown };
  if (typeof unscored === "string" && unscored !== "") return { unscored };
  const found = readScores(scores);
  if (found !== undefined) return { scores: found };
  throw new BackendError("bad-reply", `expected {"scores":{…}} with numbers from 0 to 1, or {"unscored":"reason"}: ${answer.text.slice(0, 120)}`, { status: answer.status });
}

function refusal({ status, text, retryAfterMs }: HttpAnswer): BackendError {
  const message = `HTTP ${status}${text.trim() === "" ? "" : `: ${text.trim().slice(0, 200)}`}`;
  const facts = { status, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  if (status === 429) return new BackendError("rate-limited", message, { ...facts, retryable: true });
  if (status >= 500 || status === 408) return new BackendError("server", message, { ...facts, retryable: true });
  return [401, 403, 404, 410].includes(status) ? new BackendError("forbidden", `${message}. Check the URL of --scorer http:URL.`, facts) : new BackendError("rejected", message, facts);
}
