/** Every form of a metric's statistic says the same; both significance tests repeat sacreBLEU's figures on its own draws. */

import { describe, expect, it } from "vitest";
import type { Summary } from "../../src/core/types.ts";
import { bleu } from "../../metrics/bleu.ts";
import { cider } from "../../metrics/cider.ts";
import { rougeL } from "../../metrics/rouge-l.ts";
import { approximateRandomisation, pooledClusters } from "../../src/stats/approximate-randomisation.ts";
import type { Draws } from "../../src/stats/draws.ts";
import { bootstrapInterval, clustersOf, type Clusters } from "../../src/stats/interval.ts";
import { pairedBootstrap } from "../../src/stats/paired-bootstrap.ts";
import { pairedDifference } from "../../src/stats/paired-difference.ts";
import { averageStatistic, constantStatistic, createWeightings, listStatistic, meanStatistic, metricStatistic, observed, resample, sumsStatistic } from "../../src/stats/resampling.ts";
import { captionTokenizer } from "../../src/text/caption-tokenizers.ts";
import { makeCaptions } from "../bench/make-captions.ts";
import { golden, near } from "./golden.ts";

const pairs = [...makeCaptions(60, 3)].map(({ id, references, prediction }) => ({ id, answer: prediction, target: references }));
const threeEach = clustersOf(pairs.map((_, i) => String(i % 20)));
const words = captionTokenizer("ptb");

/** Recorded draws instead of random ones. */
function replay(rows: readonly (readonly number[])[]): Draws {
  let next = 0;
  const write = (weights: Float64Array): void => weights.set(rows[next++] ?? weights.map(() => 1));
  return { count: write, flip: write };
}

describe("a metric's statistic", () => {
  it.each(["bleu-1", "bleu-4", undefined])("by sums is what the metric says of the drawn samples: %s", (part) => {
    const metric = bleu(words);
    const stats = metric.measure(pairs);
    const fast = metricStatistic(metric, stats, threeEach, part);
    const numberOf = ({ value, parts }: Summary): number | undefined => (part === undefined ? value : parts?.[part]);
    const slow = listStatistic(stats, threeEach, (drawn) => numberOf(metric.summarize(drawn)) ?? Number.NaN);
    const [ours, theirs] = resample([fast, slow], threeEach.count, { resamples: 10, seed: 4 });
    expect(ours).toEqual(theirs);
    expect(new Set(ours).size).toBe(10);
    expect(observed(fast, threeEach.count)).toBe(numberOf(metric.summarize(stats)));
  });

  it("by mean is that of the drawn values", () => {
    const metric = rougeL(words);
    const stats = metric.measure(pairs);
    const statistics = [metricStatistic(metric, stats, threeEach), listStatistic(stats, threeEach, (drawn) => metric.summarize(drawn).value)];
    const [fast = [], slow = []] = resample(statistics, threeEach.count, { resamples: 9, seed: 1 });
    fast.forEach((value, i) => near(value, slow[i] ?? Number.NaN));
    expect(fast).toHaveLength(9);
  });

  it("of CIDEr keeps the document frequencies of the whole corpus, unless it is summarised anew", () => {
    const metric = cider(words);
    const stats = metric.measure(pairs);
    const [kept, anew] = [metricStatistic(metric, stats, threeEach), listStatistic(stats, threeEach, (drawn) => metric.summarize(drawn).value)];
    near(observed(kept, threeEach.count), metric.summarize(stats).value);
    near(observed(anew, threeEach.count), metric.summarize(stats).value);
    const [fixed = [], recounted = []] = resample([kept, anew], threeEach.count, { resamples: 20, seed: 1 });
    expect(fixed.every((value, i) => value > (recounted[i] as number))).toBe(true);
  });

  it("averages groups on the same draws, without those that a draw missed", () => {
    const clusters: Clusters = { of: Int32Array.of(0, 1, 2), count: 3 };
    const groups = averageStatistic([meanStatistic([1, 0, 1], clusters), meanStatistic([0.5], { of: Int32Array.of(2), count: 3 })]);
    const weightings = createWeightings(3);
    weightings.forEach((weights, i) => weights.set([[1, 1, 1], [2, 1, 0], [0, 2, 1], [0, 0, 3]][i] ?? []));
    expect(groups(weightings)).toEqual([(2 / 3 + 0.5) / 2, 2 / 3, (1 / 3 + 0.5) / 2, 0.75]);
  });
});

