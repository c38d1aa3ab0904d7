/** Made-up worlds in which the truth is known: scores of one run, and answers of two. */

import { bleu, type BleuCounts } from "../../metrics/bleu.ts";
import { cider } from "../../metrics/cider.ts";
import type { Clusters } from "../../src/stats/interval.ts";
import { mean } from "../../src/stats/pairwise-sum.ts";
import { createRandom } from "../fixtures/random.ts";
import { captionTokenizer } from "../../src/text/caption-tokenizers.ts";
import { makeCaptions } from "../bench/make-captions.ts";

/** Uniform in 0 .. 1. */
export type Uniform = () => number;

export function createUniform(seed: number): Uniform {
  const random = createRandom(seed);
  return () => random.below(2 ** 30) / 2 ** 30;
}

/** n samples in clusters of the same size. */
export function clustersOfSize(n: number, size: number): Clusters {
  return { of: Int32Array.from({ length: n }, (_, i) => Math.floor(i / size)), count: Math.ceil(n / size) };
}

export interface World {
  readonly name: string;
  readonly truth: number;
  readonly clusterSize: number;
  draw(n: number, uniform: Uniform): Float64Array;
}

/** Right-or-wrong answers that stand alone. */
export function answers(rate: number): World {
  return {
    name: `right or wrong, ${rate * 100} % right`, truth: rate, clusterSize: 1,
    draw: (n, uniform) => Float64Array.from({ length: n }, () => Number(uniform() < rate)),
  };
}

/** Five questions a picture: one picture in three has all answers right or all wrong, the others answer by chance. */
export function picturesOfFive(rate: number): World {
  return {
    name: `five questions a picture, ${rate * 100} % right`, truth: rate, clusterSize: 5,
    draw(n, uniform) {
      const values = new Float64Array(n);
      for (let first = 0; first < n; first += 5) {
        const all = uniform() < 1 / 3 ? Number(uniform() < rate) : undefined;
        for (let i = first; i < Math.min(n, first + 5); i++) values[i] = all ?? Number(uniform() < rate);
      }
      return values;
    },
  };
}

const PARTS = [[0, 0.2], [0.3, 0.1], [0.6, 0.1], [0.9, 0.2], [1, 0.4]] as const;

/** VQA accuracies: a third of a point per agreeing human. */
export const vqaScores: World = {
  name: "VQA accuracies (0, 0.3, 0.6, 0.9, 1)", truth: PARTS.reduce((sum, [value, share]) => sum + value * share, 0), clusterSize: 1,
  draw: (n, uniform) => Float64Array.from({ length: n }, () => {
    let left = uniform();
    return (PARTS.find(([, share]) => (left -= share) < 0) ?? PARTS[4])[0];
  }),
};

/** Pictures of a population. */
export const PICTURES = 10_000;

/** A population of made-up captions, each picture's sums for BLEU and its CIDEr with the population's document frequencies. */
export interface Population {
  readonly bleu: readonly BleuCounts[];
  readonly cider: ArrayLike<number>;
}

/** Model 1 and model 2 describe the same pictures. */
export function createPopulation(model: number): Population {
  const words = captionTokenizer("ptb");
  const predictions = [...makeCaptions(PICTURES, model)].map(({ prediction }) => prediction);
  const pairs = [...makeCaptions(PICTURES, 1)].map(({ id, references }, i) => ({ id, answer: predictions[i] ?? "", target: references }));
  const metric = cider(words);
  return { bleu: bleu(words).measure(pairs), cider: metric.summarize(metric.measure(pairs)).perSample ?? [] };
}

/** CIDEr of pictures drawn from a population. */
export function ciderScores({ cider: values }: Population): World {
  return { name: "CIDEr of pictures", truth: mean(values) ?? 0, clusterSize: 1, draw: (n, uniform) => drawFrom(values, n, uniform) };
}

function drawFrom(values: ArrayLike<number>, n: number, uniform: Uniform): Float64Array {
  return Float64Array.from({ length: n }, () => values[Math.floor(uniform() * values.length)] as number);
}

/** Two runs over the same samples. */
export interface Runs {
  readonly baseline: Float64Array;
  readonly candidate: Float64Array;
  readonly clusters: Clusters;
}

/** How two runs differ: the share of samples that change, and by how much the candidate is worse in truth. */
export interface Change {
  readonly share: number;
  readonly drop: number;
}

/** Draws n samples answered by both runs. */
export type DrawRuns = (n: number, change: Change, uniform: Uniform) => Runs;

/** Right-or-wrong answers, 70 % right; losses exceed wins by the drop. */
export function changedAnswers(n: number, { share, drop }: Change, uniform: Uniform): Runs {
  const [lost, won] = [(share + drop) / 2 / 0.7, (share - drop) / 2 / 0.3];
  const baseline = Float64Array.from({ length: n }, () => Number(uniform() < 0.7));
  return { baseline, candidate: baseline.map((value) => (uniform() < (value === 1 ? lost : won) ? 1 - value : value)), clusters: clustersOfSize(n, 1) };
}

/** Five questions a picture, half right; a changed picture loses its right answers or wins its wrong ones, each with probability ½. */
export function changedPictures(n: number, { share, drop }: Change, uniform: Uniform): Runs {
  const clusters = clustersOfSize(n, 5);
  const fate = Float64Array.from({ length: clusters.count }, () => {
    const chance = uniform();
    return chance < 2 * (share + drop) ? -1 : chance < 4 * share ? 1 : 0;
  });
  const baseline = Float64Array.from({ length: n }, () => Number(uniform() < 0.5));
  const change = (value: number, i: number): number => {
    const isTouched = fate[clusters.of[i] as number] === (value === 1 ? -1 : 1);
    return isTouched && uniform() < 0.5 ? 1 - value : value;
  };
  return { baseline, candidate: baseline.map(change), clusters };
}

/** CIDEr of pictures, a share of which is described anew; what changed is scaled down until the drop is there. */
export function changedCaptions({ cider: values }: Population): DrawRuns {
  const average = mean(values) ?? 0;
  return (n, { share, drop }, uniform) => {
    const baseline = drawFrom(values, n, uniform);
    const again = drawFrom(values, n, uniform);
    const scale = 1 - drop / share / average;
    return { baseline, candidate: baseline.map((value, i) => (uniform() < share ? (again[i] as number) * scale : value)), clusters: clustersOfSize(n, 1) };
  };
}
