/** Replies that hide, in words: how many of each kind, and where to look. */

import { ODD_REPLIES, ODD_REPLY_WORDS } from "../src/core/odd-replies.ts";
import type { BenchmarkScores } from "../src/core/records.ts";

/** One line, or none when there is no such reply. */
export function oddReplyNotes({ counts, oddReplies = {} }: BenchmarkScores): string[] {
  const found = ODD_REPLIES.flatMap((kind) => {
    const odd = oddReplies[kind];
    if (odd === undefined) return [];
    return [`${odd.count} ${ODD_REPLY_WORDS[kind]} (${odd.examples.slice(0, 2).join(", ")}${odd.count > 2 ? ", …" : ""})`];
  });
  return found.length === 0 ? [] : [`replies that hide something, of ${counts.total - counts.failed}: ${found.join("; ")}`];
}
