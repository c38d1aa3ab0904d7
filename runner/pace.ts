/** So many queries a second and no more, whatever earlier sessions have used of it. */

import { sleep } from "./attempt.ts";

/** A pause of the process is made up for at most this long: a server sees no burst beyond it. */
const LATE_MS = 100;
/** Of the time between two sessions that nobody used, as much as this may be made up at once. */
const UNUSED_MS = 1_000;
/** Quotas are counted by the minute, by a server that sees a query a little later than it was sent: older turns bind nobody. */
export const BINDING_MS = 60_250;

/**
 * Waits for one's turn; turns are 1/perSecond apart, in the order in which they were asked for. No limit gives every turn at once.
 *
 * A session that goes on after another may have what fitted into the time between them, less than a second's worth, at once: at 1 query
 * a second that is nothing. No stretch of a minute holds more than 60 × perSecond turns, those of earlier sessions included.
 * @param sentBeforeMs when those were, in milliseconds of the epoch
 */
export function createPace(perSecond: number | undefined, sentBeforeMs: readonly number[] = []): (signal: AbortSignal) => Promise<void> {
  if (perSecond === undefined) return () => Promise.resolve();
  const gapMs = 1000 / perSecond;
  const most = Math.max(1, Math.floor(perSecond * 60));
  // The latest turns, as many as a minute holds; each takes the place of the one that must be a minute old by then.
  const turns = earlierTurns(sentBeforeMs).slice(-most);
  const last = turns.at(-1) ?? Number.NEGATIVE_INFINITY;
  let count = turns.length;
  let next = Math.max(performance.now(), last + gapMs);
  let unused = count === 0 ? 0 : Math.floor(Math.min(next - gapMs - last, UNUSED_MS - gapMs) / gapMs);
  return async (signal) => {
    const now = performance.now();
    const place = count++ % most;
    const due = unused-- > 0 ? now : Math.max(next, now - LATE_MS);
    if (unused < 0) next = due + gapMs;
    const mine = Math.max(due, (turns[place] ?? Number.NEGATIVE_INFINITY) + BINDING_MS);
    turns[place] = mine;
    await sleep(mine - now, signal);
    turns[place] = performance.now();
  };
}

/** On this process' own clock, which nobody sets. What seems to be in the future was sent just now. */
function earlierTurns(sentAtMs: readonly number[]): number[] {
  const [now, monotonic] = [Date.now(), performance.now()];
  return sentAtMs.map((at) => monotonic - Math.max(0, now - at)).sort((a, b) => a - b);
}
