/** The streaming loop: what is asked, how often, how many at once, and what the journal keeps of it. */

import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { defaultRetryPolicy } from "../../runner/attempt.ts";
import { openJournal, readJournal } from "../../runner/journal.ts";
import { predict } from "../../runner/predict.ts";
import { select } from "../../runner/select.ts";
import { BackendError } from "../../src/core/errors.ts";
import type { JournalLine } from "../../src/core/records.ts";
import type { Backend } from "../../src/core/types.ts";
import { busy, echo, echoBenchmark, numbered, scriptedBackend } from "../fixtures/scripted.ts";

const policy = { ...defaultRetryPolicy, pauseMs: 1, maxPauseMs: 4, attemptMs: 300, totalMs: 3_000 };

interface Session {
  readonly lines: JournalLine[];
  readonly reason: string | undefined;
}

async function session(file: string, backend: Backend, count: number, options: { concurrency?: number; signal?: AbortSignal; limit?: number; attempts?: number } = {}): Promise<Session> {
  const journal = await openJournal(file);
  try {
    const reason = await predict({
      benchmark: echoBenchmark(count), backend, journal, policy: { ...policy, attempts: options.attempts ?? policy.attempts }, resolution: 224,
      samples: select(numbered(count), options.limit === undefined ? {} : { limit: options.limit }, "echo"),
      concurrency: options.concurrency ?? 4,
      signal: options.signal ?? new AbortController().signal,
      onProgress: () => undefined,
    });
    return { reason, lines: [] };
  } finally {
    await journal.close();
  }
}

function place(): string {
  return path.join(mkdtempSync(path.join(tmpdir(), "cardeval-predict-")), "samples.jsonl");
}

function linesOf(file: string): JournalLine[] {
  return readFileSync(file, "utf8").trim().split("\n").map((line) => JSON.parse(line) as JournalLine);
}

