/** Plots are drawn without a browser: equal bytes for equal data, no styles of their own, text that stays text. */

import { describe, expect, it } from "vitest";
import { loadPlots } from "../../reports/html/plots.ts";

const counts = { total: 3, answered: 3, unreadable: 0, failed: 0 };
const slices = [{ group: "language", value: '</svg><script>x</script>\u202e"', counts, mean: 0.25 }, { group: "language", value: "de", counts, mean: 0.75 }, { group: "language", value: "fr", counts }];
const lines = [{ label: "the same name", value: 0.1, low: -0.1, high: 0.2 }, { label: "the same name", value: -0.1 }];

describe("plots", async () => {
  const plots = await loadPlots();
  const drawn = [
    () => plots.histogram([{ from: 0, to: 0.5, count: 3 }, { from: 0.5, to: 1, count: 9 }], "scores").markup,
    () => plots.slices(slices, '"><b>').markup,
    () => plots.intervals(lines, "difference", "differences").markup,
  ];

  it("are the same for the same data", () => {
    for (const draw of drawn) expect(draw()).toBe(draw());
  });

  it("bring no style", () => {
    for (const draw of drawn) expect(draw()).not.toMatch(/<style|style=/);
  });

  it("keep text as text", () => {
    const svg = plots.slices(slices, '"><b>').markup;
    expect(svg.replaceAll(/"[^"]*"/g, '""')).not.toMatch(/<script|<b>|\u202e/);
    expect(svg).toContain("&lt;/svg&gt;&lt;script&gt;");
  });

  it("leave out slices without a mean, and keep rows of equal names apart", () => {
    expect(plots.slices(slices, "").markup.match(/<circle/g)).toHaveLength(2);
    const rows = [...plots.intervals(lines, "", "").markup.matchAll(/<circle[^>]* cy="([\d.]+)"/g)].map(([, y]) => y);
    expect(new Set(rows).size).toBe(2);
    expect(plots.intervals(lines, "", "").markup.match(/the same name/g)?.length).toBeGreaterThan(2);
  });
});
