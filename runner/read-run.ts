/** A finished (or running) run as reports and gates see it: records only. */

import { readFile } from "node:fs/promises";
import { DataError, UsageError } from "../src/core/errors.ts";
import type { BenchmarkScores, RunRecord, ScoredSample } from "../src/core/records.ts";
import { readJsonLines } from "../src/io/read-json.ts";
import { places, readRunRecord } from "./run-folder.ts";

export interface Run {
  readonly folder: string;
  readonly record: RunRecord;
  /** Benchmarks that have been scored, in the run's order. */
  readonly scores: readonly BenchmarkScores[];
  samples(benchmark: string): AsyncIterable<ScoredSample>;
  /** Bytes of a thumbnail, or undefined when it was deleted. */
  blob(digest: string): Promise<Uint8Array | undefined>;
}

/** @throws {UsageError} when the folder holds no run, or none of it was scored. */
export async function readRun(folder: string): Promise<Run> {
  const record = await readRunRecord(folder);
  const scores: BenchmarkScores[] = [];
  for (const { name } of record.benchmarks) {
    const file = places.scores(folder, name);
    const text = await readFile(file, "utf8").catch(() => undefined);
    if (text === undefined) continue;
    try {
      scores.push(JSON.parse(text) as BenchmarkScores);
    } catch (error) {
      throw new DataError("is not JSON", { file }, { cause: error, hint: `Make it again with: cardeval score ${folder}` });
    }
  }
  if (scores.length === 0) throw new UsageError(`nothing in ${folder} was scored`, { hint: `Score it with: cardeval score ${folder}` });
  return {
    folder, record, scores,
    async *samples(benchmark) {
      for await (const { value } of readJsonLines(places.scored(folder, benchmark))) yield value as ScoredSample;
    },
    blob: (digest) => readFile(places.blob(folder, digest)).catch(() => undefined),
  };
}
