/** Whether memory stays flat however large the split is: the whole run, its prediction, and scoring alone. */

import { createWriteStream, readFileSync, statSync } from "node:fs";
import type { ChildProcess } from "node:child_process";
import { finished } from "node:stream/promises";
import path from "node:path";
import { makeAnnotations } from "./make-coco-folder.ts";
import { megabytes, seconds, times, type Context, type Measure, type Row } from "./measure.ts";
import { commandLine, runNode } from "./program.ts";

const SIZES = [1_000, 50_000, 200_000] as const;
const GOAL_BYTES = 300e6;
/** More than this over the smallest size is not flat. */
const FLAT = 1.25;
const SAMPLE_MS = 20;
const LIMIT_MS = 240_000;

export const memory: Measure = {
  name: "memory",
  method: `\`cardeval run --backend replay:…\` on coco-captions of ${SIZES.map((size) => size.toLocaleString("en")).join(", ")} samples (official layout, no pictures: replay reads none), then \`cardeval score\` on the same run. Largest resident set (VmHWM) of the process: `
    + `"predict" up to the last growth of the journal, "run" to the end with scoring and reports, "score" alone. The replay backend keeps the place of every recorded reply, which is part of "predict". One run each, stopped after ${seconds(LIMIT_MS)}. The reference is the smallest size; flat means at most ${FLAT} × it.`,
  async run(context) {
    const found: Peak[] = [];
    for (const samples of SIZES) found.push(await measure(samples, context));
    return found.flatMap((peak) => rows(peak, found[0] as Peak));
  },
};

interface Peak {
  readonly samples: number;
  readonly predictBytes: number;
  readonly run: Ended;
  /** Absent when the run was stopped: scoring alone would take as long. */
  readonly score?: Ended;
}

interface Ended {
  readonly bytes: number;
  readonly ms: number;
  readonly wasStopped: boolean;
}

async function measure(samples: number, { folder, say }: Context): Promise<Peak> {
  const place = path.join(folder, String(samples));
  const replies = path.join(folder, `${samples}.jsonl`);
  await makeData(place, replies, samples);
  const out = path.join(folder, `run-${samples}`);
  const journal = path.join(out, "coco-captions", "samples.jsonl");
  const { growingBytes: predictBytes, ...run } = await runWatched([commandLine, "run", "--benchmark", "coco-captions", "--data", place, "--backend", `replay:${replies}`, "--out", out, "--quiet"], journal);
  say(`${samples} samples: predict ${megabytes(predictBytes)}, run ${show(run)}`);
  if (run.wasStopped) return { samples, predictBytes, run };
  const score = await runWatched([commandLine, "score", out, "--data", place, "--quiet"], journal);
  say(`${samples} samples: score ${show(score)}`);
  return { samples, predictBytes, run, score };
}

function show({ bytes, ms, wasStopped }: Ended): string {
  return `${megabytes(bytes)} ${wasStopped ? "when stopped after" : "in"} ${seconds(ms)}`;
}

async function makeData(place: string, replies: string, samples: number): Promise<void> {
  const file = createWriteStream(replies);
  await makeAnnotations(place, samples, ({ id, prediction }) => void file.write(`${JSON.stringify({ id, text: prediction })}\n`));
  file.end();
  await finished(file);
}

/** Runs to the end or to the time limit; `growingBytes` is the largest resident set while the file still grew. */
async function runWatched(words: readonly string[], file: string): Promise<Ended & { readonly growingBytes: number }> {
  const started = performance.now();
  let [bytes, growingBytes, size] = [0, 0, 0];
  let [wasStopped, child] = [false, undefined as ChildProcess | undefined];
  const timer = setInterval(() => {
    bytes = Math.max(bytes, residentPeak(child?.pid ?? 0));
    const grown = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    if (grown > size) [growingBytes, size] = [bytes, grown];
    if (performance.now() - started <= LIMIT_MS || wasStopped) return;
    wasStopped = child?.kill("SIGKILL") ?? false;
  }, SAMPLE_MS);
  try {
    await runNode(words, { watch: (process) => (child = process) });
  } catch (error) {
    if (!wasStopped) throw error;
  } finally {
    clearInterval(timer);
  }
  return { bytes, growingBytes, ms: performance.now() - started, wasStopped };
}

/** VmHWM; nothing where there is no /proc. */
function residentPeak(pid: number): number {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

function rows(peak: Peak, smallest: Peak): Row[] {
  const row = (stage: string, bytes: number, first: number, ended?: Ended): Row => ({
    what: `memory: ${stage}, ${peak.samples.toLocaleString("en")} samples`, ours: ended === undefined ? megabytes(bytes) : show(ended), reference: megabytes(first), ratio: times(bytes / first),
    goal: "flat, ≤ 300 MB", isMet: bytes <= GOAL_BYTES && bytes <= FLAT * first && ended?.wasStopped !== true,
  });
  const { predictBytes, run, score } = peak;
  return [
    row("predict", predictBytes, smallest.predictBytes),
    row("whole run", run.bytes, smallest.run.bytes, run),
    ...(score === undefined || smallest.score === undefined ? [] : [row("score alone", score.bytes, smallest.score.bytes, score)]),
  ];
}
