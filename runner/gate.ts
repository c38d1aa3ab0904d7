/** Requirements on the numbers of a run, and whether they are met. */

import type { GateResult } from "../src/core/comparison.ts";
import { addressOf } from "../src/core/define.ts";
import { UsageError } from "../src/core/errors.ts";
import { suggestion } from "../src/core/nearest.ts";
import type { Score } from "../src/core/records.ts";
import { judgeTogether, nonInferiority, type NonInferiority } from "../src/stats/non-inferiority.ts";
import type { ComparedNumber } from "./compare.ts";

export interface Requirement {
  /** `benchmark` or `benchmark/part`. */
  readonly address: string;
  /** The least value (the most, where lower is better), or the largest drop that is allowed. */
  readonly limit: number;
}

/**
 * `--min`: the value itself is held to the limit. The model's answers are what they are, so there is no sampling to doubt.
 *
 * @throws {UsageError} when a requirement names no number, or a limit that no value can meet.
 */
export function judgeMinima(requirements: readonly Requirement[], scores: readonly Score[]): GateResult[] {
  return requirements.map(({ address, limit }) => {
    const score = find(scores, address, (entry) => addressOf(entry.benchmark, entry.part));
    requireInRange(address, limit, score.range);
    const { metric, value, interval, n, better } = score;
    const isMet = better === "higher" ? value >= limit : value <= limit;
    return { address, metric, kind: "min", limit, value, verdict: isMet ? "pass" : "fail", samples: n, ...(interval === undefined ? {} : { interval }) };
  });
}

/**
 * `--max-drop`: non-inferiority on the paired difference; failures of several gates are corrected together.
 *
 * @param alpha chance of a wrong verdict of either kind
 * @throws {UsageError} when a requirement names no number that both sides have.
 */
export function judgeDrops(requirements: readonly Requirement[], numbers: readonly ComparedNumber[], alpha: number): GateResult[] {
  const found = requirements.map((requirement) => ({ requirement, number: find(numbers, requirement.address, ({ address }) => address) }));
  for (const { requirement: { address, limit }, number } of found) requireInRange(address, limit, [0, number.part.metric.range[1] - number.part.metric.range[0]]);
  const tested = found.flatMap(({ requirement, number }) => (number.paired === undefined ? [] : [nonInferiority(number.paired, { margin: requirement.limit, alpha, better: number.better })]));
  const judged = judgeTogether(tested, alpha);
  let next = 0;
  return found.map(({ requirement, number }) => dropResult(requirement, number, number.paired === undefined ? undefined : judged[next++], alpha));
}

function dropResult({ address, limit }: Requirement, { metric, baseline, candidate, samples }: ComparedNumber, decision: NonInferiority | undefined, alpha: number): GateResult {
  const shared = { address, metric, kind: "max-drop", limit, value: candidate, baseline, samples } as const;
  if (decision === undefined) return { ...shared, verdict: "inconclusive" };
  const { verdict, drop, low, high, detectable, samplesToDecide } = decision;
  return {
    ...shared, verdict, detectable, drop: { value: drop, low, high, level: 1 - 2 * alpha },
    ...(samplesToDecide === undefined ? {} : { samplesToDecide }),
  };
}

function find<Entry>(entries: readonly Entry[], address: string, addressIn: (entry: Entry) => string): Entry {
  const found = entries.find((entry) => addressIn(entry) === address);
  if (found === undefined) throw new UsageError(`no number is called "${address}" here`, { hint: suggestion(address, entries.map(addressIn)) });
  return found;
}

function requireInRange(address: string, limit: number, [least, most]: readonly [number, number]): void {
  if (limit >= least && limit <= most) return;
  throw new UsageError(`${address}: ${limit} lies outside of ${least} to ${most}`, { hint: "Values are fractions or raw CIDEr, never percent: 0.85 and not 85, 1.41 and not 141." });
}
