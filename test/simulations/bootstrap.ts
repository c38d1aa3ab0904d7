/** Coverage of the intervals that are drawn. */

import type { Interval } from "../../src/core/records.ts";
import { bleu, type BleuCounts } from "../../metrics/bleu.ts";
import { bootstrapInterval, studentInterval, type Clusters } from "../../src/stats/interval.ts";
import { pairedBootstrap, type PairedBootstrap } from "../../src/stats/paired-bootstrap.ts";
import { constantStatistic, meanStatistic, metricStatistic, resample, type Statistic } from "../../src/stats/resampling.ts";
import { captionTokenizer } from "../../src/text/caption-tokenizers.ts";
import { COVERAGE_HEAD, coverageRow, SIZES, type Coverage } from "./coverage.ts";
import type { Simulation } from "./table.ts";
import { clustersOfSize, createPopulation, createUniform, PICTURES, vqaScores, type Population } from "./worlds.ts";

const RESAMPLES = 1_000;
const WORLD = "made-up captions";
const metric = bleu(captionTokenizer("ptb"));

export const bootstrap: Simulation = {
  name: "bootstrap",
  title: `Intervals by bootstrap, ${RESAMPLES.toLocaleString("en")} resamples`,
  head: COVERAGE_HEAD,
  run() {
    const [one, two] = [createPopulation(1), createPopulation(2)];
    return SIZES.flatMap((n) => [ofMean(n), ...ofBleu(n, one), ...ofBleuDifference(n, one, two)]).map(coverageRow);
  },
};

function ofMean(n: number): Coverage {
  const [uniform, clusters] = [createUniform(n), clustersOfSize(n, 1)];
  return {
    interval: "bootstrap of a mean", world: vqaScores.name, n, simulations: 1_000, truth: vqaScores.truth,
    draw(seed) {
      const [values = []] = resample([meanStatistic(vqaScores.draw(n, uniform), clusters)], n, { resamples: RESAMPLES, seed });
      return bootstrapInterval(values, clusters, seed);
    },
  };
}

function ofBleu(n: number, model: Population): Coverage[] {
  return ofBootstrap(n, { of: "BLEU-4", world: WORLD, truth: metric.summarize(model.bleu).value }, (pictures, clusters) => [
    constantStatistic(0), statisticOf(model, pictures, clusters),
  ]);
}

function ofBleuDifference(n: number, one: Population, two: Population): Coverage[] {
  const truth = metric.summarize(two.bleu).value - metric.summarize(one.bleu).value;
  return ofBootstrap(n, { of: "a difference of BLEU-4", world: `${WORLD}, two models`, truth }, (pictures, clusters) => [
    statisticOf(one, pictures, clusters), statisticOf(two, pictures, clusters),
  ]);
}

function statisticOf({ bleu: rows }: Population, pictures: readonly number[], clusters: Clusters): Statistic {
  return metricStatistic(metric, pictures.map((picture) => rows[picture] as BleuCounts), clusters);
}

type Draw = (pictures: readonly number[], clusters: Clusters) => [baseline: Statistic, candidate: Statistic];

/** Coverage of the percentile interval, and of Student's t with the bootstrap's error. */
function ofBootstrap(n: number, { of, world, truth }: { readonly of: string; readonly world: string; readonly truth: number }, draw: Draw): Coverage[] {
  const clusters = clustersOfSize(n, 1);
  const coverage = (interval: string, read: (found: PairedBootstrap) => Interval): Coverage => {
    const uniform = createUniform(n);
    return {
      interval: `${interval} of ${of}`, world, n, simulations: 1_000, truth,
      draw(seed) {
        const [baseline, candidate] = draw(Array.from({ length: n }, () => Math.floor(uniform() * PICTURES)), clusters);
        const found = pairedBootstrap(baseline, candidate, clusters, { resamples: RESAMPLES, seed });
        return found && read(found);
      },
    };
  };
  return [coverage("bootstrap", ({ interval }) => interval), coverage("Student t with the bootstrap's error", (found) => studentInterval(found, "", [-1, 1]))];
}
