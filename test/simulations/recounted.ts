/** Why CIDEr's document frequencies are not counted anew in every resample. */

import { cider } from "../../metrics/cider.ts";
import { bootstrapInterval } from "../../src/stats/interval.ts";
import { mean } from "../../src/stats/pairwise-sum.ts";
import { listStatistic, resample } from "../../src/stats/resampling.ts";
import { captionTokenizer } from "../../src/text/caption-tokenizers.ts";
import { makeCaptions } from "../bench/make-captions.ts";
import { COVERAGE_HEAD, coverageRow, type Coverage } from "./coverage.ts";
import type { Simulation } from "./table.ts";
import { clustersOfSize } from "./worlds.ts";

const RESAMPLES = 200;

export const recounted: Simulation = {
  name: "recounted",
  title: `CIDEr with document frequencies counted anew in every resample, ${RESAMPLES} resamples`,
  head: COVERAGE_HEAD,
  run: () => [coverageRow(ofCider())],
};

/** The truth is the mean CIDEr of samples of this size, each with its own document frequencies. */
function ofCider(): Coverage {
  const [n, simulations] = [100, 150];
  const anew = cider(captionTokenizer("ptb"));
  const clusters = clustersOfSize(n, 1);
  const sample = (seed: number) => [...makeCaptions(n, seed)].map(({ id, references, prediction }) => ({ id, answer: prediction, target: references }));
  const samples = Array.from({ length: simulations }, (_, seed) => sample(seed + 1));
  return {
    interval: "bootstrap of CIDEr", world: "made-up captions", n, simulations,
    truth: mean(samples.map((pairs) => anew.summarize(anew.measure(pairs)).value)) ?? 0,
    draw(simulation) {
      const statistic = listStatistic(anew.measure(samples[simulation] ?? []), clusters, (drawn) => anew.summarize(drawn).value);
      const [values = []] = resample([statistic], n, { resamples: RESAMPLES, seed: simulation });
      return bootstrapInterval(values, clusters, simulation);
    },
  };
}
