/** Writes what scoring found of one benchmark: `scores.json`, `scored.jsonl` and `statistics.jsonl`. */

import { mkdir, open, rename } from "node:fs/promises";
import path from "node:path";
import { canonicalJson, sha256 } from "../src/core/canonical-json.ts";
import type { AnyBenchmark } from "../src/core/define.ts";
import type { ScoredSample } from "../src/core/records.ts";
import type { Sample } from "../src/core/types.ts";
import { writeFileAtomically } from "../src/io/write-file.ts";
import { places } from "./run-folder.ts";
import { scoredSample, type Replies, type Scored } from "./score.ts";
import { createStatisticsLines, headOf } from "./statistics.ts";

/** About so many samples of a benchmark are shown one by one, with thumbnails. */
const SHOWN = 400;

/** Of samples with a video so many: each has as many thumbnails as frames. */
const SHOWN_VIDEOS = 100;

/** So many units of lines are written at once. */
const GATHERED_UNITS = 1 << 18;

/** Makes the thumbnails of a sample in the run's `blobs/` and returns their digests. */
export type Illustrate = (sample: Sample<unknown>) => Promise<readonly string[]>;

/** Writes the files of a benchmark; the same journal gives the same bytes. */
export async function writeScored(run: string, benchmark: AnyBenchmark, samples: AsyncIterable<Sample<unknown>>, replies: Replies, scored: Scored, illustrate: Illustrate): Promise<void> {
  const { scores, perSample, slices, pairs } = scored;
  const isShown = chooseShown(scores.counts.total, benchmark.dataset.frames === undefined ? SHOWN : SHOWN_VIDEOS);
  const statisticsOf = createStatisticsLines(slices);
  const shown = await openLines(places.scored(run, benchmark.name));
  const statistics = await openLines(places.statistics(run, benchmark.name));
  await statistics.write(headOf(scores, slices));
  let position = 0;
  for await (const sample of samples) {
    const thumbnails = isShown(sample.id) ? await illustrate(sample) : [];
    const line: ScoredSample = scoredSample(sample, replies.get(sample.id), pairs.at(position).answer, benchmark, perSample[position], thumbnails);
    position++;
    await shown.write(line);
    await statistics.write(statisticsOf(sample));
  }
  await shown.close();
  await statistics.close();
  await writeFileAtomically(places.scores(run, benchmark.name), `${canonicalJson(scores)}\n`);
}

/** A file of JSON lines that is there only when it is whole. Lines are gathered: a write of each costs more than making it. */
async function openLines(target: string): Promise<{ write(value: unknown): Promise<void>; close(): Promise<void> }> {
  await mkdir(path.dirname(target), { recursive: true });
  const file = await open(`${target}.tmp`, "w");
  let gathered = "";
  const flush = async (): Promise<void> => {
    await file.appendFile(gathered);
    gathered = "";
  };
  return {
    async write(value) {
      gathered += `${JSON.stringify(value)}\n`;
      if (gathered.length >= GATHERED_UNITS) await flush();
    },
    async close() {
      await flush();
      await file.close();
      await rename(`${target}.tmp`, target);
    },
  };
}

/** Picks about `count` ids of a total, always the same ones, whatever order they come in; a larger count adds to a smaller one. */
export function chooseShown(total: number, count: number = SHOWN): (id: string) => boolean {
  const share = count / Math.max(total, 1);
  return share >= 1 ? () => true : (id) => Number.parseInt(sha256(id).slice(0, 8), 16) / 2 ** 32 < share;
}
