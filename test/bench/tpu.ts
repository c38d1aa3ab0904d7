/** The local runtime on JAX with the embedded checkpoint: how fast it answers, what the harness adds, and how soon it is back after a kill. */

import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { loadBenchmark } from "../../datasets/index.ts";
import { defaultRetryPolicy } from "../../runner/attempt.ts";
import { openJournal, type Journal } from "../../runner/journal.ts";
import { predict } from "../../runner/predict.ts";
import { chosenPython } from "../../src/backends/tpu/python.ts";
import type { Runtime } from "../../src/backends/tpu/runtime.ts";
import { openProcess } from "../../src/backends/tpu/runtime-process.ts";
import { backendOf, embeddedCheckpoint } from "../../src/backends/tpu/tpu.ts";
import { createBenchmark, type AnyBenchmark } from "../../src/core/define.ts";
import type { Backend, ImageHandling, Sample } from "../../src/core/types.ts";
import { prepareImage } from "../../src/io/prepare-image.ts";
import { openDataRoot } from "../../src/io/data-root.ts";
import { makeAnnotations, makePictures } from "./make-coco-folder.ts";
import { milliseconds, seconds, type Context, type Measure, type Row } from "./measure.ts";

const PROMPTS = 1_280;
const WARM_UP = 64;
const BATCH = 16;
const ROUNDS = 5;
const QUESTIONS_A_PICTURE = 5;
const GOALS = { perSecond: 50, overhead: 0.05, restartMs: 10_000 };

export const tpu: Measure = {
  name: "tpu",
  method: `\`tpu:tiny\` (JAX on the processor, batches of ${BATCH}) is asked ${PROMPTS.toLocaleString("en")} captions of 640 × 480 JPEGs of about 130 kB, greedy, through the runner with its journal, `
    + "after a warm-up. \"New pictures\": every prompt has a picture that is new to the runtime and must be read, decoded, squashed and sent, the dearest case. "
    + `"Known pictures": ${QUESTIONS_A_PICTURE} questions a picture, which the runtime has been sent before. The runtime's own time is what it counts of itself (\`busy_s\`: from taking a batch to its answers); `
    + "what the harness adds is the time from the first question to the last answer beyond that. \"Harness alone\": the same questions to a child process that answers at once (`instant-runtime.ts`), so that nothing hides what "
    + "the harness takes. \"Beyond the pictures\": less what reading, decoding and squashing them takes by itself, as many at a time, which whoever asks this model has to do. Processor time is the harness process' (user + system, all its threads). "
    + `The least of ${ROUNDS} rounds by time. Restart: the runtime is killed with SIGKILL, the next question starts a new one, its programs are in the compilation cache.`,
  async run(context) {
    const runtime = await openProcess(chosenPython(), [embeddedCheckpoint(), "--batch", String(BATCH)]);
    const backend = await backendOf(runtime);
    try {
      return await rows(runtime, backend, context);
    } finally {
      await backend.close();
    }
  },
};

