/** A drawing for a table's cell: an interval with its measured and published value. Plain SVG, coloured by the style sheet. */

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
