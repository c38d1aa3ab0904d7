/** `cardeval metric NAME FILE`: one metric on any predictions; the stand-alone replacement of the Java and Python scorers. */

import { UsageError } from "../core/errors.ts";
import type { Interval } from "../core/records.ts";
import type { AnyMetric, Pair, Summary } from "../core/types.ts";
import { clustersOf, clustersOfOne, type Clusters } from "../stats/interval.ts";
import { scoreInterval } from "../stats/score-interval.ts";
import { answerCases, type AnswerCase } from "../text/answer-case.ts";
import type { CaptionTokenizer } from "../text/caption-corpus.ts";
import { loadMetric, type LoadedMetric } from "../../metrics/index.ts";
import { exitCodes } from "./exit-codes.ts";
import type { Flags } from "./commands.ts";
import { answerPair, groupedPair, readMetricRows, type LinesRead } from "./metric-rows.ts";
import { resolveSettings } from "./settings.ts";

const TOKENIZERS = ["ptb", "dataset", "char", "intl"] as const;

export async function execute(flags: Flags): Promise<number> {
  const settings = await resolveSettings(flags);
  const file = String(flags["file"]);
  const loaded = await loadMetric(String(flags["name"]), { tokenizer: chooseTokenizer(flags), letters: chooseCase(flags) });
  const options = { seed: settings.whole("seed") ?? 1, perSample: flags["per-sample"] === true };
  const { result, ids } = await measureFile(loaded, file, flags, options);
  if (settings.flag("json")) console.log(JSON.stringify(result));
  else print(result, ids);
  return exitCodes.done;
}

/** How captions are cut; its rules are loaded when there are captions. */
function chooseTokenizer(flags: Flags): () => Promise<CaptionTokenizer> {
  const name = typeof flags["tokenizer"] === "string" ? flags["tokenizer"] : "ptb";
  if (!TOKENIZERS.includes(name as "ptb")) throw new UsageError(`there is no tokenizer "${name}"`, { hint: `Known: ${TOKENIZERS.join(", ")}.` });
  return async () => {
    const { captionTokenizer, ptbTokenizer } = await import("../text/caption-tokenizers.ts");
    return name === "ptb" ? ptbTokenizer({ strictLines: flags["strict-lines"] === true }) : captionTokenizer(name as "dataset");
  };
}

function chooseCase(flags: Flags): AnswerCase {
  const chosen = answerCases.find((letters) => letters === (flags["case"] ?? "kept"));
  if (chosen === undefined) throw new UsageError(`case cannot be "${String(flags["case"])}"`, { hint: `It can be: ${answerCases.join(", ")}.` });
  return chosen;
}

interface Result {
  readonly metric: string;
  readonly signature: string;
  readonly n: number;
  readonly value: number;
  readonly parts?: Readonly<Record<string, number>>;
  readonly interval?: Interval;
  readonly groups?: Readonly<Record<string, { readonly n: number; readonly value: number }>>;
  readonly notes?: readonly string[];
  readonly perSample?: readonly number[];
}

interface MeasureOptions {
  readonly seed: number;
  readonly perSample: boolean;
}

interface Measured {
  readonly result: Result;
  readonly ids: readonly string[];
}

async function measureFile(loaded: LoadedMetric, file: string, flags: Flags, options: MeasureOptions): Promise<Measured> {
  switch (loaded.truth) {
    case "object": {
      const { decoderOf, readObjectRows } = await import("./metric-objects.ts");
      return together(loaded.metric, await readObjectRows(file, loaded.metric.name === "mask-iou" ? await decoderOf(flags) : undefined), options);
    }
    case "score-of-a-subgroup": {
      const { ids, all } = await (await import("./metric-scores.ts")).readScoreRows(file);
      return { ids, result: resultOf(loaded.metric, loaded.metric.measure(all), clustersOfOne(ids.length), options) };
    }
    case "answers":
      return measureAnswers(loaded.metric, file, options);
    case "answers-of-a-set": {
      const { ids, all } = await readMetricRows(file, groupedPair(file, "what is right or wrong as a whole"));
      return { ids, result: resultOf(loaded.metric, loaded.metric.measure(all), clustersOf(all.map(({ target }) => target.group)), options) };
    }
    case "answers-of-a-type": {
      const { ids, all } = await readMetricRows(file, groupedPair(file, "its question type"));
      return { ids, result: resultOf(loaded.metric, loaded.metric.measure(all), clustersOfOne(ids.length), options) };
    }
  }
}

