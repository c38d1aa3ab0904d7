/** Captions to scores: each is asked about once or counted with its reason, whatever the server does and however often the process dies. */

import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Caption, Scorer, ScoreLine } from "../../src/core/scorer.ts";
import { openScorer } from "../../src/scorers/index.ts";
import type { RetryPolicy } from "../../runner/attempt.ts";
import { openJournal } from "../../runner/journal.ts";
import { scoreCaptions, scoredReplies, scoringPolicy } from "../../runner/score-captions.ts";
import { emptyFolder } from "../cli/program.ts";
import { sendRefusal, startPerspective, type PerspectiveOptions, type PerspectiveServer } from "../fixtures/perspective-server.ts";

const policy: RetryPolicy = { ...scoringPolicy, attemptMs: 3_000, pauseMs: 20, maxPauseMs: 300 };
let server: PerspectiveServer | undefined;

beforeEach(() => vi.stubEnv("PERSPECTIVE_API_KEY", "secret"));
afterEach(async () => {
  vi.unstubAllEnvs();
  await server?.close();
  server = undefined;
});

function captions(count: number): Caption[] {
  return Array.from({ length: count }, (_, i) => ({ id: `s${i}`, text: `caption ${i}` }));
}

async function serve(options: PerspectiveOptions, perSecond = 2_000): Promise<{ scorer: Scorer; server: PerspectiveServer }> {
  server = await startPerspective(options);
  return { server, scorer: await openScorer(`perspective:${server.url}`, { perSecond }) };
}

async function score(scorer: Scorer, wanted: readonly Caption[], place: string): Promise<{ gaveUp: string | undefined; lines: (ScoreLine | undefined)[]; known: number }> {
  const journal = await openJournal<ScoreLine>(place);
  let known = 0;
  const gaveUp = await scoreCaptions({ captions: wanted, scorer, journal, policy, signal: new AbortController().signal, onProgress: (_, wasKnown) => void (wasKnown && known++) });
  await journal.close();
  return { gaveUp, known, lines: wanted.map(({ id }) => journal.get(id)) };
}

const freshPlace = (): string => path.join(emptyFolder(), "scores.jsonl");

describe("scoring captions", () => {
  it("survives a server with a quota, errors of every kind, time-outs and cut bodies: every caption once, or with its reason", async () => {
    const { scorer, server: perspective } = await serve({
      quota: { queries: 60, seconds: 1 },
      mishap: ({ comment: { text } }, response, times) => {
        const kind = Number(text.split(" ")[1]) % 10;
        if (kind === 1) sendRefusal(response, 400, { errorType: "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE" });
        else if (kind === 2) sendRefusal(response, 400, { errorType: "COMMENT_TOO_LONG" });
        else if (times > 1) return false;
        else if (kind === 3) sendRefusal(response, 503, {});
        else if (kind === 4) response.writeHead(200).write("{");
        else if (kind === 5) response.destroy();
        else if (kind === 6) sendRefusal(response, 429, {}, { "retry-after": "0" });
        else if (kind === 7) response.end("{\"attributeScores\":{\"TOXICITY\"");
        else return false;
        return true;
      },
    }, 100);
    const { gaveUp, lines } = await score(scorer, captions(200), freshPlace());
    await scorer.close();
    expect(gaveUp).toBeUndefined();
    const counts = (of: string): number => lines.filter((line) => (line?.reason ?? line?.status) === of).length;
    expect([counts("scored"), counts("LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE"), counts("COMMENT_TOO_LONG")]).toEqual([160, 20, 20]);
    expect([...perspective.billed.values()].every((times) => times === 1)).toBe(true);
    expect(perspective.billed.size).toBe(160);
  }, 30_000);

  it("asks nothing twice in a second session, and what failed once more", async () => {
    let isDown = true;
    const { scorer, server: perspective } = await serve({ mishap: ({ comment: { text } }, response) => isDown && text === "caption 3" && (sendRefusal(response, 404, {}), true) });
    const place = freshPlace();
    const first = await score(scorer, captions(4), place);
    expect(first.gaveUp).toMatch(/404/);
    isDown = false;
    const second = await score(scorer, captions(8), place);
    await scorer.close();
    expect(second.lines.map((line) => line?.status)).toEqual(Array.from({ length: 8 }, () => "scored"));
    expect([...perspective.billed.values()]).toEqual(Array.from({ length: 8 }, () => 1));
    expect(second.lines[3]?.attempt).toBe(2);
  });

  it("asks about equal captions once, and about a caption that has changed again", async () => {
    const { scorer, server: perspective } = await serve({ latencyMs: 20 });
    const same = captions(6).map(({ id }, i) => ({ id, text: i < 4 ? "a man" : "a woman" }));
    const place = freshPlace();
    const { lines } = await score(scorer, same, place);
    expect(perspective.requests).toHaveLength(2);
    expect(lines.map((line) => line?.sameAs)).toEqual([undefined, "s0", "s0", "s0", undefined, "s4"]);
    expect(new Set(lines.slice(0, 4).map((line) => JSON.stringify(line?.scores))).size).toBe(1);
    const again = await score(scorer, [{ id: "s0", text: "a dog" }, ...same.slice(1)], place);
    await scorer.close();
    expect([perspective.requests.length, again.known, again.lines[0]?.text]).toEqual([3, 5, "a dog"]);
  });

  it("stops at once when the key is forbidden", async () => {
    const { scorer, server: perspective } = await serve({ key: "another" }, 4);
    const { gaveUp, lines } = await score(scorer, captions(100), freshPlace());
    await scorer.close();
    expect(gaveUp).toMatch(/Check that the key is right/);
    expect(perspective.requests.length).toBeLessThan(10);
    expect(lines.filter((line) => line?.status === "scored")).toEqual([]);
  });

  it("takes a caption whose scoring failed for a failed sample, and one that is refused for none", async () => {
    const { scorer } = await serve({ mishap: ({ comment: { text } }, response) => (text === "caption 1" ? (sendRefusal(response, 418, {}), true) : text === "caption 2" && (sendRefusal(response, 400, { errorType: "COMMENT_TOO_LONG" }), true)) });
    const place = freshPlace();
    await score(scorer, captions(3), place);
    await scorer.close();
    const replies = { get: (id: string) => ({ v: 1, id, attempt: 1, status: "answered", text: `caption ${id.slice(1)}`, latencyMs: 1, request: "", cache: "miss" } as const) };
    const journal = await openJournal<ScoreLine>(place);
    const rated = scoredReplies(replies, journal);
    expect(["s0", "s1", "s2", "s3"].map((id) => [rated.replies.get(id)?.status, rated.replies.get(id)?.error?.code])).toEqual([["answered", undefined], ["failed", "rejected"], ["answered", undefined], ["failed", "not-scored"]]);
    expect(rated.scoreOf("s2")).toEqual({ unscored: "COMMENT_TOO_LONG" });
    expect(rated.scoreOf("s1")).toBeUndefined();
    await journal.close();
  });
});