async function rows(runtime: Runtime, backend: Backend, { folder, say }: Context): Promise<Row[]> {
  const { benchmark, samples } = await captionsOf(folder);
  const instant = await openInstant(runtime, folder);
  const side = runtime.greeting.model.imageSize;
  const pictures: Ask = (round) => picturesAlone(asNew(samples, `alone ${round}`), { resolution: side, antialias: benchmark.task.antialias }, backend);
  const measured = async <Beside extends string>(name: string, asked: Runtime, through: Backend, beside: Readonly<Record<Beside, Ask>>): Promise<Record<"anew" | "known" | Beside, Taken>> => {
    const ask = (round: string, some: readonly Sample<unknown>[]): Promise<Taken> => askAbout(some, benchmark, through, asked, path.join(folder, `${name}-${round}.jsonl`));
    await ask("warm-up", samples.slice(0, WARM_UP));
    const first = await least<"anew" | Beside>({ ...beside, anew: (round) => ask(`new-${round}`, asNew(samples, `${name} ${round}`)) });
    await ask("seen", samples);
    const second = await least({ known: (round) => ask(`known-${round}`, severalOf(samples, round)) });
    say(JSON.stringify({ name, ...first, ...second }));
    return { ...first, ...second };
  };
  const real = await measured("runtime", runtime, backend, {});
  const alone = await measured("instant", instant, await backendOf(instant), { pictures });
  await instant.close();
  const afterKill = await openJournal(path.join(folder, "killed.jsonl"));
  const restartMs = await killed(() => askThrough(afterKill, samples.slice(0, 1), benchmark, backend));
  const rate = PROMPTS / (real.anew.wallMs / 1000);
  return [
    { what: "tpu: greedy, embedded checkpoint, new pictures", ours: `${rate.toFixed(0)} /s`, goal: `≥ ${GOALS.perSecond} /s`, isMet: rate >= GOALS.perSecond },
    ...rowsOf("new pictures", real.anew, alone.anew, alone.pictures),
    ...rowsOf("known pictures", real.known, alone.known),
    { what: "tpu: from SIGKILL to the next answer", ours: seconds(restartMs), goal: "≤ 10 s, and compiling", isMet: restartMs <= GOALS.restartMs },
  ];
}

function rowsOf(pictures: string, real: Taken, alone: Taken, prepared?: Taken): Row[] {
  const a = (ms: number): string => milliseconds(ms / PROMPTS);
  const added = real.wallMs / real.busyMs - 1;
  const share = (ms: number): string => `${((100 * ms) / real.busyMs).toFixed(1)} %`;
  const ofHarness = (what: string, ms: number): Row => ({ what: `tpu, ${pictures}: ${what}, a prompt`, ours: a(ms), reference: a(real.busyMs), ratio: share(ms) });
  const held = (what: string, ms: number): Row => ({ ...ofHarness(what, ms), goal: "≤ 5 %", isMet: ms / real.busyMs <= GOALS.overhead });
  return [
    { what: `tpu, ${pictures}: time a prompt, beside the runtime's own`, ours: a(real.wallMs), reference: a(real.busyMs), ratio: `+ ${(100 * added).toFixed(1)} %`, goal: "≤ + 5 %", isMet: added <= GOALS.overhead },
    ...(prepared === undefined
      ? [held("harness alone", alone.wallMs)]
      : [held("harness alone, pictures and all", alone.wallMs), held("harness alone, beyond the pictures", alone.wallMs - prepared.wallMs)]),
    ofHarness("processor time of the harness", real.processorMs),
  ];
}

/** A child process that greets as this runtime does. */
async function openInstant({ greeting }: Runtime, folder: string): Promise<Runtime> {
  const [words, python] = [path.join(folder, "greeting.json"), path.join(folder, "instant")];
  writeFileSync(words, JSON.stringify(greeting));
  writeFileSync(python, `#!/bin/sh\nexec "${process.execPath}" "${path.join(import.meta.dirname, "instant-runtime.js")}" "${words}"\n`, { mode: 0o755 });
  return openProcess(python, []);
}

/** Of each the round that took the least time; they take turns, since the machine's speed changes. */
async function least<Name extends string>(asks: Readonly<Record<Name, Ask>>): Promise<Record<Name, Taken>> {
  const best: Partial<Record<Name, Taken>> = {};
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of Object.keys(asks) as Name[]) {
      const [taken, before] = [await asks[name](round), best[name]];
      best[name] = before === undefined || taken.wallMs < before.wallMs ? taken : before;
    }
  }
  return best as Record<Name, Taken>;
}

/** What has to be done with the pictures, whoever asks the model: read, decoded and squashed, as many at a time as are asked about. */
async function picturesAlone(samples: readonly Sample<unknown>[], handling: ImageHandling, { features }: Backend): Promise<Taken> {
  const images = samples.flatMap((sample) => sample.images);
  const prepareNext = async (): Promise<void> => {
    for (let source = images.pop(); source !== undefined; source = images.pop()) await prepareImage({ source, outlines: [] }, handling);
  };
  return taking(() => Promise.all(Array.from({ length: features.concurrency ?? BATCH }, prepareNext)));
}

