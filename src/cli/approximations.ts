/** What a backend cannot do exactly: refused, or allowed and written down. */

import type { AnyBenchmark } from "../core/define.ts";
import { UsageError } from "../core/errors.ts";
import type { Backend } from "../core/types.ts";

/** What may be approximate: everything that --allow-approximate says, and on the sampler how a demonstration looks at videos. */
export interface Allowed {
  readonly all: boolean;
  readonly isSampler: boolean;
}

/** Lines for the record and every table. @throws {UsageError} when something is approximate and that is not allowed. */
export function approximationsOf({ name, task, dataset }: AnyBenchmark, { features, identity }: Backend, allowed: Allowed): string[] {
  const found: string[] = [];
  const { decode: { beams } } = task;
  const rule = features.beamRule;
  if (beams > 1 && (!features.beams || rule !== undefined)) {
    found.push(features.beams ? `beam search with ${beams} beams by the server's own rule (${rule})` : `greedy instead of beam search with ${beams} beams`);
    if (!allowed.all) {
      const why = features.beams ? `searches by a rule of its own (${rule})` : "has no beam search";
      throw new UsageError(`${name} is decoded with ${beams} beams, and the backend ${identity.kind} ${why}`, {
        hint: `Use a backend that has the card's, or --allow-approximate to ${features.beams ? "take it as it is" : "decode greedily"} and mark every number.`,
      });
    }
  }
  const frames = dataset.frames?.count ?? 0;
  if (frames > (features.mostImages ?? Infinity)) {
    found.push(`the model looks at the middle one of ${frames} frames`);
    if (!allowed.all && !allowed.isSampler) {
      throw new UsageError(`${name} shows ${frames} frames of every video, and the backend ${identity.kind} takes in ${features.mostImages} pictures`, {
        hint: "Use a backend that takes more, or --allow-approximate to show it the middle frame and mark every number.",
      });
    }
  }
  return found;
}