/** Answers that need no other are measured as they are read, and only their statistics kept. */
async function measureAnswers(metric: AnyMetric<string, readonly string[]>, file: string, options: MeasureOptions): Promise<Measured> {
  const { measureOne } = metric;
  if (measureOne === undefined) return together(metric, await readMetricRows(file, answerPair), options);
  const { ids, groups, all } = await readMetricRows(file, (row) => measureOne(answerPair(row)) as unknown);
  const ofGroups = groupsOf(groups, (members) => metric.summarize(members.map((i) => all[i])).value);
  return { ids, result: { ...resultOf(metric, all, clustersOfOne(ids.length), options), ...ofGroups } };
}

/** Measured as one corpus, and every group as a corpus of its own. */
function together<Answer, Target>(metric: AnyMetric<Answer, Target>, { ids, groups, all }: LinesRead<Pair<Answer, Target>>, options: MeasureOptions): Measured {
  const ofGroups = groupsOf(groups, (members) => metric.summarize(metric.measure(members.map((i) => all[i] as Pair<Answer, Target>))).value);
  return { ids, result: { ...resultOf(metric, metric.measure(all), clustersOfOne(ids.length), options), ...ofGroups } };
}

/** @param clusters what repeats between the samples and is drawn as a whole; ids never do */
function resultOf<Answer, Target>(
  metric: AnyMetric<Answer, Target>, stats: readonly unknown[], clusters: Clusters, options: MeasureOptions,
): Result {
  const summary = metric.summarize(stats);
  const interval = scoreInterval(metric, stats, summary, clusters, options.seed);
  return {
    metric: metric.name, signature: metric.signature, n: stats.length, value: summary.value,
    ...(summary.parts === undefined ? {} : { parts: summary.parts }),
    ...(interval === undefined ? {} : { interval }),
    ...(summary.notes === undefined ? {} : { notes: summary.notes }),
    ...(options.perSample ? samplesOf(summary, () => stats.map((stat) => metric.summarize([stat]))) : {}),
  };
}

/** The value of every group by the places of its members; nothing when no row names a group. */
function groupsOf(groupOfRow: readonly (string | undefined)[], valueOf: (members: readonly number[]) => number): Pick<Result, "groups"> {
  const groups = new Map<string, number[]>();
  groupOfRow.forEach((group, i) => {
    if (group === undefined) return;
    const members = groups.get(group) ?? [];
    groups.set(group, members);
    members.push(i);
  });
  if (groups.size === 0) return {};
  return { groups: Object.fromEntries([...groups].map(([name, members]) => [name, { n: members.length, value: valueOf(members) }])) };
}

/** One value a sample; a metric that is no mean gives what it says of that sample alone, with all its parts. */
function samplesOf(summary: Summary, alone: () => Summary[]): { perSample: number[]; perSampleParts?: Record<string, number[]> } {
  if (summary.perSample !== undefined) return { perSample: Array.from(summary.perSample) };
  const each = alone();
  const names = Object.keys(summary.parts ?? {});
  return {
    perSample: each.map(({ value }) => value),
    perSampleParts: Object.fromEntries(names.map((name) => [name, each.map(({ parts }) => parts?.[name] ?? 0)])),
  };
}

function print(result: Result, ids: readonly string[]): void {
  const { metric, value, n, interval, parts, groups, notes, signature, perSample } = result;
  const bounds = interval === undefined ? "" : `; 95 % ${interval.low.toFixed(4)} – ${interval.high.toFixed(4)}, ${interval.method}`;
  console.log(`${metric}  ${value}  (n ${n}${bounds})`);
  for (const [name, part] of Object.entries(parts ?? {})) console.log(`  ${name}  ${part}`);
  for (const [name, group] of Object.entries(groups ?? {})) console.log(`  group ${name}  ${group.value}  (n ${group.n})`);
  console.log(signature);
  for (const note of notes ?? []) console.error(`note: ${note}`);
  perSample?.forEach((score, i) => console.log(`${ids[i]}\t${score}`));
}
