/**
 * The report as one HTML file: the card, every benchmark, and a browser of samples with their pictures.
 *
 * No network, no style or script but its own (a content security policy with their digests holds that), and all text that came
 * from data or models is inserted as text. The tables need no script. The same records give the same bytes: no dates, no times.
 */

import { readFile } from "node:fs/promises";
import path from "node:path";
import { packageRoot } from "../src/io/package-root.ts";
import { benchmarkSection } from "./html/benchmark-section.ts";
import { cardSection } from "./html/card-section.ts";
import { html, type Markup } from "./html/markup.ts";
import { page } from "./html/page.ts";
import { sampleData } from "./html/sample-data.ts";
import type { Report, ReportFormat } from "./report.ts";

async function render(report: Report): Promise<string> {
  const asset = (name: string): Promise<string> => readFile(path.join(packageRoot(), "reports", "assets", name), "utf8");
  const [style, script] = await Promise.all([asset("report.css"), asset("report.js")]);
  return page({ title: titleOf(report), style, script, data: sampleData(report), body: bodyOf(report) });
}

function titleOf({ runs }: Report): string {
  return `${[...new Set(runs.map(({ record }) => record.model))].join(", ")}: ${[...new Set(runs.map(({ record }) => record.suite))].join(", ")}`;
}

function bodyOf(report: Report): Markup {
  const { card, runs, banners } = report;
  return html`
<header>
  <h1>${titleOf(report)}</h1>
  ${runs.map(({ record }) => html`<p class="facts">${record.settings.column} · ${record.settings.resolution} px · ${record.settings.data === "sampler" ? "sampler data" : "official files"} · run <code>${record.fingerprint.slice(0, 8)}</code></p>`)}
  ${banners.map((text) => html`<p class="banner" role="note">${text}</p>`)}
  <nav aria-label="Sections"><a href="#card">Card</a> <a href="#benchmarks">Benchmarks</a> <a href="#samples">Samples</a></nav>
</header>
<main>
<section id="card"><h2>${card.title}</h2>
<p class="hint">Published value, measured value and its interval. The bar is the interval, the dot the measured and the line the published value.</p>
${card.sections.map(cardSection)}</section>
<section id="benchmarks"><h2>Benchmarks</h2>${runs.flatMap(({ benchmarks }) => benchmarks.map(benchmarkSection))}</section>
<section id="samples"><h2>Samples</h2><noscript><p>The tables above are complete. Looking at samples one by one needs JavaScript.</p></noscript><div id="browser"></div></section>
</main>`;
}

export const htmlReport: ReportFormat = { fileName: "report.html", render };
