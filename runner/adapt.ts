/**
 * How many requests are in flight: as many as allowed, fewer when the server says that it is too much.
 *
 * Additive increase, multiplicative decrease: "too many requests" and time-outs halve the number, a window of replies without them
 * adds one. Requests that were started before a halving say nothing about the halved number, so a burst of refusals counts once.
 */

import type { LimitFunction } from "p-limit";

export interface Adaptation {
  /** A request begins; tell what came of it to the function that is returned. */
  begin(): (isTooMuch: boolean) => void;
}

/** Sets `limit.concurrency` between 1 and `most`, beginning with `most`. */
export function adapt(limit: Pick<LimitFunction, "concurrency">, most: number): Adaptation {
  let [allowed, round] = [most, 0];
  limit.concurrency = most;
  return {
    begin() {
      const began = round;
      return (isTooMuch) => {
        if (isTooMuch && began !== round) return;
        if (isTooMuch) round++;
        allowed = isTooMuch ? Math.max(1, allowed / 2) : Math.min(most, allowed + 1 / allowed);
        const whole = Math.floor(allowed);
        if (whole !== limit.concurrency) limit.concurrency = whole;
      };
    },
  };
}
