/** One section of the card: a row a cell that was measured, the others by name; with two runs also what the first one had. */

import type { CellView, RowView, SectionView } from "../card.ts";
import { printInterval, printMeasured, printValue } from "../card.ts";
import type { Report } from "../report.ts";
import { rowsByReason } from "../unfilled.ts";
import { signed } from "./comparison-section.ts";
import { html, type Markup } from "./markup.ts";
import { statisticSection } from "./statistic-section.ts";
import { whisker } from "./whisker.ts";

export function cardSection(section: SectionView, report: Report): Markup {
  const { title, by, columns, rows } = section;
  if (by === "statistic" && report.comparison === undefined) return statisticSection(section);
  const measured = rows.flatMap((row) => row.cells.flatMap((cell) => cellRow(row, cell, report) ?? []));
  const missing = rows.filter((row) => row.cells.every(({ counts }) => counts === undefined));
  const reasons = [...rowsByReason([{ title, by, columns, rows: missing }], report.runs.map(({ record }) => record.settings.column))];
  const compared = report.comparison === undefined ? undefined : html`<th scope="col" class="number">A</th><th scope="col" class="number">B − A</th>`;
  return html`<h3>${title}</h3>${measured.length === 0 ? undefined : html`<div class="scroll" tabindex="0" role="region" aria-label="${title}"><table class="card">
<thead><tr><th scope="col">Benchmark</th><th scope="col">Metric, split</th><th scope="col">Column</th><th scope="col" class="number">Published</th><th scope="col" class="number">${compared === undefined ? "Measured" : "Measured (B)"}</th>${compared}<th scope="col">95 % interval</th><th scope="col" class="number">Answered</th><th scope="col" class="number">Unreadable</th><th scope="col" class="number">Failed</th><th scope="col">Verdict</th></tr></thead>
<tbody>${measured}</tbody></table></div>`}${missing.length === 0 ? undefined : html`<details class="missing"><summary>${missing.length} ${missing.length === 1 ? "row" : "rows"} not run</summary>${reasons.map(([reason, titles]) => html`<p>${titles.join(", ")}: ${reason}</p>`)}</details>`}`;
}

function cellRow(row: RowView, cell: CellView, report: Report): Markup | undefined {
  const { column, part, published, score, counts, recorded, verdict, reasons } = cell;
  if (counts === undefined) return undefined;
  const value = score?.value ?? recorded?.value;
  const interval = score?.interval;
  const range = interval === undefined ? "no interval" : printInterval(row, interval);
  const label = `${score === undefined ? "recorded" : "measured"} ${printMeasured(row, cell)}, interval ${range}, published ${published.toFixed(row.decimals)}`;
  const ends = interval === undefined ? {} : { low: interval.low * row.scale, high: interval.high * row.scale };
  const drawing = value === undefined ? undefined : whisker({ measured: value * row.scale, published, label, ...ends });
  return html`<tr><th scope="row">${row.title}</th><td class="whole">${[row.metric, row.split].filter((text) => text !== "").join(", ")}</td><td class="whole">${column}</td>
<td class="number">${published.toFixed(row.decimals)}</td><td class="number strong">${printMeasured(row, cell)}</td>${comparedCells(row, part, report)}
<td>${drawing}<span class="range">${range}</span></td>
<td class="number">${counts.answered}</td><td class="number">${counts.unreadable}</td><td class="number${counts.failed > 0 ? " bad" : ""}">${counts.failed}</td>
<td><span class="verdict ${verdict.replaceAll(" ", "-")}">${verdict}</span>${reasons.map((reason) => html`<small>${reason}</small>`)}${row.note === undefined ? undefined : html`<small>${row.note}</small>`}</td></tr>`;
}

function comparedCells(row: RowView, part: string, { comparison }: Report): Markup | undefined {
  if (comparison === undefined) return undefined;
  const number = comparison.numbers.find(({ address }) => address === part);
  const ends = number?.interval;
  return html`<td class="number">${number === undefined ? "–" : printValue(row, number.baseline)}</td>
<td class="number">${number === undefined ? "–" : signed(number.difference * row.scale, row.decimals)}${ends === undefined ? undefined : html`<small>${signed(ends.low * row.scale, row.decimals)} – ${signed(ends.high * row.scale, row.decimals)}</small>`}</td>`;
}
