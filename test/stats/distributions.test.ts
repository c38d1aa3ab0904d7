/** Distribution functions and their inverses against scipy, far into the tails and for a million degrees of freedom. */

import { describe, expect, it } from "vitest";
import { incompleteBeta, incompleteBetaInverse } from "../../src/stats/incomplete-beta.ts";
import { chiSquaredSurvival } from "../../src/stats/incomplete-gamma.ts";
import { normalCdf, normalQuantile } from "../../src/stats/normal.ts";
import { studentCdf, studentQuantile, studentTwoSidedP } from "../../src/stats/student-t.ts";
import { golden, near } from "./golden.ts";

describe("the incomplete beta function", () => {
  it("equals scipy's", () => {
    for (const { a, b, x, value } of golden.beta) near(incompleteBeta(x, a, b), value, `I_${x}(${a}, ${b})`);
  });

  it("is inverted", () => {
    for (const { a, b, p, x } of golden.beta) near(incompleteBetaInverse(p, a, b), x, `p ${p} (${a}, ${b})`);
  });

  it("ends at 0 and 1", () => {
    expect([incompleteBeta(0, 2, 3), incompleteBeta(1, 2, 3)]).toEqual([0, 1]);
  });
});

describe("the normal distribution", () => {
  it.each(golden.normal)("below $z is $p", ({ z, p }) => near(normalCdf(z), p));
  it.each(golden.normalQuantile)("has its $p quantile at $z", ({ z, p }) => near(normalQuantile(p), z, "", 1e-50));
});

describe("Student's t", () => {
  it.each(golden.student)("below $t and beyond ± $t with $degrees degrees", ({ t, degrees, below, twoSided }) => {
    near(studentCdf(t, degrees), below);
    near(studentTwoSidedP(t, degrees), twoSided);
  });

  it.each(golden.studentQuantile)("has its $p quantile at $t with $degrees degrees", ({ t, degrees, p }) => near(studentQuantile(p, degrees), t, "", 1e-50));
});

describe("χ²", () => {
  it.each(golden.chiSquared)("beyond $x with $degrees degrees", ({ x, degrees, p }) => near(chiSquaredSurvival(x, degrees), p));
});
