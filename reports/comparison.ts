/** A comparison of two runs for a terminal. */

import type { Comparison, Flip, NumberComparison } from "../src/core/comparison.ts";
import { plainTable } from "./plain-table.ts";
import { visible } from "./visible.ts";

/** So many flips in each direction; reports hold more. */
const FLIPS = 5;
const NUMBERS = 6;
const SURE = 0.001;

const show = (value: number): string => value.toFixed(4);
const signed = (value: number): string => `${value >= 0 ? "+" : "−"}${Math.abs(value).toFixed(4)}`;

/** A p-value as papers print it. */
function printP(p: number | undefined): string {
  return p === undefined ? "–" : p < 0.0001 ? "< 0.0001" : p.toFixed(4);
}

/** Numbers side by side, then the samples that changed most. */
export function comparisonLines({ baseline, candidate, numbers, flips, agreement, notes }: Comparison): string {
  const shown = chooseNumbers(numbers);
  const rows = shown.map((number) => [
    number.address, number.metric, show(number.baseline), show(number.candidate), signed(number.difference),
    number.interval === undefined ? "–" : `${signed(number.interval.low)} to ${signed(number.interval.high)}`, printP(number.p), String(number.samples),
  ]);
  const blocks = [
    `${visible(candidate.name)} (${visible(candidate.model)}) against ${visible(baseline.name)} (${visible(baseline.model)})`,
    plainTable(["number", "metric", "before", "after", "difference", "95 % interval", "p", "samples"], rows, 2, 7),
  ];
  if (shown.length < numbers.length) blocks.push(`… and ${numbers.length - shown.length} more numbers (--json)`);
  if (agreement !== undefined) blocks.push(`equal replies: ${agreement.equal} of ${agreement.both} (${((agreement.equal / Math.max(agreement.both, 1)) * 100).toFixed(1)} %)`);
  const [worse, better] = [flips.filter(({ contribution }) => contribution < 0), flips.filter(({ contribution }) => contribution > 0)];
  if (flips.length > 0) blocks.push(`${flips.length} samples changed: ${worse.length} fell, ${better.length} rose`);
  if (worse.length > 0) blocks.push(`Fell most\n${flipTable(worse)}`);
  if (better.length > 0) blocks.push(`Rose most\n${flipTable(better)}`);
  for (const note of notes) blocks.push(visible(note));
  return blocks.join("\n\n");
}

/** The first numbers of every benchmark, and what surely changed; a multilingual one has one number a language. */
function chooseNumbers(numbers: readonly NumberComparison[]): readonly NumberComparison[] {
  const seen = new Map<string, number>();
  return numbers.filter(({ title, p }) => {
    const count = (seen.get(title) ?? 0) + 1;
    seen.set(title, count);
    return count <= NUMBERS || (p !== undefined && p < SURE);
  });
}

function flipTable(flips: readonly Flip[]): string {
  return plainTable(["benchmark", "sample", "before", "after", "adds"], flips.slice(0, FLIPS).map(({ benchmark, id, before, after, contribution }) =>
    [benchmark, visible(id), show(before), show(after), `${contribution >= 0 ? "+" : "−"}${Math.abs(contribution).toFixed(6)}`]), 2, 4);
}
