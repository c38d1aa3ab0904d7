/**
 * Text Generation Inference, its own API: `tgi:http://host:port`, a raw `/generate` without any chat template.
 *
 * The input is one Markdown picture a picture, as a data URI of the original bytes, and then the bare prompt; the server puts BOS
 * before the text and a newline behind it. Greedy: `do_sample` false. It has no beam search. The key comes from TGI_API_KEY.
 * Source: huggingface/text-generation-inference, router/src/validation.rs and server/…/pali_gemma.py; not run.
 */

import { BackendError } from "../core/errors.ts";
import type { Backend, Finish, Reply, Request } from "../core/types.ts";
import { dataUri } from "../io/base64.ts";
import { pictureBytes } from "../io/picture-bytes.ts";
import { introduction, openConnection, type Answer, type Connection } from "./connection.ts";
import type { BackendOptions } from "./index.ts";
import { cutReasoning } from "./reasoning.ts";

const CONCURRENCY = 32;

export async function openTgi(target: string, { concurrency = CONCURRENCY, reasoning, pictures }: BackendOptions): Promise<Backend> {
  const connection = openConnection(target, { concurrency, key: process.env["TGI_API_KEY"], example: "tgi:http://localhost:8080" });
  const { model, details } = await identify(connection).catch(async (error: unknown) => {
    await connection.close();
    throw error;
  });
  return {
    identity: { kind: "tgi", model, details: { url: connection.url, ...details, ...(pictures === "finished" ? { pictures } : {}) } },
    features: { beams: false, cutsPrompts: false, readsImages: true, concurrency },
    async generate(request, signal) {
      const body = Buffer.from(JSON.stringify({
        inputs: await inputsOf(request, pictures === "finished"),
        parameters: { max_new_tokens: request.decode.maxTokens, do_sample: false, details: true },
      }));
      return readReply(await connection.send({ method: "POST", path: "/generate", body, signal }, { badImage: /invalid image|image.{0,40}(decode|format)/i }), reasoning);
    },
    close: () => connection.close(),
  };
}

async function identify(connection: Connection): Promise<{ model: string; details: Record<string, string> }> {
  const { body } = await connection.send({ method: "GET", path: "/info", signal: introduction() });
  const { model_id: model, model_sha: revision, version, model_dtype: dtype } = body as Readonly<Record<string, unknown>>;
  if (typeof model !== "string") throw new BackendError("bad-reply", `GET /info names no model_id: ${JSON.stringify(body).slice(0, 120)}`, { hint: "Is this Text Generation Inference? Other servers are openai:URL." });
  return { model, details: Object.fromEntries(Object.entries({ revision, serverVersion: version, dtype }).filter((entry): entry is [string, string] => typeof entry[1] === "string")) };
}

async function inputsOf({ images, image, prompt }: Request, isFinished: boolean): Promise<string> {
  const pictures = await Promise.all(images.map(async (each) => `![](${dataUri(await pictureBytes(each, image, isFinished))})`));
  return `${pictures.join("")}${prompt}`;
}

const FINISHES: Readonly<Record<string, Finish>> = { eos_token: "stop", stop_sequence: "stop", length: "length" };

/** The answer is an object, or a list of one. The prompt's tokens are counted in a header. */
function readReply({ body, headers }: Answer, mark: string | undefined): Reply {
  const answer = (Array.isArray(body) ? body[0] : body) as { generated_text?: unknown; details?: { finish_reason?: unknown; generated_tokens?: unknown } } | undefined;
  if (typeof answer?.generated_text !== "string") throw new BackendError("bad-reply", `the reply has no generated_text: ${JSON.stringify(body).slice(0, 160)}`);
  const [prompt, completion] = [Number(headers["x-prompt-tokens"]), answer.details?.generated_tokens];
  const tokens = { ...(prompt > 0 ? { prompt } : {}), ...(typeof completion === "number" ? { completion } : {}) };
  return {
    ...cutReasoning(answer.generated_text, mark, 0), finish: FINISHES[String(answer.details?.finish_reason)] ?? "other",
    ...(Object.keys(tokens).length === 0 ? {} : { tokens }),
  };
}
