/** How far a run is, and a version that changes when there are new numbers. */

import { stat } from "node:fs/promises";
import { sha256 } from "../../core/canonical-json.ts";
import type { Counts, RunRecord } from "../../core/records.ts";
import { places } from "../../../runner/run-folder.ts";
import type { JournalTail } from "./journal-tail.ts";

export interface RunState {
  readonly version: string;
  readonly status: RunRecord["status"];
  /** Samples with a reply, in all benchmarks. */
  readonly replies: number;
  readonly benchmarks: readonly {
    readonly title: string;
    readonly counts: Counts;
    /** Absent where only the data would tell. */
    readonly expected?: number;
    readonly isScored: boolean;
  }[];
}

export async function readRunState(folder: string, record: RunRecord, tails: (benchmark: string) => JournalTail): Promise<RunState> {
  const { limit, sampleIds, data } = record.settings;
  const marks: string[] = [record.status];
  const benchmarks = await Promise.all(record.benchmarks.map(async ({ name, title, data: { expected } }, i) => {
    const mark = await stat(places.scores(folder, name)).then(({ mtimeMs, size }) => `${mtimeMs} ${size}`, () => "");
    marks[i + 1] = mark;
    const counts = { total: 0, answered: 0, unreadable: 0, failed: 0 };
    for (const { status } of (await tails(name).look()).values()) {
      counts.total++;
      counts[status]++;
    }
    const wanted = sampleIds?.length ?? (data === "sampler" ? limit : Math.min(limit ?? expected, expected));
    return { title, counts, isScored: mark !== "", ...(wanted === undefined ? {} : { expected: wanted }) };
  }));
  return { version: sha256(marks.join("\n")).slice(0, 16), status: record.status, replies: benchmarks.reduce((sum, { counts }) => sum + counts.total, 0), benchmarks };
}
