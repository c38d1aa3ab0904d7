/** Gates in words: the verdict, and the numbers behind it. */

import type { GateResult, GateVerdict } from "../src/core/comparison.ts";
import { plainTable } from "./plain-table.ts";

const COLOURS: Readonly<Record<GateVerdict, number>> = { pass: 32, fail: 31, inconclusive: 33 };

const show = (value: number): string => value.toFixed(4);

/** What was required. @example "drop ≤ 0.0150", "≥ 1.2000" */
export function requirementOf({ kind, limit }: GateResult): string {
  return kind === "min" ? `at least ${show(limit)}` : `drop at most ${show(limit)}`;
}

/** One sentence that says why. */
export function reasonOf({ kind, limit, value, interval, baseline, drop, detectable, samplesToDecide, samples, verdict }: GateResult): string {
  if (kind === "min") {
    const range = interval === undefined ? "" : ` (95 % ${show(interval.low)} to ${show(interval.high)})`;
    return `the value is ${show(value)}${range}, ${show(Math.abs(value - limit))} ${value >= limit ? "above" : "below"} the limit`;
  }
  if (drop === undefined) return `the value went from ${show(baseline ?? Number.NaN)} to ${show(value)}; ${samples} samples are too few for any test`;
  const seen = `the value went from ${show(baseline ?? Number.NaN)} to ${show(value)}: a drop of ${show(drop.value)} (${(drop.level * 100).toFixed(0)} % ${show(drop.low)} to ${show(drop.high)})`;
  if (verdict !== "inconclusive") return `${seen} on ${samples} samples`;
  const needed = samplesToDecide === undefined ? "no affordable number of samples would decide, so near is the drop to the limit" : `about ${samplesToDecide.toLocaleString("en")} samples would decide`;
  return `${seen}; ${samples} samples cannot tell, they show drops that lie ${show(detectable ?? Number.NaN)} beyond the limit; ${needed}`;
}

/** A table for a terminal, and the reasons under it. */
export function gateLines(gates: readonly GateResult[], paint: (text: string, code: number | undefined) => string): string {
  const rows = gates.map((gate) => [gate.address, requirementOf(gate), gate.baseline === undefined ? "–" : show(gate.baseline), show(gate.value), paint(gate.verdict, COLOURS[gate.verdict])]);
  const table = plainTable(["gate", "required", "baseline", "value", "verdict"], rows, 2, 3);
  return `Gates\n${table}\n${gates.map((gate) => `${gate.address}: ${reasonOf(gate)}`).join("\n")}`;
}
