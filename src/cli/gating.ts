/** A run held to its requirements. */

import type { Comparison, GateResult } from "../core/comparison.ts";
import { UsageError } from "../core/errors.ts";
import { readAgainst, readMeasuredRun } from "../../runner/baseline.ts";
import { judgeDrops, judgeMinima } from "../../runner/gate.ts";
import { readRun } from "../../runner/read-run.ts";
import { compareMeasured } from "./comparing.ts";
import { exitCodes } from "./exit-codes.ts";
import { parseRequirements } from "./requirements.ts";
import type { Settings } from "./settings.ts";

export interface Gating {
  readonly gates: readonly GateResult[];
  readonly comparison?: Comparison;
}

/** Whether a command was given requirements at all; wrong ones are refused before anything runs. @throws {UsageError} */
export function hasRequirements(settings: Settings): boolean {
  const minima = parseRequirements("min", settings.list("min"));
  const drops = parseRequirements("max-drop", settings.list("max-drop"));
  const vs = settings.text("vs");
  if (drops.length > 0 && vs === undefined) throw new UsageError("--max-drop needs --vs", { hint: "Say what to compare with: --vs BASELINE (cardeval baseline list), or --vs RUN." });
  alphaOf(settings);
  return minima.length > 0 || vs !== undefined;
}

function alphaOf(settings: Settings): number {
  const alpha = Number(settings.text("alpha"));
  if (!(alpha > 0 && alpha < 0.5)) throw new UsageError(`--alpha ${settings.text("alpha")}: expected a chance between 0 and 0.5`, { hint: "0.05 is usual." });
  return alpha;
}

/** @throws {UsageError} when a requirement names no number, or the two sides cannot be compared. */
export async function gateRun(folder: string, settings: Settings): Promise<Gating> {
  const minima = parseRequirements("min", settings.list("min"));
  const drops = parseRequirements("max-drop", settings.list("max-drop"));
  const vs = settings.text("vs");
  const { scores } = await readRun(folder);
  const gates = judgeMinima(minima, scores.flatMap((benchmark) => benchmark.scores));
  if (vs === undefined) return { gates };
  const [baseline, candidate] = await Promise.all([readAgainst(vs, settings.text("baselines") ?? "baselines"), readMeasuredRun(folder)]);
  const { numbers, comparison } = await compareMeasured(baseline, candidate, settings.whole("seed") ?? 1);
  return { gates: [...gates, ...judgeDrops(drops, numbers, alphaOf(settings))], comparison };
}

/** A worse model before one that cannot be judged. */
export function exitCodeOf({ gates }: Gating, settings: Settings): number {
  if (gates.some(({ verdict }) => verdict === "fail")) return exitCodes.gateFailed;
  if (gates.some(({ verdict }) => verdict === "inconclusive") && !settings.flag("allow-inconclusive")) return exitCodes.inconclusive;
  return exitCodes.done;
}
