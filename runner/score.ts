/** Journal + data → numbers. Needs no model, runs in dataset order, and gives the same bytes for the same journal. */

import { createHash } from "node:crypto";
import { canonicalJson } from "../src/core/canonical-json.ts";
import type { AnyBenchmark } from "../src/core/define.ts";
import type { BenchmarkScores, JournalLine, Score, ScoredSample, Status } from "../src/core/records.ts";
import type { ScorerIdentity } from "../src/core/scorer.ts";
import type { DataWarning, Pair, Sample } from "../src/core/types.ts";
import { createOddCounts, oddOf } from "./odd-counts.ts";
import { countStatuses, createScorer, type Entry, type MeasuredSlice } from "./scorer.ts";
import { createSpool, type Spool } from "./spool.ts";

/** What was replied, by sample. */
export interface Replies {
  get(id: string): JournalLine | undefined;
}

/** A benchmark's judge, opened. */
export type Judge = Awaited<ReturnType<NonNullable<AnyBenchmark["judge"]>>>;

export interface ScoreOptions {
  readonly benchmark: AnyBenchmark;
  readonly samples: AsyncIterable<Sample<unknown>>;
  readonly replies: Replies;
  /** The whole split was asked for. */
  readonly whole: boolean;
  /** Samples of the official split; absent for data that has none. */
  readonly expected: number | undefined;
  readonly seed: number;
  /** Where pairs go when they are too many for the memory. */
  readonly spoolPlace: string;
  /** Makes of what a task read what metrics measure. */
  readonly judge?: Judge;
  /** Who scored the replies that the judge hands on. */
  readonly scorer?: ScorerIdentity;
  /** Asked after all samples were read. */
  readonly warnings: () => readonly DataWarning[];
}

export interface Scored {
  readonly scores: BenchmarkScores;
  /** The headline's value of every sample in dataset order; undefined where there is none, and empty when the headline is no mean. */
  readonly perSample: readonly (number | undefined)[];
  readonly slices: readonly MeasuredSlice[];
  /** What was measured, in dataset order; to be discarded when nobody reads it any more. */
  readonly pairs: Spool<Pair<unknown, unknown>>;
}

/** Scores one benchmark. A sample without a final line counts as failed. */
export async function scoreBenchmark(options: ScoreOptions): Promise<Scored> {
  const { benchmark, replies, scorer: scoredBy } = options;
  const odd = createOddCounts();
  const pairs = createSpool<Pair<unknown, unknown>>(options.spoolPlace);
  const entries: Entry[] = [];
  const [questions, truths] = [createHash("sha256"), createHash("sha256")];
  try {
    for await (const sample of options.samples) {
      const line = replies.get(sample.id);
      const { status, answer } = await readReply(sample, line, options);
      odd.add(sample.id, oddOf(line));
      pairs.push({ id: sample.id, answer, target: sample.target });
      entries.push({ status, groups: sample.groups ?? {}, cluster: sample.cluster ?? sample.id });
      const truth = canonicalJson([sample.id, sample.target]);
      truths.update(`${truth}\n`);
      questions.update(`${truth} ${JSON.stringify(benchmark.task.prompt(sample))}\n`);
    }
    const scorer = createScorer(entries, pairs, options.seed);
    const scores = benchmark.parts.flatMap((part) => scorer.score(benchmark.name, part) ?? []).map((score) => (scoredBy === undefined ? score : { ...score, scorer: standingBeside(scoredBy) }));
    const { name, title, version } = benchmark;
    return {
      scores: {
        schema: 1, benchmark: name, title, version, options: benchmark.options,
        counts: countStatuses(entries),
        ...(benchmark.parts.length === 0 ? { labels: "server" as const } : {}),
        rows: { found: entries.length, expected: options.expected ?? entries.length, whole: options.whole, digest: questions.digest("hex"), truths: truths.digest("hex") },
        warnings: options.warnings(),
        oddReplies: odd.counts(),
        ...(scoredBy === undefined ? {} : { scorer: scoredBy }),
        scores,
      },
      perSample: scorer.perSample(benchmark.parts[0]),
      slices: scorer.slices(),
      pairs,
    };
  } catch (error) {
    pairs.discard();
    throw error;
  }
}

function standingBeside({ name, version, calibration }: ScorerIdentity): NonNullable<Score["scorer"]> {
  return { name, version, calibration };
}

type ReplyReader = Pick<ScoreOptions, "benchmark" | "judge">;

async function readReply(sample: Sample<unknown>, line: JournalLine | undefined, { benchmark, judge }: ReplyReader): Promise<{ status: Status; answer: unknown }> {
  const read = line?.status === "answered" ? benchmark.task.read(line.text ?? "", sample) : undefined;
  const answer = read === undefined || judge === undefined ? read : await judge(read, sample.target, sample.id);
  return { answer, status: statusOf(line, answer) };
}

/** The task that scores may be stricter than the one that predicted. */
function statusOf(line: JournalLine | undefined, answer: unknown): Status {
  const status = line?.status ?? "failed";
  return status === "answered" && answer === undefined ? "unreadable" : status;
}

/** One line of `scored.jsonl`. */
export function scoredSample(sample: Sample<unknown>, line: JournalLine | undefined, answer: unknown, benchmark: AnyBenchmark, score: number | undefined, thumbnails: readonly string[]): ScoredSample {
  return {
    id: sample.id, status: statusOf(line, answer), prompt: benchmark.task.prompt(sample),
    ...(line?.text === undefined ? {} : { text: line.text }),
    ...(typeof answer === "string" && answer !== line?.text ? { answer } : {}),
    references: benchmark.task.show(sample.target),
    ...(score === undefined ? {} : { score }),
    ...(sample.groups === undefined ? {} : { groups: sample.groups }),
    ...(line?.finish === undefined ? {} : { finish: line.finish }),
    ...(oddOf(line).length === 0 ? {} : { odd: oddOf(line) }),
    ...(line?.error === undefined ? {} : { error: line.error }),
    ...(line === undefined ? {} : { latencyMs: line.latencyMs, attempt: line.attempt }),
    ...benchmark.overlays?.(answer, sample.target),
    thumbnails,
  };
}
