/** A journal that may still grow: its last line of every sample, read on from where the last look ended. */

import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { JournalLine, Status } from "../../core/records.ts";
import { createLineSplitter } from "../../io/lines.ts";

export interface Seen {
  readonly status: Status;
  /** Where the line begins. */
  readonly offset: number;
}

export interface JournalTail {
  /** By id, in the order of first replies. A torn last line waits for its rest; a missing file is empty. */
  look(): Promise<ReadonlyMap<string, Seen>>;
}

export function tailJournal(file: string): JournalTail {
  const seen = new Map<string, Seen>();
  let end = 0;
  const look = async (): Promise<ReadonlyMap<string, Seen>> => {
    const size = await stat(file).then((entry) => entry.size, () => 0);
    // A run that was started over has a new journal.
    if (size < end) {
      seen.clear();
      end = 0;
    }
    if (size <= end) return seen;
    const splitter = createLineSplitter();
    const from = end;
    for await (const chunk of createReadStream(file, { start: from, end: size - 1 })) {
      for (const { bytes, offset } of splitter.push(chunk as Buffer)) {
        const { id, status } = JSON.parse(bytes.toString("utf8")) as JournalLine;
        seen.set(id, { status, offset: from + offset });
        end = from + offset + bytes.length + 1;
      }
    }
    return seen;
  };
  let looking = Promise.resolve<ReadonlyMap<string, Seen>>(seen);
  // One look at a time: two would read the same lines twice.
  return { look: () => (looking = looking.then(look, look)) };
}
