/** Which samples of a benchmark a report shows one by one, in words. */

import type { ReportedBenchmark } from "../report.ts";

/** Undefined when all are shown. */
export function shownNote({ samples, scores: { counts } }: Pick<ReportedBenchmark, "samples" | "scores">): string | undefined {
  if (samples.length >= counts.total) return undefined;
  const count = (n: number): string => n.toLocaleString("en");
  const troubled = counts.failed + counts.unreadable;
  const shownTroubled = samples.filter(({ status }) => status !== "answered").length;
  const which = troubled === 0 ? "none failed or was unreadable" : shownTroubled === troubled ? `all ${count(troubled)} failed or unreadable ones are among them` : `${count(shownTroubled)} of the ${count(troubled)} failed or unreadable ones are among them`;
  return `${count(samples.length)} of ${count(counts.total)} samples are shown one by one: ${which}, the others are chosen by a digest of their ids, always the same. Numbers and plots are of all samples; cardeval view shows each of them.`;
}
