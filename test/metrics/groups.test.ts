/** Metrics of groups: MMVP's pairs, NLVR2's statements, RSVQA's question types. */

import { describe, expect, it } from "vitest";
import { meanTypeAccuracy } from "../../metrics/mean-type-accuracy.ts";
import { nlvrConsistency, sentenceOf } from "../../metrics/nlvr-consistency.ts";
import { pairedAccuracy } from "../../metrics/paired-accuracy.ts";
import type { AnyMetric, GroupedAnswers, Pair } from "../../src/core/types.ts";
import { clustersOf } from "../../src/stats/interval.ts";
import { metricStatistic, resample } from "../../src/stats/resampling.ts";
import { hasRealFiles, realText } from "../fixtures/official-real.ts";

type Row = readonly [group: string, answer: string | undefined, ...answers: string[]];

function pairsOf(rows: readonly Row[]): Pair<string, GroupedAnswers>[] {
  return rows.map(([group, answer, ...answers], i) => ({ id: String(i), answer, target: { answers, group } }));
}

function summaryOf(metric: AnyMetric<string, GroupedAnswers>, rows: readonly Row[]): ReturnType<typeof metric.summarize> {
  return metric.summarize(metric.measure(pairsOf(rows)));
}

describe("NLVR2's consistency", () => {
  it("of the worked example: one of two statements is right for both of its pairs", () => {
    const ids = ["dev-1-0-0", "dev-1-1-0", "dev-1-0-1", "dev-1-1-1"];
    const rows = ids.map((id): Row => [sentenceOf(id), id === "dev-1-1-0" ? "False" : "true", "True"]);
    expect(summaryOf(nlvrConsistency, rows)).toEqual({ value: 0.5, parts: { accuracy: 0.75 } });
  });

  it("weighs every statement alike, however many pairs it has", () => {
    const rows: Row[] = [
      ["a", "True", "True"], ["b", "True", "True"], ["b", "True", "True"], ["b", undefined, "True"], ["c", "False", "False"], ["c", "True", "True"],
    ];
    expect(summaryOf(nlvrConsistency, rows).value).toBeCloseTo(2 / 3, 12);
  });

  it("counts a statement as often as the bootstrap draws it", () => {
    const rows: Row[] = Array.from({ length: 300 }, (_, i): Row => [`s${i % 60}`, i % 60 < 30 || i < 60 ? "True" : "False", "True"]);
    const stats = nlvrConsistency.measure(pairsOf(rows));
    const clusters = clustersOf(rows.map(([group]) => group));
    const [drawn] = resample([metricStatistic(nlvrConsistency, stats, clusters)], clusters.count, { seed: 1, resamples: 1_000 });
    const values = Array.from(drawn ?? [], (value) => value * 60);
    expect(nlvrConsistency.summarize(stats).value).toBeCloseTo(0.5, 12);
    for (const value of values) expect(Math.abs(value - Math.round(value))).toBeLessThan(1e-9);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
    // 60 draws at one half: √15 = 3.87.
    expect(spread).toBeGreaterThan(3.5);
    expect(spread).toBeLessThan(4.3);
  });

  it.skipIf(!hasRealFiles)("finds the statements of the real dev set in its identifiers (skipped without ../shared/real)", () => {
    const lines = realText("nlvr2/nlvr2/data/dev.json.gz").trim().split("\n");
    const examples = lines.map((line) => JSON.parse(line) as { identifier: string; sentence: string; label: string });
    const statements = new Map(examples.map(({ identifier, sentence }) => [sentenceOf(identifier), sentence]));
    for (const { identifier, sentence } of examples) expect(statements.get(sentenceOf(identifier))).toBe(sentence);
    const always = summaryOf(nlvrConsistency, examples.map(({ identifier, label }): Row => [sentenceOf(identifier), "True", label]));
    const withFalse = new Set(examples.filter(({ label }) => label === "False").map(({ identifier }) => sentenceOf(identifier)));
    expect(always.value).toBeCloseTo(1 - withFalse.size / statements.size, 12);
    expect(always.parts?.["accuracy"]).toBeCloseTo(examples.filter(({ label }) => label === "True").length / examples.length, 12);
  });
});

describe("MMVP's pairs", () => {
  it("score only when both answers are right, without case and outer spaces", () => {
    const rows: Row[] = [["1", " Open\n", "open", "(a)"], ["1", "(B)", "Closed", "(b)"], ["2", "left", "Left"], ["2", "left", "Right"]];
    expect(summaryOf(pairedAccuracy, rows)).toEqual({ value: 0.5, parts: { accuracy: 0.75 } });
  });

  it("do not count without their partner, and say so", () => {
    const { value, notes } = summaryOf(pairedAccuracy, [["1", "yes", "Yes"], ["1", "no", "No"], ["2", "no", "Yes"]]);
    expect([value, notes]).toEqual([1, [expect.stringMatching(/without their partner.*: 1/)]]);
  });

  it("are undefined when no pair is whole", () => {
    const { value, notes } = summaryOf(pairedAccuracy, [["1", "yes", "Yes"]]);
    expect([value, notes?.[1]]).toEqual([0, expect.stringMatching(/undefined/)]);
  });

  it("are refused when they are three", () => {
    expect(() => summaryOf(pairedAccuracy, [["1", "a", "a"], ["1", "a", "a"], ["1", "a", "a"]])).toThrow(/group of 3/);
  });
});

describe("RSVQA's question types", () => {
  it("weigh the same, however many questions they have", () => {
    const rows: Row[] = [
      ["presence", "Yes", "yes"], ["presence", "no", "no"], ["presence", "yes", "no"], ["presence", "no", "yes"],
      ["comp", "yes", "yes"], ["rural_urban", "Rural", "urban"],
    ];
    const parts = { "type-presence": 0.5, "type-comp": 1, "type-rural_urban": 0, overall: 0.5 };
    expect(summaryOf(meanTypeAccuracy, rows)).toEqual({ value: 0.5, parts });
  });

  it("are not stripped", () => expect(summaryOf(meanTypeAccuracy, [["comp", "yes ", "yes"]]).value).toBe(0));
});
