/** Text Generation Inference's raw API, as its documentation has it; the server itself was not run. */

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTgi } from "../../src/backends/tgi.ts";
import { backendContract, requestFor } from "../contracts/backend.ts";
import { sendJson } from "../fixtures/chat-server.ts";
import { smallPng } from "../fixtures/pictures.ts";

interface Generate { readonly inputs: string; readonly parameters: Readonly<Record<string, unknown>> }

const asked: Generate[] = [];
const picture = smallPng();

const server = createServer((request, response) => {
  if (request.url === "/info") return sendJson(response, 200, { model_id: "google/paligemma-3b-mix-224", model_sha: "abc", model_dtype: "bfloat16", version: "3.3.6", sha: "server" });
  if (request.url === "/other/info") return sendJson(response, 200, { name: "something else" });
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const body = JSON.parse(Buffer.concat(chunks).toString()) as Generate;
    asked.push(body);
    if (body.inputs.endsWith("too long")) sendJson(response, 422, { error: "Input validation error: `inputs` must have less than 10 tokens", error_type: "validation" });
    else if (body.inputs.endsWith("overloaded")) sendJson(response, 429, { error: "Model is overloaded", error_type: "overloaded" });
    else if (!body.inputs.endsWith("wait")) sendJson(response, 200, { generated_text: "a cat", details: { finish_reason: body.inputs.endsWith("long") ? "length" : "eos_token", generated_tokens: 3 } }, { "x-prompt-tokens": "261" });
  });
});
let url = "";

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

describe("tgi", () => {
  backendContract({
    open: () => openTgi(url, {}),
    request: requestFor("1", "caption en", picture),
    refused: { request: requestFor("1", "too long", picture), kind: "rejected" },
    slow: requestFor("1", "wait", picture),
  });

  it("sends each picture as Markdown before the bare prompt, greedy and bounded", async () => {
    const backend = await openTgi(url, {});
    const plain = requestFor("1", "caption en", picture);
    const reply = await backend.generate({ ...plain, images: [...plain.images, ...plain.images] }, new AbortController().signal);
    const image = `![](data:image/png;base64,${Buffer.from(picture).toString("base64")})`;
    expect(asked.at(-1)).toEqual({ inputs: `${image}${image}caption en`, parameters: { max_new_tokens: 16, do_sample: false, details: true } });
    expect(reply).toEqual({ text: "a cat", finish: "stop", tokens: { prompt: 261, completion: 3 } });
    expect(backend.identity).toEqual({ kind: "tgi", model: "google/paligemma-3b-mix-224", details: { url, revision: "abc", serverVersion: "3.3.6", dtype: "bfloat16" } });
    expect(backend.features.beams).toBe(false);
    await backend.close();
  });

  it("tells the endings and the errors", async () => {
    const backend = await openTgi(url, {});
    const { signal } = new AbortController();
    expect(await backend.generate(requestFor("1", "long", picture), signal)).toMatchObject({ finish: "length" });
    await expect(backend.generate(requestFor("1", "overloaded", picture), signal)).rejects.toMatchObject({ kind: "rate-limited", retryable: true, message: "HTTP 429: Model is overloaded" });
    await backend.close();
  });

  it("refuses a server that is another", async () => {
    await expect(openTgi(`${url}/other`, {})).rejects.toThrow(/names no model_id/);
  });
});
