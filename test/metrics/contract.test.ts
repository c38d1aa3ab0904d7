/** What every metric of the registry keeps, on made-up answers. */

import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { loadMetric, metricNames, type LoadedMetric } from "../../metrics/index.ts";
import type { CaptionScore } from "../../src/core/scorer.ts";
import type { SegmentedObject } from "../../src/core/segmentation.ts";
import { renderRunLengths } from "../../src/geometry/run-lengths.ts";
import type { AnyMetric, Pair } from "../../src/core/types.ts";
import { captionTokenizer } from "../../src/text/caption-tokenizers.ts";

const options = { tokenizer: async () => captionTokenizer("ptb"), letters: "kept" } as const;
const ten = (text: string): string[] => Array.from({ length: 10 }, () => text);

const people = [ten("red"), ten("2"), [...ten("yes").slice(3), "no", "no", "maybe"], ten("black cat")];
/** Truths that a metric takes, where it does not take any texts or needs several people for a full score. */
const truths: Readonly<Record<string, readonly (readonly string[])[]>> = {
  "vqa-accuracy": people,
  "vqa-accuracy-official": people,
  "vqa-accuracy-simple": people,
  "textvqa-accuracy": people,
  "vizwiz-accuracy": people,
  "science-accuracy": [["The answer is A."], ["The answer is B."], ["The answer is C."], ["The answer is A."]],
  "pope-accuracy": [["yes"], ["no"], ["no"], ["yes"]],
  "pope-official": [["yes"], ["no"], ["no"], ["yes"]],
};
const anyTruths = [["red bus"], ["two dogs run"], ["yes it is"], ["a cat sleeps here"]];

/** A square of 4 × 4 pixels, one of several in a row. */
function object(i: number): SegmentedObject {
  const size = [4, 32] as const;
  return { box: [0, i / 8, 1, (i + 1) / 8], mask: { size, counts: renderRunLengths({ size, counts: [16 * i, 16, 112 - 16 * i] }) } };
}

/** Runs a check on a metric with pairs of its kind; every answer is one of the sample's truths unless said otherwise. */
function withPairs(
  loaded: LoadedMetric,
  answers: (truth: readonly string[], i: number) => string | undefined,
  check: <Answer, Target>(metric: AnyMetric<Answer, Target>, pairs: readonly Pair<Answer, Target>[]) => void,
): void {
  const rows = (truths[loaded.metric.name] ?? anyTruths).map((target, i) => ({ id: `s${i}`, answer: answers(target, i), target }));
  if (loaded.truth === "object") check(loaded.metric, rows.map(({ id, answer }, i) => ({ id, answer: answer === undefined ? undefined : object(answer === "no" ? i + 1 : i), target: object(i) })));
  else if (loaded.truth === "score-of-a-subgroup") {
    const scoreOf = (answer: string | undefined): CaptionScore => (answer === undefined ? { unscored: "COMMENT_EMPTY" } : { scores: { TOXICITY: answer === "no" ? 0.9 : 0.1 } });
    check(loaded.metric, rows.map(({ id, answer }, i) => ({ id, answer: scoreOf(answer), target: [i < 2 ? "g" : "h"] })));
  } else if (loaded.truth === "answers") check(loaded.metric, rows);
  else check(loaded.metric, rows.map((row, i) => ({ ...row, target: { answers: row.target, group: i < 2 ? "g" : "h" } })));
}

const right = (truth: readonly string[]): string => truth[0] ?? "";
const mixed = (truth: readonly string[], i: number): string | undefined => [truth[0], "no", undefined, truth[0]][i];

describe.each(metricNames)("%s", (name) => {
  it("is called so, and its signature begins with its name", async () => {
    const { metric } = await loadMetric(name, options);
    expect([metric.name, metric.signature.split("|")[0], metric.signature.split("|").at(-1)]).toEqual([name, name, "v:1"]);
  });

  it("reaches its good end when every answer is right", async () => {
    withPairs(await loadMetric(name, options), right, (metric, pairs) => {
      const value = metric.summarize(metric.measure(pairs)).value;
      // Captions of two or three words have no 4-grams.
      if (name === "bleu" || name === "cider") expect(value).toBeGreaterThan(0);
      else expect(value).toBe(metric.better === "higher" ? 1 : 0);
    });
  });

  it("takes unreadable answers, stays in its range and is finite, on every subset", async () => {
    withPairs(await loadMetric(name, options), mixed, (metric, pairs) => {
      const stats = metric.measure(pairs);
      expect(stats).toHaveLength(pairs.length);
      for (const subset of [stats, stats.slice(0, 1), stats.slice(2), [stats[1], stats[1], stats[3]]]) {
        const { value, parts = {}, perSample } = metric.summarize(subset);
        for (const number of [value, ...Object.values(parts), ...Array.from(perSample ?? [])]) expect(Number.isFinite(number)).toBe(true);
        expect(value).toBeGreaterThanOrEqual(metric.range[0]);
        expect(value).toBeLessThanOrEqual(metric.range[1]);
        if (perSample !== undefined) expect(Array.from(perSample)).toHaveLength(subset.length);
      }
    });
  });

  it("does not heed the order of samples", async () => {
    withPairs(await loadMetric(name, options), mixed, (metric, pairs) => {
      const value = metric.summarize(metric.measure(pairs)).value;
      expect(metric.summarize(metric.measure([...pairs].reverse())).value).toBeCloseTo(value, 12);
    });
  });

  it("has nothing to say of nothing", async () => {
    const { metric } = await loadMetric(name, options);
    expect(() => metric.summarize([])).toThrow(expect.objectContaining({ code: "METRIC", metric: name }));
  });
});

it("docs/metrics.md lists every metric with its signature", async () => {
  const lines = readFileSync(path.resolve(import.meta.dirname, "../../docs/metrics.md"), "utf8").split("\n").filter((line) => line.startsWith("| ")).slice(2);
  const listed = lines.map((line) => line.split(/(?<!\\)\|/).slice(1, 3).map((cell) => cell.trim().replaceAll(/`|\\/g, "")));
  const loaded = await Promise.all(metricNames.map((name) => loadMetric(name, options)));
  expect(listed).toEqual(loaded.map(({ metric }) => [metric.name, metric.signature]));
});

it("every signature is another", async () => {
  const withCase = ["exact-match", "vqa-accuracy-simple"].map((name) => loadMetric(name, { ...options, letters: "ignored" }));
  const loaded = await Promise.all([...metricNames.map((name) => loadMetric(name, options)), ...withCase]);
  expect(new Set(loaded.map(({ metric }) => metric.signature)).size).toBe(loaded.length);
});
