/** A quota's pace: turns a gap apart, never more than a minute grants, also across sessions that were killed. */

import { setMaxListeners } from "node:events";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { BINDING_MS, createPace } from "../../runner/pace.ts";
import { createRandom } from "../fixtures/random.ts";

const MINUTE_MS = 60_000;
const never = new AbortController().signal;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A session that asks with so many slots for so long; when its turns came, in milliseconds of the epoch. */
async function session(perSecond: number, forMs: number, before: readonly number[]): Promise<number[]> {
  const turn = createPace(perSecond, before.filter((at) => at > Date.now() - BINDING_MS));
  const [stop, sent] = [new AbortController(), [] as number[]];
  setMaxListeners(0, stop.signal);
  const slot = async (): Promise<void> => {
    for (;;) {
      await turn(stop.signal);
      sent.push(Date.now());
    }
  };
  const slots = Array.from({ length: Math.max(4, perSecond) }, () => slot().catch(() => undefined));
  await vi.advanceTimersByTimeAsync(forMs);
  stop.abort(new Error("killed"));
  await Promise.all(slots);
  return sent;
}

/** Sessions with pauses between them. */
async function sessions(perSecond: number, ...lengths: readonly [forMs: number, pauseMs: number][]): Promise<number[]> {
  const sent: number[] = [];
  for (const [forMs, pauseMs] of lengths) {
    sent.push(...(await session(perSecond, forMs, sent)));
    await vi.advanceTimersByTimeAsync(pauseMs);
  }
  return sent;
}

function mostWithin(ms: number, sent: readonly number[]): number {
  let from = 0;
  return sent.reduce((most, at, i) => {
    while (at - (sent[from] ?? 0) >= ms) from++;
    return Math.max(most, i - from + 1);
  }, 0);
}

describe("pace", () => {
  it("gives turns one gap apart, and makes up for no more than a moment of its own pauses", async () => {
    const sent = await session(50, 10_000, []);
    expect(sent.length).toBeGreaterThan(490);
    expect(mostWithin(1_000, sent)).toBeLessThanOrEqual(51);
  });

  it("goes on where an earlier session stopped: what a second left unused comes at once, and no more", async () => {
    const sent = await sessions(100, [20_000, 600], [20_000, 30_000], [10_000, 0]);
    expect(sent.length).toBeGreaterThan(5_000 + 55 + 90);
    expect(sent.length).toBeLessThanOrEqual(5_000 + 60 + 100 + 10);
    expect(mostWithin(100, sent)).toBeLessThanOrEqual(99 + 11);
  });

  it("at one query a second never gives two within a second, however often it is begun", async () => {
    const sent = await sessions(1, [5_000, 300], [5_000, 5_000], [5_000, 100], [70_000, 2_500], [70_000, 0]);
    expect(mostWithin(899, sent)).toBe(1);
    expect(mostWithin(MINUTE_MS, sent)).toBeLessThanOrEqual(60);
  });

  it.each([1, 2, 3, 4])("keeps any minute within the quota over sessions killed anywhere (%s)", async (seed) => {
    const random = createRandom(seed);
    const perSecond = 5 + random.below(40);
    const sent = await sessions(perSecond, ...Array.from({ length: 12 }, (): [number, number] => [5_000 + random.below(90_000), random.below(1_000)]));
    expect(mostWithin(MINUTE_MS, sent)).toBeLessThanOrEqual(60 * perSecond);
    // The quota is used, too: what a pause of less than a second leaves is not lost.
    expect(sent.length).toBeGreaterThan(perSecond * 300);
  });

  it("stops waiting when it is aborted", async () => {
    const turn = createPace(0.01);
    await turn(never);
    await expect(turn(AbortSignal.abort(new Error("enough")))).rejects.toThrow("enough");
  });
});
