/** Identity functions that type what plugins declare, and the small words that declarations are written in. */

import { UsageError } from "./errors.ts";
import type { ScorerIdentity } from "./scorer.ts";
import type { Submission } from "./submission.ts";
import type { AnyMetric, Benchmark, BenchmarkOption, DataRoot, Dataset, GroupedAnswers, HubCopy, Metric, OpenJudge, Part, Sample, Task, TfdsFolder, TfdsRecords, TfdsSplit } from "./types.ts";

/** A benchmark whose sample and answer types are its own business. */
export type AnyBenchmark = Benchmark<unknown, unknown>;

export interface BenchmarkDefinition {
  /** File name in `datasets/`, and the name users type. */
  readonly name: string;
  readonly title: string;
  /** Grows when data reading, prompt, decoding or metric change. */
  readonly version: number;
  /** Where the protocol is uncertain: `--set name.option=value`. */
  readonly options: Readonly<Record<string, BenchmarkOption>>;
  /** How its answers go to a test server: of the splits that the server takes. */
  readonly submission?: Submission;
  create(options: Readonly<Record<string, string>>): Pick<AnyBenchmark, "dataset" | "task" | "judge" | "parts" | "partsBy" | "overlays">;
}

/** Declares a dataset; `samples` receives the path of every file it names. */
export function defineDataset<Target, const Files extends Readonly<Record<string, readonly [string, ...string[]]>>>(
  dataset: Omit<Dataset<Target>, "files" | "samples"> & {
    readonly files: Files;
    samples(root: DataRoot, files: { readonly [Role in keyof Files]: string }): AsyncIterable<Sample<Target>>;
  },
): Dataset<Target> {
  return dataset as Dataset<Target>;
}

/** Declares a copy on the hub; `samples` receives the pieces of every table it names. */
export function defineHubCopy<Target, const Tables extends Readonly<Record<string, string>>>(
  copy: Omit<HubCopy<Target>, "tables" | "samples"> & {
    readonly tables: Tables;
    samples(root: DataRoot, tables: { readonly [Role in keyof Tables]: readonly string[] }, files: Readonly<Record<string, string>>): AsyncIterable<Sample<Target>>;
  },
): HubCopy<Target> {
  return copy as HubCopy<Target>;
}

/** Declares a folder of TensorFlow Datasets; `samples` receives the records of every split it names. */
export function defineTfdsFolder<Target, const Splits extends Readonly<Record<string, TfdsSplit>>>(
  folder: Omit<TfdsFolder<Target>, "splits" | "samples"> & {
    readonly splits: Splits;
    samples(root: DataRoot, splits: { readonly [Role in keyof Splits]: TfdsRecords }): AsyncIterable<Sample<Target>>;
  },
): TfdsFolder<Target> {
  return folder as TfdsFolder<Target>;
}

/** Declares a benchmark; `create` receives every option, settled. What its task reads is what its metrics measure, or what its judge or a scorer makes of it. */
export function defineBenchmark<Target, Answer, Read, const Options extends Readonly<Record<string, BenchmarkOption>>>(definition: {
  readonly name: string;
  readonly title: string;
  readonly version: number;
  readonly options: Options;
  readonly submission?: Submission;
  create(options: { readonly [Name in keyof Options]: Options[Name]["values"][number] }): {
    readonly dataset: Dataset<Target>;
    readonly parts: readonly [headline: Part<Answer, Target>, ...others: Part<Answer, Target>[]] | typeof unlabelled;
    overlays?: Benchmark<Target, Answer>["overlays"];
  } & (
    | { readonly task: Task<Target, Answer>; readonly judge?: never; readonly partsBy?: never }
    | { readonly task: Task<Target, Read>; readonly judge: OpenJudge<Target, Read, Answer>; readonly partsBy?: never }
    | { readonly task: Task<Target, string>; readonly judge?: never; readonly partsBy: (scorer: ScorerIdentity) => readonly Part<Answer, Target>[] }
  );
}): BenchmarkDefinition {
  return definition as BenchmarkDefinition;
}

