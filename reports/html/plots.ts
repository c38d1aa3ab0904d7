/**
 * Plots with axes: Observable Plot draws them when the report is made, the style sheet colours them.
 *
 * Plot's own style elements and attributes are taken off, since the page's policy admits one style sheet; equal data give equal bytes.
 */

import type { PlotOptions } from "@observablehq/plot";
import type { Bin, SliceOverview } from "../overview.ts";
import { visible } from "../visible.ts";
import type { Markup } from "./markup.ts";

/** One line of a plot of intervals. */
export interface IntervalLine {
  readonly label: string;
  readonly value: number;
  readonly low?: number;
  readonly high?: number;
}

export interface Plots {
  /** How many samples scored how much. */
  histogram(bins: readonly Bin[], label: string): Markup;
  /** One dot a slice. */
  slices(slices: readonly SliceOverview[], label: string): Markup;
  /** Dots and whiskers on one axis, with a rule at zero. */
  intervals(lines: readonly IntervalLine[], axis: string, label: string): Markup;
}

/** Loads the library, which takes longer than most reports. */
export async function loadPlots(): Promise<Plots> {
  const [Plot, { parseHTML }] = await Promise.all([import("@observablehq/plot"), import("linkedom")]);
  const { document } = parseHTML("<html><body></body></html>");
  const draw = (options: PlotOptions, label: string): Markup => {
    const svg: Drawn = Plot.plot({ ...options, document: document as unknown as NonNullable<PlotOptions["document"]>, className: "plot", width: WIDTH });
    for (const style of svg.querySelectorAll("style")) style.remove();
    for (const styled of [svg, ...svg.querySelectorAll("[style]")]) styled.removeAttribute("style");
    for (const group of svg.querySelectorAll("g[aria-label]")) group.removeAttribute("aria-label");
    for (const name of ["width", "height"]) svg.removeAttribute(name);
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", visible(label));
    return { markup: svg.outerHTML };
  };
  return {
    histogram: (bins, label) => draw({
      height: 190, marginBottom: 38, x: { label: "score of a sample" }, y: { label: "samples", grid: true, ticks: 4, tickFormat: wholeOnly },
      marks: [Plot.rectY(bins, { x1: "from", x2: "to", y: "count", inset: 0.5, className: "fill", title: ({ from, to, count }: Bin) => `${from.toFixed(2)} – ${to.toFixed(2)}: ${count}` }), Plot.ruleY([0])],
    }, label),
    slices: (slices, label) => {
      const dots = slices.flatMap(({ value, mean, counts }) => (mean === undefined ? [] : [{ name: value, mean, total: counts.total }])).sort((a, b) => b.mean - a.mean);
      return draw({
        ...rowsOf(dots.map(({ name }) => name)), x: { label: "mean of its samples' scores", grid: true, zero: true },
        marks: [Plot.dot(dots, { x: "mean", y: (_, i) => i, r: 4, className: "fill", title: ({ name, mean, total }: (typeof dots)[number]) => visible(`${name}: ${mean.toFixed(4)} (${total} samples)`) })],
      }, label);
    },
    intervals: (lines, axis, label) => {
      const rows = lines.map((line, row) => ({ ...line, row }));
      return draw({
        ...rowsOf(lines.map((line) => line.label)), x: { label: axis, grid: true, zero: true },
        marks: [
          Plot.ruleX([0], { className: "zero" }),
          Plot.ruleY(rows.filter(({ low, high }) => low !== undefined && high !== undefined), { y: "row", x1: "low", x2: "high", className: "interval" }),
          Plot.dot(rows, { x: "value", y: "row", r: 4, className: "fill", title: ({ label: name, value }: IntervalLine) => visible(`${name}: ${value.toFixed(4)}`) }),
        ],
      }, label);
    },
  };
}

/** As much of an SVG element as is needed here: the project has no types of browsers. */
interface Drawn {
  readonly outerHTML: string;
  querySelectorAll(selector: string): Iterable<Drawn>;
  remove(): void;
  setAttribute(name: string, value: string): void;
  removeAttribute(name: string): void;
}

const WIDTH = 540;
const LONGEST_LABEL = 28;

/** A row a name, by position: names may be equal when they are cut. */
function rowsOf(names: readonly string[]): PlotOptions {
  const labels = names.map(short);
  const widest = labels.reduce((most, label) => Math.max(most, label.length), 0);
  return { height: 60 + names.length * 20, marginLeft: 20 + widest * 6, marginBottom: 38, y: { type: "band", label: null, domain: names.map((_, i) => i), tickFormat: (i: number) => labels[i] ?? "", tickSize: 0 } };
}

function short(text: string): string {
  const shown = visible(text);
  return shown.length <= LONGEST_LABEL ? shown : `${shown.slice(0, LONGEST_LABEL - 1)}…`.toWellFormed();
}

function wholeOnly(count: number): string {
  return Number.isInteger(count) ? String(count) : "";
}
