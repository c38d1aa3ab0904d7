/** Small drawings: an interval with its measured and published value, and a histogram. Plain SVG, coloured by the style sheet. */

import { html, type Markup } from "./markup.ts";

const WIDTH = 160;
const MARGIN = 6;

export interface Whisker {
  readonly measured: number;
  readonly published?: number;
  readonly low?: number;
  readonly high?: number;
  /** What a screen reader says. */
  readonly label: string;
}

/** Bar = interval, dot = measured, line = published; the axis holds all of them. */
export function whisker({ measured, published, low, high, label }: Whisker): Markup {
  const values = [measured, published ?? measured, low ?? measured, high ?? measured];
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const position = (value: number): string => (most === least ? WIDTH / 2 : MARGIN + ((value - least) / (most - least)) * (WIDTH - 2 * MARGIN)).toFixed(1);
  return html`<svg class="whisker" viewBox="0 0 ${WIDTH} 20" role="img" aria-label="${label}">${
    low === undefined || high === undefined ? undefined : html`<line class="interval" x1="${position(low)}" x2="${position(high)}" y1="10" y2="10"/>`
  }${published === undefined ? undefined : html`<line class="published" x1="${position(published)}" x2="${position(published)}" y1="2" y2="18"/>`
  }<circle class="measured" cx="${position(measured)}" cy="10" r="3.5"/></svg>`;
}

const BINS = 20;

/** How the values of single samples are distributed, from 0 to the highest. */
export function histogram(values: readonly number[]): Markup {
  const most = Math.max(...values);
  const bins = Array.from({ length: BINS }, () => 0);
  for (const value of values) {
    const bin = most <= 0 ? 0 : Math.min(BINS - 1, Math.floor((Math.max(0, value) / most) * BINS));
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  const tallest = Math.max(...bins);
  const width = 320 / BINS;
  return html`<figure class="histogram"><svg viewBox="0 0 320 64" role="img" aria-label="Distribution of the ${values.length} shown samples' scores">${bins.map((count, i) => {
    const height = (count / tallest) * 58;
    return html`<rect x="${(i * width + 1).toFixed(1)}" y="${(60 - height).toFixed(1)}" width="${(width - 2).toFixed(1)}" height="${height.toFixed(1)}"><title>${((i / BINS) * most).toFixed(2)} – ${(((i + 1) / BINS) * most).toFixed(2)}: ${count}</title></rect>`;
  })}<line class="axis" x1="0" x2="320" y1="61" y2="61"/></svg><figcaption><span>0</span><span>score of a sample (${values.length} shown)</span><span>${most.toFixed(2)}</span></figcaption></figure>`;
}
