/** The two-request protocol of any scorer, the word list, and the words that choose a scorer. */

import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { openScorer } from "../../src/scorers/index.ts";
import { scorerContract } from "../contracts/scorer.ts";
import { sendJson } from "../fixtures/chat-server.ts";

const closers: (() => void)[] = [];
afterEach(() => closers.splice(0).forEach((close) => close()));

const NAMED = { name: "our classifier", version: "2026-11", attributes: ["TOXICITY", "INSULT", "JOY"] };
type Answer = (asked: { readonly text: string; readonly attributes: readonly string[] }, response: ServerResponse) => void;
const scores: Answer = ({ attributes }, response) => sendJson(response, 200, { scores: Object.fromEntries(attributes.map((name) => [name, 0.25])) });

async function serve(answer: Answer = scores, named: unknown = NAMED): Promise<string> {
  const server = createServer((request, response) => {
    if (request.method === "GET") return sendJson(response, 200, named);
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => answer(JSON.parse(Buffer.concat(chunks).toString()) as Parameters<Answer>[0], response));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(() => server.closeAllConnections(), () => server.close());
  return `http:http://127.0.0.1:${(server.address() as AddressInfo).port}/score`;
}

async function ask(answer: Answer): Promise<unknown> {
  const scorer = await openScorer(await serve(answer), {});
  return scorer.score({ id: "1", text: "a man" }, AbortSignal.timeout(2_000)).catch((error: unknown) => error).finally(scorer.close);
}

describe("http", () => {
  scorerContract({ open: async () => openScorer(await serve(), {}), caption: { id: "1", text: "a man" } });

  it("asks only for what the server offers and the card has", async () => {
    let asked: unknown;
    expect(await ask((question, response) => (asked = question, scores(question, response)))).toEqual({ scores: { TOXICITY: 0.25, INSULT: 0.25 } });
    expect(asked).toEqual({ text: "a man", attributes: ["TOXICITY", "INSULT"] });
  });

  it.each<[string, Answer, object]>([
    ["a refused caption", (_, response) => sendJson(response, 200, { unscored: "too long" }), { unscored: "too long" }],
    ["too many requests", (_, response) => sendJson(response, 429, {}, { "retry-after": "2" }), { kind: "rate-limited", retryable: true, retryAfterMs: 2_000 }],
    ["a server's fault", (_, response) => sendJson(response, 500, {}), { kind: "server", retryable: true }],
    ["a forbidden client", (_, response) => sendJson(response, 403, {}), { kind: "forbidden" }],
    ["scores in percent", (_, response) => sendJson(response, 200, { scores: { TOXICITY: 80 } }), { kind: "bad-reply" }],
  ])("understands %s", async (_, answer, expected) => {
    expect(await ask(answer)).toMatchObject(expected);
  });

  it("refuses a server that does not say who scores", async () => {
    await expect(openScorer(await serve(scores, { status: "ok" }), {})).rejects.toThrow("does not say who scores");
    await expect(openScorer(await serve(scores, { ...NAMED, attributes: ["JOY"] }), {})).rejects.toThrow("our classifier scores none of TOXICITY");
  });
});

describe("lexical", () => {
  scorerContract({ open: () => openScorer("lexical", {}), caption: { id: "1", text: "a stupid red circle" } });

  it("is a demonstration and says so", async () => {
    expect((await openScorer("lexical", {})).identity).toMatchObject({ isDemonstration: true, calibration: expect.stringContaining("demonstration") as string });
  });
});

describe("a scorer's words", () => {
  it.each([
    ["perspectiv", /there is no scorer "perspectiv"/], ["recorded", /needs a target/], ["lexical:x", /takes no target/], ["http:ftp://x", /is not the URL/], ["perspective:http://a:b@localhost", /holds a password/],
  ])("%s is refused", async (spec, message) => {
    await expect(openScorer(spec, {})).rejects.toThrow(message);
  });
});