describe("sacreBLEU's tests on its own draws", () => {
  const { baseline, candidate, counts, flips, ...wanted } = golden.bleu;
  const clusters = clustersOf(baseline.map((_, i) => String(i)));
  const statistic = (rows: readonly (readonly number[])[], of: Clusters) => sumsStatistic(rows, of, bleuOfSums);

  it("paired bootstrap", () => {
    const options = { resamples: counts.length, seed: 12345, draws: replay(counts) };
    const found = pairedBootstrap(statistic(baseline, clusters), statistic(candidate, clusters), clusters, options);
    near(found?.value, wanted.difference, "difference");
    near(found?.pSacrebleu, wanted.bootstrapP, "p");
    near(found?.p, wanted.twoSidedP, "share p");
    near(found?.standardError, wanted.standardError, "standard error");
    const [before = [], after = []] = resample([statistic(baseline, clusters), statistic(candidate, clusters)], clusters.count, { ...options, draws: replay(counts) });
    const percentiles = bootstrapInterval(Array.from(after, (value, b) => value - (before[b] as number)), clusters, 1);
    near(percentiles?.low, wanted.low, "low");
    near(percentiles?.high, wanted.high, "high");
  });

  it("approximate randomisation", () => {
    const pooled = statistic([...baseline, ...candidate], pooledClusters(clusters));
    const options = { resamples: flips.length, seed: 12345, draws: replay(flips) };
    near(approximateRandomisation(pooled, clusters, options).pSacrebleu, wanted.randomisationP);
  });
});

/** sacreBLEU's score of [length, reference length, four correct, four guessed], unsmoothed. */
function bleuOfSums(sums: ArrayLike<number>): number {
  const [length, reference, ...ngrams] = Array.from(sums) as [number, number, ...number[]];
  const logs = [0, 1, 2, 3].map((order) => Math.log((ngrams[order] as number) / (ngrams[4 + order] as number)));
  return 100 * Math.exp(Math.min(0, 1 - reference / length) + logs.reduce((sum, log) => sum + log, 0) / 4);
}

describe("resampling tests of two runs", () => {
  const before = Array.from({ length: 300 }, (_, i) => (i % 3 === 0 ? 0 : 1));
  const clusters = clustersOf(before.map((_, i) => String(i)));
  const compare = (after: readonly number[]) => ({
    bootstrap: pairedBootstrap(meanStatistic(before, clusters), meanStatistic(after, clusters), clusters, { seed: 8, resamples: 4_000 }),
    randomisation: approximateRandomisation(meanStatistic([...before, ...after], pooledClusters(clusters)), clusters, { seed: 8, resamples: 4_001 }),
    plain: pairedDifference(before, after, clusters),
  });

  it("see no difference in a run against itself, where sacreBLEU's rule sees the greatest", () => {
    const { bootstrap, randomisation } = compare(before);
    expect([bootstrap?.p, randomisation.p]).toEqual([1, 1]);
    expect([bootstrap?.pSacrebleu, randomisation.pSacrebleu]).toEqual([1 / 4_001, 1 / 4_002]);
  });

  it("agree with Student's t on a mean", () => {
    const { bootstrap, randomisation, plain } = compare(before.map((value, i) => (i % 20 === 0 ? 1 - value : i % 31 === 0 ? 0 : value)));
    near(bootstrap?.value, plain?.value ?? Number.NaN);
    expect((bootstrap?.standardError ?? 0) / (plain?.standardError ?? 1)).toBeCloseTo(1, 1);
    expect(bootstrap?.interval.low).toBeCloseTo(plain?.interval.low ?? Number.NaN, 2);
    expect(bootstrap?.interval.high).toBeCloseTo(plain?.interval.high ?? Number.NaN, 2);
    expect(bootstrap?.stake).toBeCloseTo(2 / 3 / 300, 12);
    expect(Math.abs((bootstrap?.p ?? 0) - (plain?.p ?? 1))).toBeLessThan(0.05);
    expect(Math.abs(randomisation.p - (plain?.p ?? 1))).toBeLessThan(0.05);
  });

  it("exchange whole clusters: p of one changed cluster in many is 1, of five changed ones 2 in 32", () => {
    expect(compare(before.with(1, 0)).randomisation.p).toBe(1);
    expect(Math.abs(compare(before.map((value, i) => (i < 8 ? 0 : value))).randomisation.p - 2 / 2 ** 5)).toBeLessThan(0.015);
  });

  it("hold a score against a constant", () => {
    const found = pairedBootstrap(constantStatistic(0.5), meanStatistic(before, clusters), clusters, { seed: 3, resamples: 1_000 });
    near(found?.value, 2 / 3 - 0.5);
    expect(found?.standardError).toBeCloseTo(Math.sqrt(2 / 9 / 300), 2);
  });

  it("do not exist for one cluster", () => {
    const one = clustersOf(["a", "a"]);
    expect(pairedBootstrap(meanStatistic([1, 0], one), meanStatistic([1, 1], one), one, { seed: 1, resamples: 8 })).toBeUndefined();
  });
});
