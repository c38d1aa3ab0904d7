/** One benchmark: how the model was asked, every number, how single samples and slices scored, and what was odd about the data. */

import type { RunRecord, Score } from "../../src/core/records.ts";
import { describeRecorded } from "../card.ts";
import type { SliceOverview } from "../overview.ts";
import type { ReportedBenchmark, ReportedRun } from "../report.ts";
import { nameOfScorer } from "../../src/core/scorer.ts";
import { oddReplyNotes } from "../odd-replies.ts";
import { html, type Markup } from "./markup.ts";
import type { Plots } from "./plots.ts";
import { shownNote } from "./shown-note.ts";
import { whisker } from "./whisker.ts";

/** Slices of one group beyond this many are left out, and said to be. */
const MOST_SLICES = 60;

/** How a benchmark stands among the others of the page. */
interface Place {
  /** The page is of several runs. */
  readonly several: boolean;
  readonly isOpen: boolean;
}

export function benchmarkSection(benchmark: ReportedBenchmark, { record }: ReportedRun, plots: Plots, { several, isOpen }: Place): Markup {
  const { plan, scores, overview } = benchmark;
  const { counts } = scores;
  const notes = new Set(scores.scores.flatMap(({ notes: list }) => list ?? []));
  const servers = (plan.recorded ?? []).map((answer) => `${answer.part ?? "headline"}: ${answer.value} is ${describeRecorded(answer)}`);
  const said = [
    shownNote(benchmark), ...oddReplyNotes(scores), ...notes, ...servers, ...(plan.remarks ?? []),
    ...scores.warnings.map(({ count, message, examples }) => `${count} × ${message}: ${examples.join(", ")}`),
  ];
  return html`<details class="benchmark" id="benchmark-${plan.name}-${record.fingerprint.slice(0, 8)}"${isOpen ? html` open` : undefined}><summary><h3>${plan.title}${several ? ` · ${record.model}` : ""}</h3> <span class="counts">${counts.answered} answered, ${counts.unreadable} unreadable, ${counts.failed} failed of ${counts.total}</span></summary>
${facts(benchmark, record)}
${scores.labels === "server" ? html`<p>Only the test server has the labels of this split: it was answered, not scored. <code>cardeval submit</code> writes the file to hand in.</p>` : html`<div class="scroll" tabindex="0" role="region" aria-label="Numbers of ${plan.title}${several ? ` · ${record.model}` : ""}"><table><thead><tr><th scope="col">Number</th><th scope="col">Metric</th><th scope="col" class="number">Value</th><th scope="col">95 % interval</th><th scope="col">Signature</th></tr></thead>
<tbody>${scores.scores.map(scoreRow)}</tbody></table></div>`}
${overview.scored === 0 ? undefined : html`<figure><figcaption>How the ${overview.scored.toLocaleString("en")} samples with a score of their own scored</figcaption>${plots.histogram(overview.bins, `Distribution of ${overview.scored} samples' scores`)}</figure>`}
${[...new Set(overview.slices.map(({ group }) => group))].map((group) => groupFigure(group, overview.slices.filter((slice) => slice.group === group), plots))}
${said.map((note) => (note === undefined ? undefined : html`<p class="note">${note}</p>`))}<p class="note"><a href="#samples?benchmark=${encodeURIComponent(plan.name)}">Samples of ${plan.title}</a></p></details>`;
}

function facts({ plan, scores }: ReportedBenchmark, { settings }: RunRecord): Markup {
  const { protocol, data, backend } = plan;
  const options = Object.entries(plan.options).map(([name, value]) => `${name} ${value}`).join(", ");
  return html`<dl><dt>Prompt</dt><dd><code>${protocol.prompt}</code></dd>
<dt>Decoding</dt><dd>${protocol.beams === 1 ? "greedy" : `beam ${protocol.beams}`}, at most ${protocol.maxTokens} tokens, prompt cut at ${protocol.promptTokens} tokens</dd>
<dt>Picture</dt><dd>${protocol.resolution} × ${protocol.resolution} px, ${protocol.antialias ? "antialiased" : "not antialiased"}${protocol.frames === undefined ? "" : `; ${protocol.frames.count} frames of each video, one in ${protocol.frames.stride}`}</dd>
<dt>Model</dt><dd>${backend === undefined ? plan.asked : `${backend.model} (${backend.kind})`}</dd>
${scores.scorer === undefined ? undefined : html`<dt>Scorer</dt><dd>${nameOfScorer(scores.scorer)} (${scores.scorer.kind}): ${scores.scorer.calibration}</dd>
`}<dt>Data</dt><dd>${scores.rows.found} samples${settings.data === "sampler" ? " of the sampler" : scores.rows.found === scores.rows.expected ? " (the full split)" : `, the full split has ${scores.rows.expected}`}; ${data.files.map((file) => html`${file.path} <code>${file.sha256.slice(0, 12)}</code> `)}</dd>
${options === "" ? undefined : html`<dt>Options</dt><dd>${options}</dd>`}</dl>`;
}

function scoreRow({ part, metric, value, interval, range, signature }: Score): Markup {
  const text = interval === undefined ? "–" : `${interval.low.toFixed(4)} – ${interval.high.toFixed(4)}`;
  const drawing = interval === undefined ? undefined : whisker({ measured: value, low: interval.low, high: interval.high, label: `${value.toFixed(4)}, interval ${text}, possible ${range[0]} to ${range[1]}` });
  return html`<tr><th scope="row">${part ?? "headline"}</th><td>${metric}</td><td class="number strong">${value.toFixed(4)}</td><td>${drawing}<span class="range">${text}</span>${interval === undefined ? undefined : html`<small>${interval.method}</small>`}</td><td><code class="signature">${signature}</code></td></tr>`;
}

/** A slice's own score is that of its corpus, which stands in the table of numbers where the benchmark has it; this is the mean of samples. */
function groupFigure(group: string, slices: readonly SliceOverview[], plots: Plots): Markup {
  const kept = [...slices].sort((a, b) => b.counts.total - a.counts.total).slice(0, MOST_SLICES);
  const isScored = kept.filter((slice) => slice.mean !== undefined).length > 1;
  const left = slices.length - kept.length;
  return html`<details class="group"><summary>By ${group} <span class="counts">${slices.length} slices${left > 0 ? `, the ${left} smallest are left out` : ""}</span></summary>
${isScored ? html`<figure><figcaption>Mean of single samples' scores; where the benchmark scores a slice as a corpus, that number is in the table above</figcaption>${plots.slices(kept, `Mean score of the samples by ${group}`)}</figure>` : undefined}
<div class="scroll" tabindex="0" role="region" aria-label="Slices by ${group}"><table><thead><tr><th scope="col">${group}</th><th scope="col" class="number">Mean of samples</th><th scope="col" class="number">Answered</th><th scope="col" class="number">Unreadable</th><th scope="col" class="number">Failed</th></tr></thead>
<tbody>${kept.map(({ value, mean, counts }) => html`<tr><th scope="row">${value}</th><td class="number">${mean === undefined ? "–" : mean.toFixed(4)}</td><td class="number">${counts.answered}</td><td class="number">${counts.unreadable}</td><td class="number${counts.failed > 0 ? " bad" : ""}">${counts.failed}</td></tr>`)}</tbody></table></div></details>`;
}
