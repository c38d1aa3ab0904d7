/** The card's table of statistics over subgroups as the card prints it, with the subgroups behind every column. */

import { printInterval, type RowView, type SectionView } from "../card.ts";
import { countText, groupingsOf, statisticCell, statisticNotes, subgroupsOf } from "../statistic-table.ts";
import { html, type Markup } from "./markup.ts";

export function statisticSection({ rows, ...section }: SectionView): Markup {
  const { title, columns } = section;
  const measured = rows.filter(({ cells }) => cells.some(({ score }) => score !== undefined));
  if (measured.length === 0) return html`<h3>${title}</h3><details class="missing"><summary>${rows.length} rows not run</summary><p>${rows.map((row) => row.title).join(", ")}</p></details>`;
  return html`<h3>${title}</h3><div class="scroll" tabindex="0" role="region" aria-label="${title}"><table class="card statistic">
<thead><tr><td></td>${columns.map((column) => html`<th scope="col" class="number">${column}</th>`)}</tr></thead>
<tbody>${measured.map((row) => html`<tr><th scope="row">${row.title}</th>${columns.map((column) => statisticData(row, column))}</tr>`)}</tbody></table></div>
${statisticNotes({ ...section, rows: measured }).map((note) => html`<p class="note">${note}</p>`)}
${groupingsOf(columns).map((grouping) => subgroupTable(measured, grouping))}`;
}

function statisticData(row: RowView, column: string): Markup {
  const cell = row.cells.find((entry) => entry.column === column);
  if (cell === undefined) return html`<td></td>`;
  const [value = "", ...lines] = statisticCell(row, cell);
  return html`<td class="number"><span class="strong">${value}</span>${lines.map((line) => html`<small>${line}</small>`)}</td>`;
}

function subgroupTable(rows: readonly RowView[], grouping: string): Markup | undefined {
  const names = subgroupsOf(rows[0], grouping);
  if (names === undefined) return undefined;
  return html`<details class="group"><summary>By ${grouping} <span class="counts">${names.length} subgroups</span></summary>
<div class="scroll" tabindex="0" role="region" aria-label="Subgroups by ${grouping}"><table><thead><tr><th scope="col">${grouping}</th>${rows.map((row) => html`<th scope="col" class="number">${row.title}</th>`)}</tr></thead>
<tbody>${names.map(({ name, isFew }, i) => html`<tr><th scope="row">${name}${isFew ? html`<small>few captions</small>` : undefined}</th>${rows.map((row) => {
    const share = subgroupsOf(row, grouping)?.[i];
    return share === undefined ? html`<td class="number">–</td>` : html`<td class="number">${countText(share)}<small>${printInterval(row, { ...share, level: 0.95, method: "" })}</small></td>`;
  })}</tr>`)}</tbody></table></div></details>`;
}
