/** The decision of a gate: is the candidate worse than the baseline by more than a margin, is it not, or can this sample not tell? */

import { holm } from "./holm.ts";
import type { PairedDifference } from "./paired-difference.ts";
import { criticalEffect, detectableEffect, guarded, neededGrowth } from "./power.ts";
import { studentCdf } from "./student-t.ts";

export interface GateRule {
  /** The drop that is still allowed, ≥ 0, in the score's own unit. */
  readonly margin: number;
  /** Chance of a wrong verdict of either kind; one-sided. */
  readonly alpha: number;
  readonly better: "higher" | "lower";
  /** For the remarks on sample size. By default 0.8. */
  readonly power?: number;
}

/** `pass`: worse by at most the margin. `fail`: worse by more. Otherwise the sample cannot tell. */
export type Verdict = "pass" | "fail" | "inconclusive";

export interface NonInferiority {
  readonly verdict: Verdict;
  /** How much worse the candidate is; negative when it is better. */
  readonly drop: number;
  /** One-sided bounds of the true drop at level 1 − α each: pass when high ≤ margin, fail when low > margin. */
  readonly low: number;
  readonly high: number;
  /** p of "worse by the margin or more"; small speaks for a pass. */
  readonly pPass: number;
  /** p of "worse by the margin at most"; small speaks for a failure. */
  readonly pFail: number;
  /** The smallest drop beyond the margin that this sample would have shown with the wanted power. */
  readonly detectable: number;
  /** Samples that would decide with the wanted power if the true drop is the one seen; absent when that is as good as the margin. */
  readonly samplesToDecide?: number;
}

/**
 * Non-inferiority test on a paired difference: how far from the margin is the drop, in errors of a sample drawn at the margin?
 *
 * t = (margin − drop) / √(SE² + stake · |margin − drop|) on Student's t. SE alone would trust a sample in which nothing changed; the
 * stake is what `criticalEffect` and `guarded` say of it. A fixed minimum is a baseline in which every sample has that score, with margin 0.
 * Source: margin and one-sided test as in EMA guideline CPMP/EWP/2158/99; variance under the hypothesis after Tango 1998.
 */
export function nonInferiority(difference: PairedDifference, { margin, alpha, better, power = 0.8 }: GateRule): NonInferiority {
  const evidence = guarded(difference, alpha);
  const drop = better === "higher" ? 0 - evidence.value : evidence.value;
  const reach = criticalEffect(evidence, alpha);
  const [low, high] = [drop - reach, drop + reach];
  const demand = { alpha, power };
  const growth = neededGrowth(Math.abs(margin - drop), evidence, demand);
  return {
    verdict: high <= margin ? "pass" : low > margin ? "fail" : "inconclusive",
    drop, low, high,
    pPass: oneSidedP(drop - margin, evidence),
    pFail: oneSidedP(margin - drop, evidence),
    detectable: detectableEffect(evidence, demand),
    ...(growth === undefined ? {} : { samplesToDecide: Math.ceil(evidence.samples * growth) }),
  };
}

/** P(T ≤ excess in errors); without any error the sign alone counts, and 0 is no excess. */
function oneSidedP(excess: number, { standardError, degrees, stake }: PairedDifference): number {
  const variance = standardError ** 2 + stake * Math.abs(excess);
  return variance === 0 ? Number(excess > 0) : studentCdf(excess / Math.sqrt(variance), degrees);
}

/**
 * Verdicts of gates that are judged together: with Holm's correction the chance of even one false failure among them stays at α.
 *
 * A failure that does not survive is inconclusive. Passes need no correction: all gates must pass, so one wrong pass lets nothing by
 * that another gate holds.
 */
export function judgeTogether(decisions: readonly NonInferiority[], alpha: number): NonInferiority[] {
  const adjusted = holm(decisions.map(({ pFail }) => pFail));
  return decisions.map((decision, i) => {
    const isDoubtful = decision.verdict === "fail" && (adjusted[i] as number) > alpha;
    return isDoubtful ? { ...decision, verdict: "inconclusive" } : decision;
  });
}
