/** A metric that is the mean of one value an answer, and all that it needs to say of itself. */

import { sampleFault } from "../core/errors.ts";
import type { Metric, Pair } from "../core/types.ts";
import { summarizeMean } from "./mean-summary.ts";

export interface AnswerRule {
  readonly name: string;
  readonly signature: string;
  /** 0..1. An unreadable answer is not asked about: it scores 0. */
  score(answer: string, answers: readonly string[]): number;
  /** What is wrong with human answers that cannot be scored against. */
  fault?(answers: readonly string[]): string | undefined;
}

/** @throws {MetricError} when measuring against no answer or ones with a fault, with the sample's id; when summarising nothing. */
export function answerMetric({ name, signature, score, fault }: AnswerRule): Metric<string, readonly string[], number> {
  const measureOne = ({ id, answer, target }: Pair<string, readonly string[]>): number => {
    const problem = target.length === 0 ? "there is no right answer" : fault?.(target);
    if (problem !== undefined) throw sampleFault(name, id, problem);
    return answer === undefined ? 0 : score(answer, target);
  };
  return {
    name,
    signature,
    range: [0, 1],
    better: "higher",
    measure: (pairs) => Array.from(pairs, measureOne),
    measureOne,
    summarize: (stats) => summarizeMean(name, stats),
  };
}
