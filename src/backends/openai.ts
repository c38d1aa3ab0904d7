/**
 * An OpenAI-compatible server: `openai:http://host:port/v1`.
 *
 * One user message: the pictures as data URIs of their original bytes, then the bare prompt as text. BOS, separator and image tokens
 * are the server's business. temperature 0, max_tokens always sent. A chat API has no beam search and does not cut prompts: both
 * are refused or marked by the caller (`features`).
 * The model is the one named by --model, or the only one that GET /models lists. The key comes from OPENAI_API_KEY and is in no
 * record. Answers with 429 and 5xx, and broken connections, may be tried again; other 4xx may not. A daily quota ends the run.
 */

import { Pool } from "undici";
import { BackendError, UsageError } from "../core/errors.ts";
import type { Backend, Finish, Reply, Request, Usage } from "../core/types.ts";
import { exchange, serverUrl, type HttpAnswer } from "../io/http-exchange.ts";
import { mediaTypeOf } from "../io/media-type.ts";
import { pictureBytes } from "../io/picture-bytes.ts";
import type { BackendOptions } from "./index.ts";

/** Requests in flight when nobody says how many. */
const CONCURRENCY = 16;

interface Server {
  readonly pool: Pool;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

export async function openOpenai(target: string, options: BackendOptions): Promise<Backend> {
  const url = serverUrl(target, (problem) => new UsageError(problem, { hint: "Write for example openai:http://localhost:8000/v1, and put the key into OPENAI_API_KEY." }));
  const concurrency = options.concurrency ?? CONCURRENCY;
  const key = process.env["OPENAI_API_KEY"];
  const server: Server = {
    pool: new Pool(url.origin, { connections: concurrency, pipelining: 1, headersTimeout: 0, bodyTimeout: 0 }),
    path: url.pathname.replace(/\/$/, ""),
    headers: { "content-type": "application/json", ...(key === undefined ? {} : { authorization: `Bearer ${key}` }) },
  };
  const { model, details } = await identify(server, options.model).catch(async (error: unknown) => {
    await server.pool.destroy();
    throw error;
  });
  const name = JSON.stringify(model);
  return {
    identity: { kind: "openai", model, details: { url: `${url.origin}${server.path}`, ...details } },
    features: { beams: false, cutsPrompts: false, readsImages: true, concurrency },
    async generate(request, signal) {
      const response = await send(server, { method: "POST", path: "/chat/completions", body: await bodyOf(name, request), signal });
      return readReply(response);
    },
    close: () => server.pool.destroy(),
  };
}

/** Asks the server which model it serves. */
async function identify(server: Server, wanted: string | undefined): Promise<{ model: string; details: Record<string, string> }> {
  const { body } = await send(server, { method: "GET", path: "/models", signal: AbortSignal.timeout(30_000) });
  const list = (body as { data?: { id?: unknown; root?: unknown; owned_by?: unknown }[] } | undefined)?.data ?? [];
  const names = list.map((entry) => String(entry.id));
  const model = wanted ?? (names.length === 1 ? names[0] : undefined);
  if (model === undefined) throw new UsageError(`the server lists ${names.length} models`, { hint: `Choose one with --model: ${names.slice(0, 8).join(", ")}.` });
  if (names.length > 0 && !names.includes(model)) throw new UsageError(`the server has no model "${model}"`, { hint: `It lists: ${names.slice(0, 8).join(", ")}.` });
  const entry = list.find(({ id }) => id === model);
  const details: Record<string, string> = {};
  if (typeof entry?.root === "string") details["root"] = entry.root;
  if (typeof entry?.owned_by === "string") details["ownedBy"] = entry.owned_by;
  return { model, details };
}

/** The request as bytes, written once: base64 text is neither scanned by JSON.stringify nor copied between buffers. */
async function bodyOf(model: string, request: Request): Promise<Buffer> {
  const images = await Promise.all(request.images.map(async (image) => {
    const bytes = await pictureBytes(image, request.image);
    const base64 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
    return `{"type":"image_url","image_url":{"url":"data:${mediaTypeOf(bytes)};base64,${base64}"}},`;
  }));
  const head = Buffer.from(`{"model":${model},"messages":[{"role":"user","content":[`);
  const tail = Buffer.from(`{"type":"text","text":${JSON.stringify(request.prompt)}}]}],"max_tokens":${request.decode.maxTokens},"temperature":0}`);
  const body = Buffer.allocUnsafeSlow(images.reduce((sum, image) => sum + image.length, head.length + tail.length));
  let at = head.copy(body);
  for (const image of images) at += body.write(image, at, "latin1");
  tail.copy(body, at);
  return body;
}

/** Sends and reads to the end. @throws {BackendError} classified, or the signal's reason. */
async function send({ pool, path, headers }: Server, options: { method: "GET" | "POST"; path: string; body?: Buffer; signal: AbortSignal }): Promise<HttpAnswer> {
  const answer = await exchange(pool, { ...options, path: `${path}${options.path}`, headers });
  if (answer.status >= 400) throw refusal(answer);
  if (answer.body === undefined) throw new BackendError("bad-reply", `the server did not answer in JSON: ${answer.text.slice(0, 120)}`, { status: answer.status });
  return answer;
}

/** Error bodies come as {"error":{…}}, {"detail":…} or plain text. */
function refusal({ status, body, text, retryAfterMs }: HttpAnswer): BackendError {
  const { error, detail } = (body ?? {}) as { error?: { message?: unknown; code?: unknown; type?: unknown } | string; detail?: unknown };
  const inner = typeof error === "object" && error !== null ? error.message : error;
  const said = String(inner ?? (detail === undefined ? text : typeof detail === "string" ? detail : JSON.stringify(detail))).trim().slice(0, 300);
  const message = `HTTP ${status}${said === "" ? "" : `: ${said}`}`;
  const code = typeof error === "object" && error !== null ? `${String(error.code)} ${String(error.type)}` : "";
  if (status === 429 && /insufficient_quota|quota_exceeded|daily/i.test(code)) return new BackendError("quota", message, { status });
  const wish = retryAfterMs === undefined ? {} : { retryAfterMs };
  if (status === 429) return new BackendError("rate-limited", message, { status, retryable: true, ...wish });
  if (status >= 500 || status === 408) return new BackendError("server", message, { status, retryable: true, ...wish });
  return new BackendError("rejected", message, { status });
}

const FINISHES: Readonly<Record<string, Finish>> = { stop: "stop", length: "length", content_filter: "filter" };

function readReply({ body }: HttpAnswer): Reply {
  const choice = (body as { choices?: { message?: { content?: unknown }; finish_reason?: unknown }[] }).choices?.[0];
  const content = choice?.message?.content;
  if (typeof content !== "string") throw new BackendError("bad-reply", `the reply has no choices[0].message.content: ${JSON.stringify(body).slice(0, 160)}`);
  const { prompt_tokens: prompt, completion_tokens: completion } = (body as { usage?: { prompt_tokens?: unknown; completion_tokens?: unknown } }).usage ?? {};
  const tokens: Usage = { ...(typeof prompt === "number" ? { prompt } : {}), ...(typeof completion === "number" ? { completion } : {}) };
  const finish = FINISHES[String(choice?.finish_reason)] ?? "other";
  return { text: content, finish, ...(Object.keys(tokens).length === 0 ? {} : { tokens }) };
}
