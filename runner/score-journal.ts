/** The journal of a scorer's answers has one writer at a time: whoever fills it holds its lock until everything under way is written. */

import type { ScoreLine } from "../src/core/scorer.ts";
import { withLock } from "../src/io/file-lock.ts";
import { openJournal } from "./journal.ts";
import { BINDING_MS } from "./pace.ts";
import { scoreCaptions, type ScoreCaptionsOptions } from "./score-captions.ts";

export interface Filling extends Omit<ScoreCaptionsOptions, "journal" | "sentBeforeMs"> {
  /** Of the journal. */
  readonly place: string;
  /** Told when another process is filling it. */
  readonly onWait: (holder: string) => void;
}

/** Asks about every caption that the journal lacks. Resolves with why it was given up, if it was. @throws the signal's reason when aborted. */
export function fillJournal({ place, onWait, ...options }: Filling): Promise<string | undefined> {
  return withLock(`${place}.lock`, async () => {
    const sentBeforeMs: number[] = [];
    const recentMs = Date.now() - BINDING_MS;
    const journal = await openJournal<ScoreLine>(place, ({ sentAtMs, sameAs }) => {
      if (sentAtMs !== undefined && sameAs === undefined && sentAtMs > recentMs) sentBeforeMs.push(sentAtMs);
    });
    try {
      return await scoreCaptions({ ...options, journal, sentBeforeMs });
    } finally {
      await journal.close();
      journal.release();
    }
  }, { onWait, signal: options.signal });
}
