/** Scores one benchmark of a run and writes what reports read. Shared by `run` and `score`. */

import { scoredBy, type AnyBenchmark } from "../core/define.ts";
import type { BenchmarkScores } from "../core/records.ts";
import { openDataRoot } from "../io/data-root.ts";
import type { JournalState } from "../../runner/journal.ts";
import { places } from "../../runner/run-folder.ts";
import { scoreBenchmark } from "../../runner/score.ts";
import { isWhole, select, type Selection } from "../../runner/select.ts";
import { writeScored } from "../../runner/write-scored.ts";
import type { Rated } from "./rate-replies.ts";
import { createIllustrator } from "./thumbnails.ts";

export interface ScoringJob {
  readonly run: string;
  readonly benchmark: AnyBenchmark;
  readonly root: string;
  readonly files: Readonly<Record<string, string>>;
  readonly state: JournalState;
  /** What a scorer said of the replies, where the benchmark wants one. */
  readonly rated?: Rated;
  readonly selection: Selection;
  readonly isSampler: boolean;
  readonly resolution: number;
  readonly seed: number;
}

/** @throws {DataError} when the data cannot be read. */
export async function scoreAndWrite(job: ScoringJob): Promise<BenchmarkScores> {
  const { state, selection, rated } = job;
  const benchmark = scoredBy(job.benchmark, rated?.scorer);
  const { dataset } = benchmark;
  const replies = rated?.replies ?? state;
  const data = openDataRoot(job.root, dataset.folders);
  const samples = (root: typeof data): ReturnType<typeof select<unknown>> => select(dataset.samples(root, job.files), selection, benchmark.name);
  const judge = rated?.judge ?? (await benchmark.judge?.(data, job.files));
  const scored = await scoreBenchmark({
    benchmark, seed: job.seed,
    ...(judge === undefined ? {} : { judge }),
    ...(rated === undefined ? {} : { scorer: rated.scorer }),
    replies,
    spoolPlace: places.spool(job.run, benchmark.name),
    samples: samples(data),
    whole: isWhole(selection),
    // A sampler is whole by itself; its size says nothing about the official split.
    expected: job.isSampler ? undefined : dataset.size,
    warnings: () => data.warnings(),
  });
  const again = samples(openDataRoot(job.root, dataset.folders));
  try {
    await writeScored(job.run, benchmark, again, replies, scored, createIllustrator(job.run, benchmark, job.resolution));
  } finally {
    scored.pairs.discard();
  }
  state.release();
  return scored.scores;
}
