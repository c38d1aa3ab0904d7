/** What a report must say on top about the wiring of its backends. */

import type { BenchmarkPlan } from "../src/core/records.ts";

/** A line where a backend was never probed, or its probe went wrong; nothing where it passed or cannot be wired wrong. */
export function probeBanner({ backend, probe }: BenchmarkPlan): string | undefined {
  const model = backend?.model ?? "The backend";
  switch (probe?.verdict) {
    case "never": return `${model} was never probed: whether its server runs it as it must be is not known (cardeval probe).`;
    case "failed": return `PROBE FAILED: ${model} gave ${probe.equal} of ${probe.asked} expected answers${probe.causes === undefined || probe.causes.length === 0 ? "" : ` (${probe.causes.join(", ")})`}; these are not its model's numbers.`;
    case "close": return `${model} gave ${probe.equal} of ${probe.asked} expected answers in its probe; the rest may be rounding.`;
    default: return undefined;
  }
}
