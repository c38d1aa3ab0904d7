/** A scored run on disk, of any size, as `cardeval run` leaves it: made-up captions, and thumbnails as large as those of photographs. */

import { createWriteStream, mkdirSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { finished } from "node:stream/promises";
import path from "node:path";
import sharp from "sharp";
import { sha256 } from "../../src/core/canonical-json.ts";
import type { BenchmarkScores, RunRecord, ScoredSample } from "../../src/core/records.ts";
import { createRandom } from "../fixtures/random.ts";
import { chooseShown } from "../../runner/write-scored.ts";
import { places } from "../../runner/run-folder.ts";
import { makeCaptions } from "./make-captions.ts";

const DIFFERENT_PICTURES = 64;

export interface ScoredRun {
  readonly folder: string;
  readonly benchmarks: number;
  /** Of each benchmark. */
  readonly samples: number;
  /** Every so many samples one failed. */
  readonly failedEvery?: number;
  /** All samples have their thumbnail, not only the chosen ones. */
  readonly allPictures?: true;
}

export async function makeScoredRun(run: ScoredRun): Promise<void> {
  mkdirSync(path.join(run.folder, "blobs"), { recursive: true });
  const pictures = await Promise.all(Array.from({ length: DIFFERENT_PICTURES }, (_, i) => thumbnail(createRandom(i + 1).below)));
  const names = Array.from({ length: run.benchmarks }, (_, i) => `captions-${i}`);
  const record: RunRecord = {
    schema: 1, fingerprint: sha256(JSON.stringify(run)), suite: "captioning", model: "made-up", status: "complete",
    settings: { data: "files", column: "pt-224", resolution: 224, seed: 1 }, sessions: [],
    benchmarks: names.map((name) => ({
      name, title: name, version: 1, options: {}, asked: "tiny", approximations: [], data: { files: [], expected: run.samples },
      protocol: { prompt: "caption en", beams: 1, maxTokens: 32, promptTokens: 32, resolution: 224, antialias: false },
    })),
  };
  writeFileSync(places.record(run.folder), JSON.stringify(record));
  for (const [seed, name] of names.entries()) await writeBenchmark(run, name, seed, pictures);
}

async function writeBenchmark({ folder, samples, failedEvery = Infinity, allPictures }: ScoredRun, name: string, seed: number, pictures: readonly Uint8Array[]): Promise<void> {
  mkdirSync(path.join(folder, name), { recursive: true });
  const file = createWriteStream(places.scored(folder, name));
  const random = createRandom(seed + 1);
  const hasPicture = chooseShown(samples);
  let failed = 0;
  let at = 0;
  for (const { id, references, prediction } of makeCaptions(samples, seed)) {
    const isFailed = at++ % failedEvery === failedEvery - 1;
    if (isFailed) failed++;
    const thumbnails = allPictures === true || hasPicture(id) ? [writeVariant(folder, pictures[at % DIFFERENT_PICTURES] as Uint8Array, `${name} ${id}`)] : [];
    const shared = { id, prompt: "caption en", references, groups: { size: ["small", "medium", "large"][at % 3] ?? "" }, latencyMs: random.below(900), attempt: 1, thumbnails };
    const line: ScoredSample = isFailed ? { ...shared, status: "failed", error: { code: "server", message: "HTTP 500" } } : { ...shared, status: "answered", text: prediction, score: random.below(2_000) / 1_000 };
    if (!file.write(`${JSON.stringify(line)}\n`)) await once(file, "drain");
  }
  file.end();
  await finished(file);
  const counts = { total: samples, answered: samples - failed, unreadable: 0, failed };
  const scores: BenchmarkScores = {
    schema: 1, benchmark: name, title: name, version: 1, options: {}, counts, rows: { found: samples, expected: samples, whole: true, digest: "", truths: "" }, warnings: [],
    scores: [{ benchmark: name, metric: "cider", signature: "cider|v:1", value: 1, range: [0, 10], better: "higher", n: samples - failed, counts, interval: { level: 0.95, low: 0.9, high: 1.1, method: "Student t" } }],
  };
  writeFileSync(places.scores(folder, name), JSON.stringify(scores));
}

/** Smooth noise, whose WebP is about as large as a photograph's: some 2.7 kB. */
function thumbnail(below: (limit: number) => number): Promise<Buffer> {
  const side = 24;
  const pixels = Uint8Array.from({ length: side * side * 3 }, () => 48 + below(160));
  return sharp(pixels, { raw: { width: side, height: side, channels: 3 } }).resize(128, 128).webp({ quality: 62 }).toBuffer();
}

/** The same picture under another digest: what follows the end of a WebP is not looked at. */
function writeVariant(folder: string, picture: Uint8Array, mark: string): string {
  const bytes = Buffer.concat([picture, Buffer.from(mark)]);
  const digest = sha256(bytes);
  writeFileSync(places.blob(folder, digest), bytes);
  return digest;
}
