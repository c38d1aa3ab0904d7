/** One benchmark: how the model was asked, every number, how single samples scored, and what was odd about the data. */

import type { Score } from "../../src/core/records.ts";
import type { ReportedBenchmark } from "../report.ts";
import { html, type Markup } from "./markup.ts";
import { histogram, whisker } from "./whisker.ts";

export function benchmarkSection({ plan, scores, samples }: ReportedBenchmark): Markup {
  const { protocol, data, backend } = plan;
  const values = samples.flatMap(({ score }) => (score === undefined ? [] : [score]));
  const notes = new Set(scores.scores.flatMap(({ notes: list }) => list ?? []));
  const options = Object.entries(plan.options).map(([name, value]) => `${name} ${value}`).join(", ");
  return html`<details class="benchmark" open><summary><h3>${plan.title}</h3> <span class="counts">${scores.counts.answered} answered, ${scores.counts.unreadable} unreadable, ${scores.counts.failed} failed of ${scores.counts.total}</span></summary>
<dl><dt>Prompt</dt><dd><code>${protocol.prompt}</code></dd>
<dt>Decoding</dt><dd>${protocol.beams === 1 ? "greedy" : `beam ${protocol.beams}`}, at most ${protocol.maxTokens} tokens, prompt cut at ${protocol.promptTokens} tokens</dd>
<dt>Picture</dt><dd>${protocol.resolution} × ${protocol.resolution} px, ${protocol.antialias ? "antialiased" : "not antialiased"}</dd>
<dt>Model</dt><dd>${backend === undefined ? plan.asked : `${backend.model} (${backend.kind})`}</dd>
<dt>Data</dt><dd>${scores.rows.found} samples${scores.rows.found === scores.rows.expected ? " (the full split)" : `, the full split has ${scores.rows.expected}`}; ${data.files.map((file) => html`${file.path} <code>${file.sha256.slice(0, 12)}</code> `)}</dd>
${options === "" ? undefined : html`<dt>Options</dt><dd>${options}</dd>`}</dl>
<div class="scroll"><table><thead><tr><th scope="col">Number</th><th scope="col">Metric</th><th scope="col" class="number">Value</th><th scope="col">95 % interval</th><th scope="col">Signature</th></tr></thead>
<tbody>${scores.scores.map(scoreRow)}</tbody></table></div>
${values.length === 0 ? undefined : histogram(values)}
${[...notes, ...(plan.remarks ?? []), ...scores.warnings.map(({ count, message, examples }) => `${count} × ${message}: ${examples.join(", ")}`)].map((note) => html`<p class="note">${note}</p>`)}</details>`;
}

function scoreRow({ part, metric, value, interval, range, signature }: Score): Markup {
  const text = interval === undefined ? "–" : `${interval.low.toFixed(4)} – ${interval.high.toFixed(4)}`;
  const drawing = interval === undefined ? undefined : whisker({ measured: value, low: interval.low, high: interval.high, label: `${value.toFixed(4)}, interval ${text}, possible ${range[0]} to ${range[1]}` });
  return html`<tr><th scope="row">${part ?? "headline"}</th><td>${metric}</td><td class="number strong">${value.toFixed(4)}</td><td>${drawing}<span class="range">${text}</span>${interval === undefined ? undefined : html`<small>${interval.method}</small>`}</td><td><code class="signature">${signature}</code></td></tr>`;
}
