/** So many queries a second and no more. */

import { sleep } from "./attempt.ts";

/** A pause of the process is made up for at most this long: a server sees no burst beyond it. */
const LATE_MS = 100;

/** Waits for one's turn; turns are 1/perSecond apart, in the order in which they were asked for. No limit gives every turn at once. */
export function createPace(perSecond: number | undefined): (signal: AbortSignal) => Promise<void> {
  if (perSecond === undefined) return () => Promise.resolve();
  const gapMs = 1000 / perSecond;
  let next = 0;
  return (signal) => {
    const now = performance.now();
    const mine = Math.max(next, now - LATE_MS);
    next = mine + gapMs;
    return sleep(mine - now, signal);
  };
}
