/** Requirements on the numbers, their verdicts and the reasons. */

import type { GateResult } from "../../src/core/comparison.ts";
import { reasonOf, requirementOf } from "../gates.ts";
import { html, type Markup } from "./markup.ts";

const LOOKS = { pass: "reproduced", fail: "differs", inconclusive: "partial" } as const;

export function gateSection(gates: readonly GateResult[] = []): Markup | undefined {
  if (gates.length === 0) return undefined;
  return html`<section id="gates"><h2>Gates</h2>
<div class="scroll" tabindex="0" role="region" aria-label="Gates"><table><thead><tr><th scope="col">Number</th><th scope="col">Required</th><th scope="col" class="number">Baseline</th><th scope="col" class="number">Value</th><th scope="col">Verdict</th><th scope="col">Why</th></tr></thead>
<tbody>${gates.map((gate) => html`<tr><th scope="row">${gate.address}</th><td>${requirementOf(gate)}</td><td class="number">${gate.baseline?.toFixed(4) ?? "–"}</td><td class="number strong">${gate.value.toFixed(4)}</td><td><span class="verdict ${LOOKS[gate.verdict]}">${gate.verdict}</span></td><td>${reasonOf(gate)}</td></tr>`)}</tbody></table></div></section>`;
}
