/**
 * `--confirm`: before a drop fails a gate, every sample that changed is asked once more, in both directions.
 *
 * Asking only what fell would let chance lift the number; asking all that changed does not. The new answers are lines of the journal
 * like others, and the last line counts.
 */

import type { GateResult } from "../core/comparison.ts";
import type { RunFolder } from "../../runner/run-folder.ts";
import type { Gating } from "./gating.ts";
import type { Job } from "./plan.ts";
import { openModel, predictJob, scoreJob, type Session } from "./session.ts";

export function isFailedDrop({ kind, verdict }: GateResult): boolean {
  return kind === "max-drop" && verdict === "fail";
}

export async function confirmFailures(session: Session, folder: RunFolder, jobs: readonly Job[], { gates, comparison }: Gating): Promise<void> {
  const failed = new Set(gates.filter(isFailedDrop).map(({ address }) => address.split("/", 1)[0]));
  for (const job of jobs.filter(({ benchmark }) => failed.has(benchmark.name))) {
    const ids = (comparison?.flips ?? []).filter(({ benchmark }) => benchmark === job.benchmark.name).map(({ id }) => id);
    if (ids.length === 0) continue;
    console.error(`${job.benchmark.name}: asking ${ids.length} samples that changed once more before failing`);
    const backend = await openModel(session, job);
    try {
      await scoreJob(session, job, folder, await predictJob(session, job, folder, backend, ids));
    } finally {
      await backend.close();
    }
  }
}
