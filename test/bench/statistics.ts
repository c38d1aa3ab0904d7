/** Resampling tests of two models' captions: from measured captions to interval and p. */

import { bleu } from "../../metrics/bleu.ts";
import { cider } from "../../metrics/cider.ts";
import type { Metric } from "../../src/core/types.ts";
import { approximateRandomisation, pooledClusters } from "../../src/stats/approximate-randomisation.ts";
import { clustersOf } from "../../src/stats/interval.ts";
import { pairedBootstrap } from "../../src/stats/paired-bootstrap.ts";
import { metricStatistic } from "../../src/stats/resampling.ts";
import { captionTokenizer } from "../../src/text/caption-tokenizers.ts";
import { makeCaptions } from "./make-captions.ts";
import { minimum, seconds, type Measure, type Row } from "./measure.ts";

const PICTURES = 5_000;
const OPTIONS = { resamples: 10_000, seed: 1 };
const GOAL_MS = 1_000;
const RUNS = 5;

export const statistics: Measure = {
  name: "statistics",
  method: `${OPTIONS.resamples.toLocaleString("en")} resamples of ${PICTURES.toLocaleString("en")} made-up pictures (\`make-captions.ts\`), `
    + "two models with different predictions, in this process, from measured captions (tokenised and counted) to interval and p; "
    + `the least of ${RUNS} runs. CIDEr keeps the document frequencies of all pictures.`,
  async run({ say }) {
    const words = captionTokenizer("ptb");
    return [cider(words), bleu(words)].flatMap((metric) => {
      say(metric.name);
      return compare(metric as Metric<string, readonly string[], unknown>);
    });
  },
};

function compare(metric: Metric<string, readonly string[], unknown>): Row[] {
  const [baseline, candidate] = [1, 2].map((seed) => metric.measure(pairsOf(seed))) as [readonly unknown[], readonly unknown[]];
  const clusters = clustersOf(baseline.map((_, picture) => String(picture)));
  const statisticOf = (stats: readonly unknown[]) => metricStatistic(metric, stats, clusters);
  const bootstrapMs = fastest(() => pairedBootstrap(statisticOf(baseline), statisticOf(candidate), clusters, OPTIONS));
  const goal = { goal: `≤ ${seconds(GOAL_MS)}`, isMet: bootstrapMs <= GOAL_MS };
  const rows: Row[] = [{ what: `paired bootstrap of ${metric.name}`, ours: seconds(bootstrapMs), ...goal }];
  if (metric.sums === undefined) return rows;
  const pooled = () => metricStatistic(metric, [...baseline, ...candidate], pooledClusters(clusters));
  const randomisationMs = fastest(() => approximateRandomisation(pooled(), clusters, OPTIONS));
  return [...rows, { what: `approximate randomisation of ${metric.name}`, ours: seconds(randomisationMs) }];
}

/** The same pictures for every seed, described by another model. */
function pairsOf(seed: number): { id: string; answer: string; target: readonly string[] }[] {
  const predictions = [...makeCaptions(PICTURES, seed)].map(({ prediction }) => prediction);
  return [...makeCaptions(PICTURES, 1)].map(({ id, references }, i) => ({ id, answer: predictions[i] ?? "", target: references }));
}

function fastest(work: () => unknown): number {
  return minimum(Array.from({ length: RUNS }, () => {
    const started = performance.now();
    work();
    return performance.now() - started;
  }));
}
