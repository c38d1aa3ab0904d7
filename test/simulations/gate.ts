/** What a gate's verdicts are worth: false alarms, wrong passes, and the power that it prints. */

import { bleu, type BleuCounts } from "../../metrics/bleu.ts";
import { nonInferiority, type NonInferiority } from "../../src/stats/non-inferiority.ts";
import { mean } from "../../src/stats/pairwise-sum.ts";
import { pairedBootstrap } from "../../src/stats/paired-bootstrap.ts";
import { pairedDifference, type PairedDifference } from "../../src/stats/paired-difference.ts";
import { metricStatistic, type Statistic } from "../../src/stats/resampling.ts";
import { captionTokenizer } from "../../src/text/caption-tokenizers.ts";
import { percent, shareOf, type Simulation } from "./table.ts";
import {
  changedAnswers, changedCaptions, changedPictures, clustersOfSize, createPopulation, createUniform,
  type Change, type DrawRuns, type Population, type Uniform,
} from "./worlds.ts";

const ALPHA = 0.05;
const POWER = 0.8;
const SIMULATIONS = 2_000;
const BOOTSTRAPS = 500;
/** Samples over which a printed number is averaged. */
const PRINTS = 200;

type Compare = (n: number, change: Change, uniform: Uniform) => PairedDifference;

interface World {
  readonly name: string;
  readonly compare: Compare;
  readonly simulations: number;
}

interface Row {
  readonly question: string;
  readonly world: World;
  readonly n: number;
  readonly change: Change;
  readonly margin: number;
  readonly wanted: NonInferiority["verdict"];
  /** What the share of wanted verdicts must be. */
  readonly goal: { readonly text: string; isMet(share: number): boolean };
}

const atMostAlpha: Row["goal"] = { text: "≤ 6.0 %", isMet: (share) => share <= ALPHA + 0.01 };
const asPrinted: Row["goal"] = { text: "77–83 %", isMet: (share) => Math.abs(share - POWER) <= 0.03 };

export const gate: Simulation = {
  name: "gate",
  title: "Gates at α = 5 %, power 80 %",
  head: ["question", "world", "n", "samples that change", "true drop", "margin", "simulations", "share", "goal", "met"],
  run() {
    const population = createPopulation(1);
    const worlds = {
      alone: ofMeans("right or wrong", changedAnswers),
      pictures: ofMeans("five questions a picture", changedPictures),
      captions: ofMeans("CIDEr of pictures", changedCaptions(population)),
      bleu: { name: "BLEU-4, bootstrap", compare: compareBleu(population, createPopulation(2)), simulations: BOOTSTRAPS },
    };
    return [...falseAlarms(worlds), ...wrongPasses(worlds), ...power(worlds)].map(render);
  },
};

type Worlds = Readonly<Record<"alone" | "pictures" | "captions" | "bleu", World>>;

function ofMeans(name: string, draw: DrawRuns): World {
  const compare: Compare = (n, change, uniform) => {
    const { baseline, candidate, clusters } = draw(n, change, uniform);
    return pairedDifference(baseline, candidate, clusters) as PairedDifference;
  };
  return { name, compare, simulations: SIMULATIONS };
}

/** Both runs mix the captions of two models, so they are equally good; a drop is not made. */
function compareBleu(one: Population, two: Population): Compare {
  const metric = bleu(captionTokenizer("ptb"));
  return (n, { share }, uniform) => {
    const clusters = clustersOfSize(n, 1);
    const [baseline, candidate]: [BleuCounts[], BleuCounts[]] = [[], []];
    for (let i = 0; i < n; i++) {
      const picture = Math.floor(uniform() * one.bleu.length);
      const [model, other] = uniform() < 0.5 ? [one, two] : [two, one];
      baseline.push(model.bleu[picture] as BleuCounts);
      candidate.push((uniform() < share ? other : model).bleu[picture] as BleuCounts);
    }
    const [before, after] = [baseline, candidate].map((rows) => metricStatistic(metric, rows, clusters)) as [Statistic, Statistic];
    return pairedBootstrap(before, after, clusters, { resamples: 500, seed: Math.floor(uniform() * 2 ** 31) }) as PairedDifference;
  };
}

