/** Coverage of the intervals that are formulas. */

import { meanInterval, meanOfMeansInterval, type Clusters } from "../../src/stats/interval.ts";
import { pairedDifference } from "../../src/stats/paired-difference.ts";
import { exactInterval, proportionInterval, ruleOfThree } from "../../src/stats/proportions.ts";
import { COVERAGE_HEAD, coverageRow, SIZES, type Coverage } from "./coverage.ts";
import type { Simulation } from "./table.ts";
import {
  answers, changedAnswers, changedCaptions, changedPictures, ciderScores, clustersOfSize, createPopulation, createUniform, picturesOfFive, vqaScores,
  type Change, type DrawRuns, type Uniform, type World,
} from "./worlds.ts";

const SIMULATIONS = 4_000;
const FRACTION = [0, 1] as const;
const CIDER = [0, 10] as const;

/** Just beyond 3/n, where the rule fails whenever nothing is seen; with anything seen it says nothing. */
const RARE = 3.01;

type Draw = Coverage["draw"];
type Method = (values: Float64Array, clusters: Clusters) => ReturnType<Draw>;

const methods = {
  "Student t": (values, clusters) => meanInterval(values, clusters, FRACTION),
  Wilson: proportionInterval,
  "Clopper–Pearson": (values) => exactInterval(values.reduce((sum, value) => sum + value, 0), values.length),
  "rule of three": (values) => ({ low: 0, high: values.some((value) => value > 0) ? 1 : ruleOfThree(values.length) }),
} satisfies Record<string, Method>;

export const intervals: Simulation = {
  name: "intervals",
  title: "Intervals by formula",
  head: COVERAGE_HEAD,
  run: () => SIZES.flatMap((n) => [...oneRun(n), ...twoRuns(n)].map(coverageRow)),
};

function oneRun(n: number): Coverage[] {
  const captions = ciderScores(createPopulation(1));
  const line = (interval: keyof typeof methods, world: World): Coverage => ofWorld(interval, methods[interval], world, n);
  return [
    ...[vqaScores, answers(0.5), answers(0.9), answers(0.97)].flatMap((world) => [line("Student t", world), line("Wilson", world)]),
    ofWorld("Student t", (values, clusters) => meanInterval(values, clusters, CIDER), captions, n),
    ...[picturesOfFive(0.5), picturesOfFive(0.9)].flatMap((world) => [line("Student t", world), line("Wilson", world)]),
    ...[answers(0.5), answers(0.97)].map((world) => line("Clopper–Pearson", world)),
    line("rule of three", answers(RARE / n)),
    fiveLanguages(n),
  ];
}

function ofWorld(interval: string, method: Method, world: World, n: number): Coverage {
  const clusters = clustersOfSize(n, world.clusterSize);
  const name = world.clusterSize === 1 ? interval : `${interval}, clustered`;
  return seeded({ interval: name, world: world.name, n, truth: world.truth, of: (uniform) => method(world.draw(n, uniform), clusters) });
}

/** n pictures answered in five languages: what is hard in one is hard in all. */
function fiveLanguages(n: number): Coverage {
  const clusters = Int32Array.from({ length: n }, (_, i) => i);
  const draw = (uniform: Uniform): ReturnType<Draw> => {
    const ease = Float64Array.from({ length: n }, uniform);
    const groups = [0.2, 0.4, 0.5, 0.6, 0.8].map((level) => ({ values: ease.map((value) => (value + uniform()) / 4 + level / 2), clusters }));
    return meanOfMeansInterval(groups, n, FRACTION);
  };
  return seeded({ interval: "Student t of a mean of means", world: "five languages over the same pictures", n, truth: 0.5, of: draw });
}

function twoRuns(n: number): Coverage[] {
  const paired = (world: string, draw: DrawRuns, change: Change): Coverage => seeded({
    interval: "paired Student t", world: `${world}; ${change.share * 100} % change, drop ${change.drop}`, n, truth: -change.drop,
    of(uniform) {
      const { baseline, candidate, clusters } = draw(n, change, uniform);
      return pairedDifference(baseline, candidate, clusters)?.interval;
    },
  });
  return [
    paired("right or wrong", changedAnswers, { share: 0.1, drop: 0 }),
    paired("right or wrong", changedAnswers, { share: 0.3, drop: 0.05 }),
    paired("five questions a picture", changedPictures, { share: 0.1, drop: 0.02 }),
    paired("CIDEr of pictures", changedCaptions(createPopulation(1)), { share: 0.5, drop: 0.05 }),
  ];
}

interface Seeded extends Pick<Coverage, "interval" | "world" | "n" | "truth"> {
  of(uniform: Uniform): ReturnType<Draw>;
}

function seeded({ of, ...rest }: Seeded): Coverage {
  const uniform = createUniform(rest.n);
  return { ...rest, simulations: SIMULATIONS, draw: () => of(uniform) };
}
