/** For metrics whose truth is a single answer. */

import { sampleFault } from "../core/errors.ts";
import type { Pair } from "../core/types.ts";

/** @throws {MetricError} with the sample's id when there are more answers or none. */
export function onlyAnswer(metric: string, { id, target }: Pair<string, readonly string[]>): string {
  const [answer] = target;
  if (answer === undefined || target.length > 1) throw sampleFault(metric, id, `expected one right answer, found ${target.length}`);
  return answer;
}
