/** How many replies of a benchmark hide something, and the first few of each kind. */

import { ODD_REPLIES, oddReply, type OddReply } from "../src/core/odd-replies.ts";
import type { BenchmarkScores, JournalLine } from "../src/core/records.ts";

const EXAMPLES = 5;

/** What is odd about a reply; nothing when there is none. */
export function oddOf(line: JournalLine | undefined): readonly OddReply[] {
  return line?.text === undefined ? [] : oddReply(line.text, line.finish);
}

export interface OddCounts {
  add(id: string, kinds: readonly OddReply[]): void;
  counts(): NonNullable<BenchmarkScores["oddReplies"]>;
}

export function createOddCounts(): OddCounts {
  const found = new Map<OddReply, { count: number; examples: string[] }>();
  return {
    add(id, kinds) {
      for (const kind of kinds) {
        const entry = found.get(kind) ?? { count: 0, examples: [] };
        found.set(kind, entry);
        entry.count++;
        if (entry.examples.length < EXAMPLES) entry.examples.push(id);
      }
    },
    counts: () => Object.fromEntries(ODD_REPLIES.flatMap((kind) => (found.has(kind) ? [[kind, found.get(kind)]] : []))),
  };
}
