/** McNemar's test against statsmodels, the worked example of the specification and real paired counts. */

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { discordantPairs, mcnemar, mcnemarChiSquared, mcnemarExact } from "../../src/stats/mcnemar.ts";
import { hasRealFiles, realPath } from "../fixtures/official-real.ts";
import { golden, near } from "./golden.ts";

describe("McNemar's test", () => {
  it.each(golden.mcnemar)("of $onlyBaseline against $onlyCandidate", ({ exact, corrected, uncorrected, ...pairs }) => {
    near(mcnemarExact(pairs), exact, "exact");
    near(mcnemarChiSquared(pairs).chiSquared, corrected[0], "corrected");
    near(mcnemarChiSquared(pairs).p, corrected[1], "corrected");
    near(mcnemarChiSquared(pairs, false).chiSquared, uncorrected[0], "uncorrected");
    near(mcnemarChiSquared(pairs, false).p, uncorrected[1], "uncorrected");
  });

  it("is exact below a thousand discordant pairs", () => {
    expect(mcnemar({ onlyBaseline: 530, onlyCandidate: 469 })).toEqual({ p: mcnemarExact({ onlyBaseline: 530, onlyCandidate: 469 }), method: "McNemar, exact" });
    expect(mcnemar({ onlyBaseline: 530, onlyCandidate: 470 }).method).toMatch(/χ²/);
  });

  it("has p 1 without discordant pairs", () => {
    expect([mcnemar({ onlyBaseline: 0, onlyCandidate: 0 }).p, mcnemarChiSquared({ onlyBaseline: 0, onlyCandidate: 0 }).p]).toEqual([1, 1]);
  });

  it("counts who was right alone", () => {
    expect(discordantPairs([1, 1, 1, 0, 0], [1, 0, 0, 1, 0])).toEqual({ onlyBaseline: 2, onlyCandidate: 1 });
  });
});

interface Paired {
  readonly splits: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

describe.skipIf(!hasRealFiles)("real paired runs on ChartQA (skipped without ../shared)", () => {
  it.each([
    ["human", "only_baseline", "only_finetuned"],
    ["augmented", "only_baseline", "only_finetuned"],
    ["quant/human", "only_merged16", "only_awq"],
    ["quant/augmented", "only_merged16", "only_awq"],
  ])("%s", (split, before, after) => {
    const counts = (JSON.parse(readFileSync(realPath("expected/chartqa_paired.json"), "utf8")) as Paired).splits[split] ?? {};
    const pairs = { onlyBaseline: counts[before] ?? Number.NaN, onlyCandidate: counts[after] ?? Number.NaN };
    near(mcnemar(pairs).p, counts["mcnemar_exact_two_sided_p"] ?? Number.NaN);
  });
});
