/** What a backend cannot do exactly: refused, or allowed and written down. */

import type { AnyBenchmark } from "../core/define.ts";
import { UsageError } from "../core/errors.ts";
import type { Backend } from "../core/types.ts";

/** Lines for the record and every table. @throws {UsageError} when something is approximate and that is not allowed. */
export function approximationsOf({ name, task }: AnyBenchmark, { features, identity }: Backend, allowed: boolean): string[] {
  const found: string[] = [];
  if (task.decode.beams > 1 && !features.beams) found.push(`greedy instead of beam search with ${task.decode.beams} beams`);
  if (found.length > 0 && !allowed) {
    throw new UsageError(`${name} is decoded with ${task.decode.beams} beams, and the backend ${identity.kind} has no beam search`, {
      hint: "Use a backend that has it, or --allow-approximate to decode greedily and mark every number.",
    });
  }
  return found;
}