/** Settles the options of a benchmark. @throws {UsageError} for an unknown option or value. */
export function createBenchmark(definition: BenchmarkDefinition, chosen: Readonly<Record<string, string>> = {}): AnyBenchmark {
  for (const [name, value] of Object.entries(chosen)) {
    const option = definition.options[name];
    if (option === undefined) {
      const names = Object.keys(definition.options);
      throw new UsageError(`${definition.name} has no option "${name}"`, { hint: names.length > 0 ? `It has: ${names.join(", ")}.` : "It has none." });
    }
    if (!option.values.includes(value)) {
      throw new UsageError(`${definition.name}.${name} cannot be "${value}"`, { hint: `It can be: ${option.values.join(", ")}.` });
    }
  }
  const options = Object.fromEntries(Object.entries(definition.options).map(([name, option]) => [name, chosen[name] ?? option.values[0]]));
  const { name, title, version } = definition;
  return { name, title, version, options, ...definition.create(options) };
}

/** The parts of a split whose labels only a test server has: nothing is scored. */
export const unlabelled: readonly [] = [];

/** The option that chooses between a local split, the default, and those that a test server scores. */
export function splitOption<const Splits extends readonly [string, ...string[]]>(...values: Splits): { readonly about: string; readonly values: Splits } {
  return { about: `${values[0]}, whose labels are public, or what the server scores`, values };
}

/** The benchmark with the numbers of a scorer, where it is one whose replies are scored. */
export function scoredBy(benchmark: AnyBenchmark, scorer: ScorerIdentity | undefined): AnyBenchmark {
  return scorer === undefined ? benchmark : { ...benchmark, parts: benchmark.partsBy?.(scorer) ?? benchmark.parts };
}

/** The whole split under one metric. The first part without a name is the benchmark's headline. */
export function whole<Answer, Target>(metric: AnyMetric<Answer, Target>, name?: string, value?: string): Part<Answer, Target> {
  return { metric, ...(name === undefined ? {} : { name }), ...(value === undefined ? {} : { value }) };
}

/** One slice, measured as a corpus of its own. */
export function slice<Answer, Target>(name: string, metric: AnyMetric<Answer, Target>, where: Readonly<Record<string, string>>): Part<Answer, Target> {
  return { name, metric, where };
}

/** Unweighted mean of the slices of a group, each a corpus of its own; without a name it is the benchmark's headline. */
export function meanOver<Answer, Target>(name: string | undefined, metric: AnyMetric<Answer, Target>, group: string, except: readonly string[] = []): Part<Answer, Target> {
  return { metric, ...(name === undefined ? {} : { name }), meanOver: { group, except } };
}

/** A metric of answers, for truths that also name a group: the group is for other metrics. */
export function apartFromGroup<Answer, Stat>({ measureOne: _, ...metric }: Metric<Answer, readonly string[], Stat>): Metric<Answer, GroupedAnswers, Stat> {
  return {
    ...metric,
    measure: (pairs) => metric.measure({
      length: pairs.length,
      *[Symbol.iterator]() {
        for (const { id, answer, target } of pairs) yield { id, answer, target: target.answers };
      },
    }),
  };
}

/** A headline of a local split that stands in for the card's, whose labels only a test server has. */
export function standIn<Answer, Target>(metric: AnyMetric<Answer, Target>, split: string, ofCard: string): Part<Answer, Target> {
  return { metric, note: `measured on ${split}; the card's number is of ${ofCard}, whose labels only its server has` };
}

/** Address of a number: `coco-35l/avg-34`, or the benchmark's name for its headline. */
export function addressOf(benchmark: string, part: string | undefined): string {
  return part === undefined ? benchmark : `${benchmark}/${part}`;
}
