/** The OpenAI-compatible backend against a real HTTP server on loopback. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openOpenai } from "../../../src/backends/openai/openai.ts";
import { BackendError } from "../../../src/core/errors.ts";
import { backendContract, requestFor } from "../../contracts/backend.ts";
import { promptOf, sendJson, sendReply, startChatServer, type ChatServer } from "../../fixtures/chat-server.ts";
import { smallPng } from "../../fixtures/pictures.ts";

let server: ChatServer;

const errors: Readonly<Record<string, readonly [status: number, body: unknown, headers?: Record<string, string>]>> = {
  "unknown model": [404, { error: { message: "The model `nope` does not exist.", type: "NotFoundError", code: 404 } }],
  "strict fields": [422, { detail: "Unexpected fields in the request: {'foo'}" }],
  "plain text": [500, "Internal Server Error"],
  busy: [429, { error: { message: "slow down" } }, { "retry-after": "7" }],
  "busy until": [429, { error: { message: "slow down" } }, { "retry-after": new Date(Date.now() + 60_000).toUTCString() }],
  quota: [429, { error: { message: "You exceeded your current quota", code: "insufficient_quota", type: "insufficient_quota" } }],
  "not json": [200, "<html>proxy</html>"],
  "no content": [200, { choices: [] }],
};

beforeAll(async () => {
  server = await startChatServer((request, response) => {
    const prompt = promptOf(request);
    const error = errors[prompt];
    if (error !== undefined) sendJson(response, ...error);
    else if (prompt === "hang up") response.destroy();
    else if (prompt === "count") sendReply(response, "a cat", { usage: { prompt_tokens: 40, completion_tokens: 3 } });
    else if (prompt === "cut") sendJson(response, 200, { choices: [{ message: { content: "a c" }, finish_reason: "length" }] });
    else if (prompt !== "wait") sendReply(response, `you said: ${prompt}`);
  });
});

afterAll(() => server.close());

const picture = smallPng();
const request = (prompt: string): ReturnType<typeof requestFor> => requestFor("1", prompt, picture);

describe("openai", () => {
  backendContract({
    open: () => openOpenai(server.url, {}),
    request: request("caption en"),
    refused: { request: request("unknown model"), kind: "rejected" },
    slow: request("wait"),
  });

  it("sends the original bytes with their own type, the bare prompt, and always a limit", async () => {
    const backend = await openOpenai(server.url, { concurrency: 2 });
    await backend.generate({ ...request("caption en"), decode: { beams: 1, maxTokens: 32, promptTokens: 32 } }, new AbortController().signal);
    await backend.close();
    const { body } = server.requests.at(-1) ?? { body: undefined };
    expect(body).toEqual({
      model: "tiny-pali", max_tokens: 32, temperature: 0,
      messages: [{ role: "user", content: [
        { type: "image_url", image_url: { url: `data:image/png;base64,${Buffer.from(picture).toString("base64")}` } },
        { type: "text", text: "caption en" },
      ] }],
    });
  });

  it("sends a picture with an outline resized and drawn", async () => {
    const backend = await openOpenai(server.url, {});
    const plain = request("caption en");
    await backend.generate({ ...plain, images: [{ source: plain.images[0]?.source ?? { name: "", read: () => Promise.resolve(picture) }, outlines: [{ box: [0.1, 0.1, 0.9, 0.9], rgb: [255, 0, 0] }] }] }, new AbortController().signal);
    await backend.close();
    const url = server.requests.at(-1)?.body.messages[0]?.content[0]?.image_url?.url ?? "";
    const sharp = (await import("sharp")).default;
    const { data, info } = await sharp(Buffer.from(url.split(",")[1] ?? "", "base64")).raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([224, 224]);
    const at = 22 * 224 + 100;
    expect([...data.subarray(at * info.channels, at * info.channels + 3)]).toEqual([255, 0, 0]);
  });

  it("reports token counts and endings as the server does", async () => {
    const backend = await openOpenai(server.url, {});
    const { signal } = new AbortController();
    expect(await backend.generate(request("count"), signal)).toEqual({ text: "a cat", finish: "stop", tokens: { prompt: 40, completion: 3 } });
    expect(await backend.generate(request("cut"), signal)).toEqual({ text: "a c", finish: "length" });
    await backend.close();
  });

  it.each([
    ["unknown model", "rejected", false, undefined],
    ["strict fields", "rejected", false, undefined],
    ["plain text", "server", true, undefined],
    ["busy", "rate-limited", true, 7_000],
    ["quota", "quota", false, undefined],
    ["not json", "bad-reply", false, undefined],
    ["no content", "bad-reply", false, undefined],
    ["hang up", "server", true, undefined],
  ])("classifies %s", async (prompt, kind, retryable, retryAfterMs) => {
    const backend = await openOpenai(server.url, {});
    const error = (await backend.generate(request(prompt), new AbortController().signal).catch((thrown: unknown) => thrown)) as BackendError;
    await backend.close();
    expect([error.kind, error.retryable, error.retryAfterMs]).toEqual([kind, retryable, retryAfterMs]);
  });

  it("reads Retry-After as a date", async () => {
    const backend = await openOpenai(server.url, {});
    const error = (await backend.generate(request("busy until"), new AbortController().signal).catch((thrown: unknown) => thrown)) as BackendError;
    await backend.close();
    expect(error.retryAfterMs).toBeGreaterThan(30_000);
    expect(error.retryAfterMs).toBeLessThanOrEqual(60_000);
  });

  it("refuses a server that is not there, a wrong model, and a URL with a password", async () => {
    await expect(openOpenai("http://127.0.0.1:9/v1", {})).rejects.toMatchObject({ kind: "unreachable" });
    await expect(openOpenai(server.url, { model: "nope" })).rejects.toThrow(/no model "nope"/);
    await expect(openOpenai("http://me:secret@localhost/v1", {})).rejects.toThrow(/holds a password/);
    await expect(openOpenai("localhost:8000", {})).rejects.toThrow(/not the URL/);
  });
});