function falseAlarms({ alone, pictures, captions, bleu: captionsByBleu }: Worlds): Row[] {
  const row = (world: World, n: number, share: number, margin: number): Row =>
    ({ question: "false alarm: an equal model fails", world, n, change: { share, drop: 0 }, margin, wanted: "fail", goal: atMostAlpha });
  return [
    ...[0, 0.02, 0.1, 0.3].flatMap((share) => [100, 1_000].map((n) => row(alone, n, share, 0))),
    row(alone, 1_000, 0.1, 0.01), row(pictures, 100, 0.1, 0), row(pictures, 1_000, 0.1, 0), row(captions, 100, 0.3, 0), row(captions, 1_000, 0.3, 0),
    row(captionsByBleu, 500, 0.3, 0),
  ];
}

function wrongPasses({ alone, pictures, captions }: Worlds): Row[] {
  const row = (world: World, n: number, share: number, drop: number): Row =>
    ({ question: "wrong pass: a model at the margin passes", world, n, change: { share, drop }, margin: drop, wanted: "pass", goal: atMostAlpha });
  return [
    row(alone, 300, 0.01, 0.01), row(alone, 480, 0.01, 0.01), row(alone, 1_000, 0.01, 0.01), row(alone, 1_000, 0.1, 0.02), row(alone, 5_000, 0.1, 0.01),
    row(pictures, 1_000, 0.1, 0.03), row(captions, 1_000, 0.3, 0.05),
  ];
}

/** Margins and drops are those that the gate itself printed for an equal model in the same world. */
function power({ alone, pictures, captions, bleu: captionsByBleu }: Worlds): Row[] {
  return [
    ...powerOf(alone, 1_000, 0.1), ...powerOf(alone, 5_000, 0.02),
    ...[1_000, 5_000].flatMap((n) => [...powerOf(pictures, n, 0.1), ...powerOf(captions, n, 0.3)]),
    powerOf(captionsByBleu, 500, 0.3)[0] as Row, enoughSamples(alone, 200, 0.1, 0.02), enoughSamples(captions, 200, 0.3, 0.05),
  ];
}

function powerOf(world: World, n: number, share: number): Row[] {
  const detectable = printed(world, n, share, 0, ({ detectable: drop }) => drop);
  const margin = 0.25 * detectable;
  const drop = margin + detectable;
  const row = { world, n, goal: asPrinted };
  return [
    { ...row, question: "power: an equal model passes, the margin being what is detectable", change: { share, drop: 0 }, margin: detectable, wanted: "pass" },
    { ...row, question: "power: a drop beyond the margin by what is detectable fails", change: { share, drop }, margin, wanted: "fail" },
  ];
}

/** As many samples as a small sample asks for when its difference is 0. */
function enoughSamples(world: World, small: number, share: number, margin: number): Row {
  const n = Math.round(printed(world, small, share, margin, ({ samplesToDecide }) => samplesToDecide ?? Number.NaN));
  const question = `power: an equal model passes with the samples that ${small} ask for`;
  return { question, world, n, change: { share, drop: 0 }, margin, wanted: "pass", goal: asPrinted };
}

/** What gates print, on average, of samples without a difference. */
function printed(world: World, n: number, share: number, margin: number, read: (decision: NonInferiority) => number): number {
  const uniform = createUniform(n + 1);
  return mean(Array.from({ length: PRINTS }, () => read(judge({ ...world.compare(n, { share, drop: 0 }, uniform), value: 0 }, margin)))) ?? Number.NaN;
}

function judge(difference: PairedDifference, margin: number): NonInferiority {
  return nonInferiority(difference, { margin, alpha: ALPHA, better: "higher", power: POWER });
}

function render({ question, world, n, change, margin, wanted, goal }: Row): string[] {
  const uniform = createUniform(n);
  const share = shareOf(world.simulations, () => judge(world.compare(n, change, uniform), margin).verdict === wanted);
  return [
    question, world.name, n.toLocaleString("en"), percent(change.share), change.drop.toFixed(4), margin.toFixed(4),
    world.simulations.toLocaleString("en"), percent(share), goal.text, goal.isMet(share) ? "yes" : "NO",
  ];
}
