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
  if (beams > 1 && !features.beams) {
    found.push(`greedy instead of beam search with ${beams} beams`);
    if (!allowed.all) {
      throw new UsageError(`${name} is decoded with ${beams} beams, and the backend ${identity.kind} has no beam search`, {
        hint: "Use a backend that has it, or --allow-approximate to decode greedily and mark every number.",
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