async function taking(use: () => Promise<unknown>): Promise<Taken> {
  const [started, before] = [performance.now(), process.cpuUsage()];
  await use();
  const [wallMs, used] = [performance.now() - started, process.cpuUsage(before)];
  return { wallMs, busyMs: 0, processorMs: (used.user + used.system) / 1000 };
}

async function captionsOf(folder: string): Promise<{ benchmark: AnyBenchmark; samples: readonly Sample<unknown>[] }> {
  const ids: string[] = [];
  await makeAnnotations(folder, PROMPTS, ({ id }) => void ids.push(id));
  await makePictures(folder, ids);
  const beams = createBenchmark(await loadBenchmark("coco-captions"));
  const benchmark: AnyBenchmark = { ...beams, task: { ...beams.task, decode: { ...beams.task.decode, beams: 1 } } };
  const root = openDataRoot(folder, benchmark.dataset.folders);
  const samples: Sample<unknown>[] = [];
  for await (const sample of benchmark.dataset.samples(root, await root.locate(benchmark.dataset.files))) samples.push(sample);
  return { benchmark, samples };
}

/** Several questions about each of the first pictures. */
function severalOf(samples: readonly Sample<unknown>[], round: number): Sample<unknown>[] {
  return samples.map((_, i) => ({ ...(samples[Math.floor(i / QUESTIONS_A_PICTURE)] as Sample<unknown>), id: `${round}-${i}` }));
}

/** The same pictures in other files: whatever follows a JPEG's end is not looked at. */
function asNew(samples: readonly Sample<unknown>[], round: string): Sample<unknown>[] {
  return samples.map((sample) => ({
    ...sample, images: sample.images.map(({ name, read }) => ({ name, read: async () => Buffer.concat([await read(), Buffer.from(`${round} ${sample.id}`)]) })),
  }));
}

type Ask = (round: number) => Promise<Taken>;

interface Taken {
  readonly wallMs: number;
  /** The runtime's own time. */
  readonly busyMs: number;
  readonly processorMs: number;
}

async function askAbout(samples: readonly Sample<unknown>[], benchmark: AnyBenchmark, backend: Backend, runtime: Runtime, place: string): Promise<Taken> {
  const journal = await openJournal(place);
  const busyBefore = await busyMs(runtime);
  const taken = await taking(() => askThrough(journal, samples, benchmark, backend));
  return { ...taken, busyMs: (await busyMs(runtime)) - busyBefore };
}

async function askThrough(journal: Journal, samples: readonly Sample<unknown>[], benchmark: AnyBenchmark, backend: Backend): Promise<void> {
  const failed: string[] = [];
  const gaveUp = await predict({
    benchmark, samples: eachOf(samples), backend, journal, resolution: 224, concurrency: backend.features.concurrency ?? BATCH,
    policy: defaultRetryPolicy, signal: new AbortController().signal, onProgress: (status) => void (status === "failed" && failed.push(status)),
  });
  await journal.close();
  if (gaveUp !== undefined || failed.length > 0) throw new Error(gaveUp ?? `${failed.length} questions failed`);
}

async function* eachOf<Value>(values: readonly Value[]): AsyncGenerator<Value> {
  yield* values;
}

async function busyMs(runtime: Runtime): Promise<number> {
  const { busy_s: busy = 0 } = (await runtime.send({ type: "stats" }, AbortSignal.timeout(60_000))) as { readonly busy_s?: number };
  return busy * 1000;
}

/** How long after a SIGKILL something is done. */
async function killed(use: () => Promise<unknown>): Promise<number> {
  const children = execFileSync("ps", ["-eo", "pid=,ppid=,args="], { encoding: "utf8" }).split("\n").map((line) => line.trim().split(/\s+/));
  const found = children.find((words) => words[1] === String(process.pid) && words.includes("cardeval_jax"));
  if (found === undefined) throw new Error("there is no runtime to kill");
  const started = performance.now();
  process.kill(Number(found[0]), "SIGKILL");
  await use();
  return performance.now() - started;
}
