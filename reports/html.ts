/**
 * The report as one HTML file: the card, a comparison when there is one, every benchmark, and a browser of samples with their pictures.
 *
 * No network, no style or script but its own (a content security policy with their digests holds that), and all text that came
 * from data or models is inserted as text. The tables need no script. The same records give the same bytes: no dates, no times of day.
 */

import { readFile } from "node:fs/promises";
import { benchmarkSection } from "./html/benchmark-section.ts";
import { cardSection } from "./html/card-section.ts";
import { comparisonSection } from "./html/comparison-section.ts";
import { gateSection } from "./html/gate-section.ts";
import { html, type Markup } from "./html/markup.ts";
import { page } from "./html/page.ts";
import { loadPlots, type Plots } from "./html/plots.ts";
import { frameData, sampleData } from "./html/sample-data.ts";
import { assetFile, joinModules } from "./html/script.ts";
import type { Report, ReportFormat } from "./report.ts";

/** More benchmarks than these stand closed: their numbers are in the card. */
const MOST_OPEN = 10;

const STYLES = ["report.css", "samples.css"];

/** The page that stands alone, or the live one: it asks its own server for samples, pictures, and whether there is a newer version. */
export async function renderPage(report: Report, live?: { readonly version: string }): Promise<string> {
  const [styles, script, plots] = await Promise.all([Promise.all(STYLES.map((name) => readFile(assetFile(name), "utf8"))), joinModules("main.js"), loadPlots()]);
  const data = live === undefined ? sampleData(report) : { ...frameData(report), ...live, isLive: true };
  return page({ title: titleOf(report), style: styles.join("\n"), script, data, from: live === undefined ? "file" : "server", body: bodyOf(report, plots) });
}

function titleOf({ runs }: Report): string {
  return `${[...new Set(runs.map(({ record }) => record.model))].join(", ")}: ${[...new Set(runs.map(({ record }) => record.suite))].join(", ")}`;
}

function bodyOf(report: Report, plots: Plots): Markup {
  const { card, runs, banners } = report;
  const [gates, comparison] = [gateSection(report.gates), comparisonSection(report, plots)];
  const place = { several: runs.length > 1, isOpen: runs.flatMap(({ benchmarks }) => benchmarks).length <= MOST_OPEN };
  const isMeasured = runs.some(({ benchmarks }) => benchmarks.length > 0);
  return html`
<header>
  <h1>${titleOf(report)}</h1>
  ${runs.map(({ record }) => html`<p class="facts">${record.model} · ${record.settings.column} · ${record.settings.resolution} px · ${record.settings.data === "sampler" ? "sampler data" : "official files"} · run <code>${record.fingerprint.slice(0, 8)}</code></p>`)}
  <div id="banners">${banners.map((text) => html`<p class="banner" role="note">${text}</p>`)}</div>
  <nav aria-label="Sections">${gates === undefined ? undefined : html`<a href="#gates">Gates</a> `}<a href="#card">Card</a> ${comparison === undefined ? undefined : html`<a href="#comparison">Comparison</a> `}<a href="#benchmarks">Benchmarks</a> <a href="#samples">Samples</a></nav>
</header>
<main>
<section id="progress" hidden></section>
${gates}
<section id="card"><h2>${card.title}</h2>
<p class="hint">Published value, measured value and its interval. The bar is the interval, the dot the measured and the line the published value.</p>
${isMeasured ? card.sections.map((section) => cardSection(section, report)) : html`<p>Nothing was scored yet.</p>`}</section>
${comparison}
<section id="benchmarks"><h2>Benchmarks</h2>${runs.flatMap((run) => run.benchmarks.map((benchmark) => benchmarkSection(benchmark, run, plots, place)))}</section>
<section id="samples"><h2>Samples</h2><noscript><p>The tables above are complete. Looking at samples one by one needs JavaScript.</p></noscript><div id="browser"></div></section>
</main>`;
}

export const htmlReport: ReportFormat = { fileName: "report.html", render: (report) => renderPage(report) };
