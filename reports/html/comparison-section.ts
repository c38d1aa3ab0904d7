/** Two runs on the same samples: every paired difference, and a place for the samples that carry it. */

import type { NumberComparison, Side } from "../../src/core/comparison.ts";
import type { Interval } from "../../src/core/records.ts";
import type { Report } from "../report.ts";
import { html, type Markup } from "./markup.ts";
import type { Plots } from "./plots.ts";

export function comparisonSection({ comparison }: Report, plots: Plots): Markup | undefined {
  if (comparison === undefined) return undefined;
  const { baseline, candidate, numbers, flips, notes } = comparison;
  const lines = numbers.map(({ address, difference, interval }) => ({ label: address, value: difference, ...(interval === undefined ? {} : { low: interval.low, high: interval.high }) }));
  return html`<section id="comparison"><h2>Comparison</h2>
<p class="hint">A is ${nameOf(baseline)}, B is ${nameOf(candidate)}. The difference is B minus A on the samples that both scored, paired.</p>${notes.map((note) => html`<p class="note">${note}</p>`)}
${lines.length === 0 ? undefined : html`<figure><figcaption>Difference and its interval; zero is no difference</figcaption>${plots.intervals(lines, "B minus A", "Differences of all numbers with their intervals")}</figure>`}
<div class="scroll" tabindex="0" role="region" aria-label="Differences"><table><thead><tr><th scope="col">Number</th><th scope="col" class="number">A</th><th scope="col" class="number">B</th><th scope="col" class="number">Difference</th><th scope="col">Interval</th><th scope="col" class="number">p</th><th scope="col">Reading</th></tr></thead>
<tbody>${numbers.map(differenceRow)}</tbody></table></div>
<h3>Flips</h3><p class="hint">${flips.length === 0 ? "No sample was scored differently." : `${flips.length.toLocaleString("en")} samples were scored differently; those that move the number most stand first.`}</p>
<div id="flips"></div></section>`;
}

function nameOf({ name, model, fingerprint }: Side): Markup {
  return html`${name}: ${model} (run <code>${fingerprint.slice(0, 8)}</code>)`;
}

function differenceRow({ address, baseline, candidate, difference, interval, p, better }: NumberComparison): Markup {
  const range = interval === undefined ? "–" : `${signed(interval.low)} – ${signed(interval.high)}`;
  return html`<tr><th scope="row">${address}</th><td class="number">${baseline.toFixed(4)}</td><td class="number">${candidate.toFixed(4)}</td><td class="number strong">${signed(difference)}</td>
<td class="whole">${range}${interval === undefined ? undefined : html`<small>${interval.method}</small>`}</td><td class="number">${p === undefined ? "–" : p < 0.0001 ? "< 0.0001" : p.toFixed(4)}</td><td>${reading(difference, interval, better)}</td></tr>`;
}

export function signed(value: number, decimals = 4): string {
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(decimals)}`;
}

/** Better or worse only when the interval says so. */
function reading(difference: number, interval: Interval | undefined, better: "higher" | "lower"): Markup {
  const isClear = interval !== undefined && (interval.low > 0 || interval.high < 0);
  if (!isClear) return html`<span class="verdict">no clear difference</span>`;
  return difference > 0 === (better === "higher") ? html`<span class="verdict reproduced">B is better</span>` : html`<span class="verdict differs">B is worse</span>`;
}