describe("predict", () => {
  it("asks every sample once, never more at a time than allowed, and keeps full slots full", async () => {
    const file = place();
    const backend = scriptedBackend(async (request) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      return echo(request);
    });
    await session(file, backend, 40, { concurrency: 4 });
    expect([...backend.asked].sort()).toEqual(Array.from({ length: 40 }, (_, i) => `s${i}`).sort());
    expect(backend.mostAtOnce()).toBe(4);
    expect(linesOf(file)[0]).toMatchObject({ v: 1, attempt: 1, status: "answered", finish: "stop", cache: "miss", request: expect.stringMatching(/^[0-9a-f]{64}$/) });
  });

  it("asks less at a time when it is too much, and loses nothing", async () => {
    const file = place();
    let now = 0;
    const refusals: number[] = [];
    const backend = scriptedBackend(async (request) => {
      now++;
      try {
        if (now > 2) {
          refusals.push(backend.asked.length);
          throw new BackendError("rate-limited", "slow down", { retryable: true, retryAfterMs: 1 });
        }
        await new Promise((resolve) => setTimeout(resolve, 3));
        return echo(request);
      } finally {
        now--;
      }
    });
    await session(file, backend, 60, { concurrency: 16, attempts: 50 });
    const answered = linesOf(file).filter(({ status }) => status === "answered");
    expect(new Set(answered.map(({ id }) => id)).size).toBe(60);
    // Without adapting, sixteen at a time would be refused about fourteen times for every two that are answered.
    expect(refusals.length).toBeLessThan(120);
  });

  it("goes on where it stopped, and asks failed samples again", async () => {
    const file = place();
    const failing = scriptedBackend((request) => {
      if (request.id === "s2") throw new BackendError("rejected", "HTTP 400: no");
      return echo(request);
    });
    await session(file, failing, 5, { limit: 4 });
    const second = scriptedBackend(echo);
    await session(file, second, 5);
    expect(second.asked.sort()).toEqual(["s2", "s4"]);
    expect((await readJournal(file)).get("s2")).toMatchObject({ attempt: 2, status: "answered", text: "2" });
  });

  it("ignores a torn last line and writes after it as if it had never been", async () => {
    const file = place();
    await session(file, scriptedBackend(echo), 3);
    const whole = readFileSync(file, "utf8");
    const { truncate } = await import("node:fs/promises");
    await truncate(file, whole.length - 20);
    const again = scriptedBackend(echo);
    await session(file, again, 3);
    expect(again.asked).toHaveLength(1);
    expect(linesOf(file)).toHaveLength(3);
  });

  it("tries again what may be tried again, one journal line an attempt", async () => {
    const file = place();
    const backend = scriptedBackend((request, times) => {
      if (request.id === "s1" && times < 3) throw busy();
      return echo(request);
    });
    await session(file, backend, 3);
    const attempts = linesOf(file).filter(({ id }) => id === "s1");
    expect(attempts.map(({ attempt, status, error }) => [attempt, status, error?.code])).toEqual([[1, "failed", "rate-limited"], [2, "failed", "rate-limited"], [3, "answered", undefined]]);
  });

  it("waits as long as the server wishes, and holds back the others too", async () => {
    const file = place();
    const started = performance.now();
    const times: number[] = [];
    const backend = scriptedBackend((request, tries) => {
      times.push(performance.now() - started);
      if (request.id === "s0" && tries === 1) throw busy(250);
      return echo(request);
    });
    await session(file, backend, 3, { concurrency: 1 });
    expect(times.filter((ms) => ms < 200)).toHaveLength(1);
  });

  it("gives up a sample after the allowed attempts, and never makes it an answer", async () => {
    const file = place();
    const backend = scriptedBackend(() => { throw new BackendError("server", "HTTP 500", { retryable: true }); });
    await session(file, backend, 1);
    expect(linesOf(file)).toHaveLength(policy.attempts);
    expect(linesOf(file).at(-1)).toMatchObject({ status: "failed", error: { code: "server", message: "HTTP 500" } });
    expect(linesOf(file).at(-1)).not.toHaveProperty("text");
  });

  it("ends an attempt that takes too long", async () => {
    const file = place();
    const backend = scriptedBackend((request, times, signal) => {
      if (times > 1) return echo(request);
      return new Promise<string>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error)));
    });
    await session(file, backend, 1);
    expect(linesOf(file).map(({ error, status }) => error?.code ?? status)).toEqual(["timeout", "answered"]);
  });

  it("stops asking when the backend is gone, and says why", async () => {
    const file = place();
    const backend = scriptedBackend(() => { throw new BackendError("unreachable", "the server cannot be reached"); });
    const { reason } = await session(file, backend, 500);
    expect(reason).toMatch(/cannot be reached/);
    expect(backend.asked.length).toBeLessThan(30);
  });

  it("stops at once when a quota is spent", async () => {
    const backend = scriptedBackend(() => { throw new BackendError("quota", "quota spent"); });
    const { reason } = await session(place(), backend, 100, { concurrency: 2 });
    expect(reason).toBe("quota spent");
    expect(backend.asked.length).toBeLessThanOrEqual(4);
  });

  it("keeps what was answered when it is interrupted, and throws the reason", async () => {
    const file = place();
    const controller = new AbortController();
    const backend = scriptedBackend((request) => {
      if (request.id === "s10") controller.abort(new Error("stopped by hand"));
      return echo(request);
    });
    await expect(session(file, backend, 1000, { signal: controller.signal })).rejects.toThrow("stopped by hand");
    const kept = linesOf(file);
    expect(kept.length).toBeGreaterThanOrEqual(8);
    expect(kept.every(({ status }) => status === "answered")).toBe(true);
  });

  it("counts an unreadable reply apart", async () => {
    const file = place();
    await session(file, scriptedBackend((request) => (request.id === "s0" ? "?" : echo(request))), 2);
    expect((await readJournal(file)).get("s0")).toMatchObject({ status: "unreadable", text: "?" });
  });
});
