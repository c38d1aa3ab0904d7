/** Holm's correction against statsmodels. */

import { describe, expect, it } from "vitest";
import { holm } from "../../src/stats/holm.ts";
import { golden, near } from "./golden.ts";

describe("Holm's correction", () => {
  it.each(golden.holm)("of $p", ({ p, adjusted }) => {
    const found = holm(p);
    expect(found).toHaveLength(adjusted.length);
    found.forEach((value, i) => near(value, adjusted[i] ?? Number.NaN));
  });

  it("of no test is nothing", () => {
    expect(holm([])).toEqual([]);
  });
});
