/**
 * An OpenAI-compatible server: `openai:http://host:port/v1`.
 *
 * One user message: the pictures as data URIs of their original bytes, then the bare prompt as text. BOS, separator and image tokens
 * are the server's business. temperature 0, max_tokens always sent. A chat API has no beam search and does not cut prompts: both
 * are refused or marked by the caller (`features`).
 * The model is the one named by --model, or the only one that GET /models lists. The key comes from OPENAI_API_KEY and is in no
 * record. Answers with 429 and 5xx, and broken connections, may be tried again; other 4xx may not. A daily quota ends the run.
 */

import { Pool, type Dispatcher } from "undici";
import { BackendError, UsageError, messageOf } from "../core/errors.ts";
import type { Backend, Finish, Reply, Request, Usage } from "../core/types.ts";
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
  const url = parseUrl(target);
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

function parseUrl(target: string): URL {
  try {
    const url = new URL(target);
    if (url.username !== "" || url.password !== "") throw new UsageError("the server's URL holds a password", { hint: "Put the key into OPENAI_API_KEY: a URL is written into the record." });
    if (url.protocol === "http:" || url.protocol === "https:") return url;
  } catch (error) {
    if (error instanceof UsageError) throw error;
  }
  throw new UsageError(`"${target}" is not the URL of a server`, { hint: "Write for example openai:http://localhost:8000/v1." });
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

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Sends and reads to the end. @throws {BackendError} classified, or the signal's reason. */
async function send(server: Server, options: { method: "GET" | "POST"; path: string; body?: Buffer; signal: AbortSignal }): Promise<Answer> {
  let response: Dispatcher.ResponseData;
  let text: string;
  try {
    response = await server.pool.request({ ...options, path: `${server.path}${options.path}`, headers: server.headers });
    text = await response.body.text();
  } catch (error) {
    options.signal.throwIfAborted();
    const code = (error as { code?: string }).code ?? "";
    const refused = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH"].includes(code);
    throw new BackendError(refused ? "unreachable" : "server", `the server cannot be reached: ${messageOf(error) || code}`, {
      retryable: true, cause: error, hint: "Is it running, and is the URL right?",
    });
  }
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    body = undefined;
  }
  if (response.statusCode >= 400) throw refusal(response, body, text);
  if (body === undefined) throw new BackendError("bad-reply", `the server did not answer in JSON: ${text.slice(0, 120)}`, { status: response.statusCode });
  return { status: response.statusCode, body };
}

/** Error bodies come as {"error":{…}}, {"detail":…} or plain text. */
function refusal(response: Dispatcher.ResponseData, body: unknown, text: string): BackendError {
  const { error, detail } = (body ?? {}) as { error?: { message?: unknown; code?: unknown; type?: unknown } | string; detail?: unknown };
  const inner = typeof error === "object" && error !== null ? error.message : error;
  const said = String(inner ?? (detail === undefined ? text : typeof detail === "string" ? detail : JSON.stringify(detail))).trim().slice(0, 300);
  const status = response.statusCode;
  const message = `HTTP ${status}${said === "" ? "" : `: ${said}`}`;
  const code = typeof error === "object" && error !== null ? `${String(error.code)} ${String(error.type)}` : "";
  if (status === 429 && /insufficient_quota|quota_exceeded|daily/i.test(code)) return new BackendError("quota", message, { status });
  const retryAfterMs = retryAfter(response.headers["retry-after"]);
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

const FINISHES: Readonly<Record<string, Finish>> = { stop: "stop", length: "length", content_filter: "filter" };

function readReply({ body }: Answer): Reply {
  const choice = (body as { choices?: { message?: { content?: unknown }; finish_reason?: unknown }[] }).choices?.[0];
  const content = choice?.message?.content;
  if (typeof content !== "string") throw new BackendError("bad-reply", `the reply has no choices[0].message.content: ${JSON.stringify(body).slice(0, 160)}`);
  const { prompt_tokens: prompt, completion_tokens: completion } = (body as { usage?: { prompt_tokens?: unknown; completion_tokens?: unknown } }).usage ?? {};
  const tokens: Usage = { ...(typeof prompt === "number" ? { prompt } : {}), ...(typeof completion === "number" ? { completion } : {}) };
  const finish = FINISHES[String(choice?.finish_reason)] ?? "other";
  return { text: content, finish, ...(Object.keys(tokens).length === 0 ? {} : { tokens }) };
}
