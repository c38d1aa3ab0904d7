/**
 * An OpenAI-compatible server: `openai:http://host:port/v1`.
 *
 * One user message: the pictures as data URIs of their original bytes (or finished ones, if so asked), then the bare prompt as text.
 * BOS, separator and image tokens are the server's business. temperature 0, max_tokens always sent; what else is sent, and how errors
 * are read, is the dialect's (`dialect.ts`), which is recognised or named. Its beam search, where it has one, is not the card's, and
 * is refused or marked by the caller (`features`). A chat API does not cut prompts: long ones are counted where that can be told.
 * The model is the one named by --model, or the only one that GET /models lists. The key comes from OPENAI_API_KEY and is in no
 * record.
 */

import { BackendError, UsageError } from "../../core/errors.ts";
import type { Backend, Finish, Reply, Request, Usage } from "../../core/types.ts";
import { openConnection, introduction, type Answer, type Connection } from "../connection.ts";
import type { BackendOptions } from "../index.ts";
import { bodyOf } from "./body.ts";
import type { Dialect, ListedModel } from "./dialect.ts";
import { dialectNamed, recogniseDialect } from "./dialects.ts";
import { checkImageTokens, overBudget } from "./image-tokens.ts";
import { cutReasoning } from "../reasoning.ts";

/** Connections when nobody says how many: what the busiest dialect answers well. */
const CONNECTIONS = 64;

type Details = Record<string, string | number | boolean>;

export async function openOpenai(target: string, options: BackendOptions): Promise<Backend> {
  const forced = options.dialect === undefined ? undefined : dialectNamed(options.dialect);
  const connection = openConnection(target, { concurrency: options.concurrency ?? forced?.concurrency ?? CONNECTIONS, key: process.env["OPENAI_API_KEY"], example: "openai:http://localhost:8000/v1" });
  const { model, dialect, details } = await identify(connection, options.model, forced).catch(async (error: unknown) => {
    await connection.close();
    throw error;
  });
  const { reasoning, pictures } = options;
  const names = [model, ...["root", "modelPath"].flatMap((key) => details[key] ?? [])].map(String);
  return {
    identity: {
      kind: "openai", model,
      details: { url: connection.url, dialect: dialect.name, ...details, ...(reasoning === undefined ? {} : { reasoningEndsAt: reasoning }), ...(pictures === "finished" ? { pictures } : {}) },
    },
    features: {
      beams: dialect.beams !== undefined, cutsPrompts: false, readsImages: true, concurrency: options.concurrency ?? dialect.concurrency,
      ...(dialect.beams === undefined ? {} : { beamRule: dialect.beams.rule }),
    },
    async generate(request, signal) {
      const body = await bodyOf(model, request, fieldsOf(dialect, request), pictures === "finished");
      const reply = readReply(await connection.send({ method: "POST", path: "/chat/completions", body, signal }, dialect.errors), reasoning);
      if (!dialect.countsPictures) return reply;
      checkImageTokens(reply.tokens?.prompt, request, names);
      return { ...reply, ...overBudget(reply.tokens?.prompt, request, names) };
    },
    close: () => connection.close(),
  };
}

function fieldsOf({ fields, beams }: Dialect, { decode }: Request): Readonly<Record<string, unknown>> {
  return decode.beams === 1 || beams === undefined ? fields : { ...fields, ...beams.fields(decode) };
}

/** Asks the server which model it serves, which server it is, and what it says of both. */
async function identify(connection: Connection, wanted: string | undefined, forced: Dialect | undefined): Promise<{ model: string; dialect: Dialect; details: Details }> {
  const { body, headers } = await connection.send({ method: "GET", path: "/models", signal: introduction() });
  const list = (body as { data?: readonly ListedModel[] } | undefined)?.data ?? [];
  const names = list.map(({ id }) => String(id));
  const model = wanted ?? (names.length === 1 ? names[0] : undefined);
  if (model === undefined) throw new UsageError(`the server at ${connection.url} lists ${names.length} models`, { hint: names.length === 0 ? "Has it loaded one? Name it with --model." : `Choose one with --model: ${names.slice(0, 8).join(", ")}.` });
  const entry = list.find(({ id }) => id === model);
  const dialect = forced ?? recogniseDialect(entry ?? list[0] ?? {}, headers);
  // `transformers serve` without a pinned model lists what it has loaded, and loads others when they are asked for.
  if (entry === undefined && names.length > 0) throw new UsageError(`the server at ${connection.url} has no model "${model}"`, { hint: `It lists: ${names.slice(0, 8).join(", ")}.` });
  const details: Details = {};
  keep(details, { root: entry?.["root"], ownedBy: entry?.["owned_by"], maxModelLength: entry?.["max_model_len"] });
  for (const { path, read } of dialect.about) {
    const answer = await connection.peek(path);
    if (typeof answer?.body === "object" && answer.body !== null) keep(details, read(answer.body as Record<string, unknown>, model));
  }
  return { model, dialect, details };
}

function keep(details: Details, found: Readonly<Record<string, unknown>>): void {
  for (const [key, value] of Object.entries(found)) {
    if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") details[key] = value;
  }
}

const FINISHES: Readonly<Record<string, Finish>> = { stop: "stop", length: "length", content_filter: "filter" };

interface Choice {
  readonly message?: { readonly content?: unknown; readonly reasoning_content?: unknown; readonly reasoning?: unknown };
  readonly finish_reason?: unknown;
}

/** With beams there are several choices, the best first. */
function readReply({ body }: Answer, mark: string | undefined): Reply {
  const choice = (body as { choices?: readonly Choice[] }).choices?.[0];
  const content = choice?.message?.content;
  if (typeof content !== "string") throw new BackendError("bad-reply", `the reply has no choices[0].message.content: ${JSON.stringify(body).slice(0, 160)}`);
  const { prompt_tokens: prompt, completion_tokens: completion } = (body as { usage?: { prompt_tokens?: unknown; completion_tokens?: unknown } }).usage ?? {};
  const tokens: Usage = { ...(typeof prompt === "number" ? { prompt } : {}), ...(typeof completion === "number" ? { completion } : {}) };
  const apart = choice?.message?.reasoning_content ?? choice?.message?.reasoning;
  return {
    ...cutReasoning(content, mark, typeof apart === "string" ? apart.length : 0), finish: FINISHES[String(choice?.finish_reason)] ?? "other",
    ...(Object.keys(tokens).length === 0 ? {} : { tokens }),
  };
}
