/** What a backend cannot do exactly: refused, or allowed and written down. */

import type { AnyBenchmark } from "../core/define.ts";
import { UsageError } from "../core/errors.ts";
import type { Backend } from "../core/types.ts";

/** Lines for the record and every table. @throws {UsageError} when something is approximate and that is not allowed. */
export function approximationsOf({ name, task }: AnyBenchmark, { features, identity }: Backend, allowed: boolean): string[] {
  const found: string[] = [];
  const { beams } = task.decode;
  if (beams > 1 && !features.beams) found.push(`greedy instead of beam search with ${beams} beams`);
  if (beams > 1 && features.beams && features.beamRule !== undefined) found.push(`beam search with ${beams} beams by the server's own rule (${features.beamRule})`);
  if (found.length > 0 && !allowed) {
    const why = features.beams ? `searches by a rule of its own (${features.beamRule})` : "has no beam search";
    throw new UsageError(`${name} is decoded with ${beams} beams, and the backend ${identity.kind} ${why}`, {
      hint: `Use a backend that has the card's, or --allow-approximate to ${features.beams ? "take it as it is" : "decode greedily"} and mark every number.`,
    });
  }
  return found;
}
