/** Perspective's protocol against a server that speaks it: what is asked, and every way of not getting an answer. */

import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { BackendError } from "../../src/core/errors.ts";
import { ATTRIBUTES, type CaptionScore, type Scorer } from "../../src/core/scorer.ts";
import { openScorer } from "../../src/scorers/index.ts";
import { emptyFolder } from "../cli/program.ts";
import { scorerContract } from "../contracts/scorer.ts";
import { sendRefusal, startPerspective, type Mishap, type PerspectiveServer } from "../fixtures/perspective-server.ts";

const KEY = "AIza-a-secret/key+";
const servers: PerspectiveServer[] = [];

async function serve(mishap?: Mishap): Promise<PerspectiveServer> {
  const server = await startPerspective({ key: KEY, ...(mishap === undefined ? {} : { mishap }) });
  servers.push(server);
  return server;
}

beforeEach(() => vi.stubEnv("PERSPECTIVE_API_KEY", KEY));
afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

const signal = (): AbortSignal => AbortSignal.timeout(5_000);

/** What comes of one caption. */
async function ask(mishap: Mishap, text = "a dog"): Promise<CaptionScore | BackendError> {
  const scorer = await openScorer(`perspective:${(await serve(mishap)).url}`, {});
  try {
    return await scorer.score({ id: "1", text }, signal());
  } catch (error) {
    if (error instanceof BackendError) return error;
    throw error;
  } finally {
    await scorer.close();
  }
}

describe("perspective", () => {
  scorerContract({ open: async (): Promise<Scorer> => openScorer(`perspective:${(await serve()).url}`, {}), caption: { id: "1", text: "a dog" } });

  it("asks for all attributes at once, in English, and for nothing to be stored", async () => {
    const server = await serve();
    const scorer = await openScorer(`perspective:${server.url}`, {});
    await scorer.score({ id: "1", text: "a dog" }, signal());
    await scorer.close();
    const requestedAttributes = Object.fromEntries(ATTRIBUTES.map((name) => [name, {}]));
    expect(server.requests).toEqual([{ key: KEY, comment: { text: "a dog", type: "PLAIN_TEXT" }, requestedAttributes, languages: ["en"], doNotStore: true }]);
    expect(scorer.features.perSecond).toBe(1);
  });

  it("does not spend a query on an empty caption", async () => {
    expect(await ask(() => false, " \n")).toEqual({ unscored: "COMMENT_EMPTY" });
    expect(servers[0]?.requests).toEqual([]);
  });

  it.each(["COMMENT_EMPTY", "COMMENT_TOO_LONG", "NO_REQUESTED_ATTRIBUTES", "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE", "LANGUAGE_DETECTION_FAILED"])("takes %s for a caption without a score", async (errorType) => {
    const refuse: Mishap = (_, response) => (sendRefusal(response, 400, { errorType }), true);
    expect(await ask(refuse)).toEqual({ unscored: errorType });
  });

  it("takes any other 400 for an invalid request, and a wrong key for a wrong key", async () => {
    expect(await ask((_, response) => (sendRefusal(response, 400, {}), true))).toEqual({ unscored: "INVALID_REQUEST" });
    expect(await ask((_, response) => (sendRefusal(response, 400, { reason: "API_KEY_INVALID" }), true))).toMatchObject({ kind: "forbidden" });
  });

  it.each<[string, number, Record<string, unknown>, Record<string, string>, object]>([
    ["a full minute", 429, { reason: "RATE_LIMIT_EXCEEDED" }, {}, { kind: "rate-limited", retryable: true, retryAfterMs: undefined }],
    ["a full minute with a wish", 429, {}, { "retry-after": "7" }, { kind: "rate-limited", retryable: true, retryAfterMs: 7_000 }],
    ["a spent day", 429, { metadata: { quota_limit: "AnalyzeRequestsPerDay" } }, {}, { kind: "quota", retryable: false }],
    ["a forbidden project", 403, { reason: "SERVICE_DISABLED" }, {}, { kind: "forbidden", retryable: false, message: expect.stringMatching(/has the Perspective Comment Analyzer API enabled/) as string }],
    ["a service that has ended", 410, {}, {}, { kind: "forbidden", message: expect.stringMatching(/ends on 2026-12-31/) as string }],
    ["a server's fault", 503, {}, {}, { kind: "server", retryable: true }],
    ["anything else", 418, {}, {}, { kind: "rejected", retryable: false }],
  ])("classifies %s", async (_, status, detail, headers, expected) => {
    expect(await ask((__, response) => (sendRefusal(response, status, detail, headers), true))).toMatchObject(expected);
  });

  it.each<[string, Mishap]>([
    ["a body that is cut", (_, response) => (response.writeHead(200, { "content-length": "900" }).write("{\"attributeScores\":"), setTimeout(() => response.destroy(), 20), true)],
    ["a body that is no JSON", (_, response) => (response.end("<html>"), true)],
    ["an attribute that is missing", (_, response) => (response.end(JSON.stringify({ attributeScores: { TOXICITY: { summaryScore: { value: 0.5 } } } })), true)],
    ["a score that is none", (_, response) => (response.end(JSON.stringify({ attributeScores: { TOXICITY: { summaryScore: { value: 7 } } } })), true)],
    ["a connection that breaks", (_, response) => (response.destroy(), true)],
  ])("may be asked again after %s", async (_, mishap) => {
    expect(await ask(mishap)).toMatchObject({ retryable: true });
  });

  it("says the key to nobody, not even when the server says it back", async () => {
    const failed = await ask((request, response) => (sendRefusal(response, 500, { echo: request.key, encoded: encodeURIComponent(KEY) }), true));
    expect(failed).toBeInstanceOf(BackendError);
    const told = `${String(failed)} ${JSON.stringify(failed)} ${(failed as BackendError).stack} ${String((failed as BackendError).cause)}`;
    expect(told).toContain("[key]");
    for (const secret of [KEY, encodeURIComponent(KEY)]) expect(told).not.toContain(secret);
  });

  it("takes the key from a file", async () => {
    const file = path.join(emptyFolder(), "key.txt");
    writeFileSync(file, `${KEY}\n`);
    vi.stubEnv("PERSPECTIVE_API_KEY", "");
    vi.stubEnv("PERSPECTIVE_API_KEY_FILE", file);
    expect(await ask(() => false)).toHaveProperty("scores");
  });

  it("wants a key of the service, and sends none unencrypted across a network", async () => {
    vi.stubEnv("PERSPECTIVE_API_KEY", "");
    await expect(openScorer("perspective", {})).rejects.toMatchObject({ code: "USAGE", hint: expect.stringContaining("PERSPECTIVE_API_KEY_FILE") as string });
    vi.stubEnv("PERSPECTIVE_API_KEY", KEY);
    await expect(openScorer("perspective:http://example.org", {})).rejects.toThrow("unencrypted");
  });
});
