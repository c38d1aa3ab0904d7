/** Asks a backend about every sample that has no answer yet; streams, so that memory does not grow with the split. */

import { setMaxListeners } from "node:events";
import pLimit from "p-limit";
import { digestOf, sha256 } from "../src/core/canonical-json.ts";
import type { AnyBenchmark } from "../src/core/define.ts";
import { EvalError, messageOf } from "../src/core/errors.ts";
import type { JournalLine, Status } from "../src/core/records.ts";
import type { Backend, ImageSource, Request, RequestImage, Sample } from "../src/core/types.ts";
import { adapt, type Adaptation } from "./adapt.ts";
import { attempt, type RetryPolicy, type SharedPause } from "./attempt.ts";
import type { Journal } from "./journal.ts";

export interface PredictOptions {
  readonly benchmark: AnyBenchmark;
  readonly samples: AsyncIterable<Sample<unknown>>;
  readonly backend: Backend;
  /** Knows what earlier sessions asked. */
  readonly journal: Journal;
  readonly resolution: number;
  /** Requests in flight at most; fewer while the backend says that it is too much. */
  readonly concurrency: number;
  readonly policy: RetryPolicy;
  readonly signal: AbortSignal;
  /** Asks also about samples that have an answer. */
  readonly again?: boolean;
  readonly onProgress: (status: Status, wasKnown: boolean) => void;
}

/** Error codes that will meet every sample: no use in asking the rest. */
const HOPELESS = new Set(["unreachable", "quota", "unsupported", "usage"]);
/** Those of which one is enough. */
const CERTAIN = new Set(["quota", "usage"]);

/** Resolves with why the run gave up, or undefined when every sample was asked. @throws the signal's reason when aborted. */
export async function predict(options: PredictOptions): Promise<string | undefined> {
  const { journal, signal, concurrency } = options;
  // One listener a request in flight is what it is for, not a leak.
  setMaxListeners(0, signal);
  const limit = pLimit(concurrency);
  const pause: SharedPause = { until: 0 };
  const adaptation = adapt(limit, concurrency);
  const running = new Set<Promise<void>>();
  const trouble: Trouble = { inARow: 0 };
  let wake = (): void => undefined;
  const isOver = (): boolean => signal.aborted || trouble.error !== undefined || trouble.reason !== undefined;
  const start = (sample: Sample<unknown>): void => {
    const ask = async (): Promise<void> => {
      if (!isOver()) noteFailures(trouble, await askOne(sample, options, pause, adaptation), concurrency);
    };
    const task = limit(ask).catch((error: unknown) => void (trouble.error ??= error)).finally(() => {
      running.delete(task);
      wake();
    });
    running.add(task);
  };
  for await (const sample of options.samples) {
    if (isOver()) break;
    const known = journal.outcome(sample.id)?.status;
    if (options.again !== true && known !== undefined && known !== "failed") options.onProgress(known, true);
    else start(sample);
    // As many samples wait as are being asked, so that a free slot never waits for the dataset.
    while (limit.pendingCount >= concurrency) await new Promise<void>((resolve) => (wake = resolve));
  }
  await Promise.all(running);
  signal.throwIfAborted();
  if (trouble.error !== undefined) throw trouble.error;
  return trouble.reason;
}

interface Trouble {
  error?: unknown;
  inARow: number;
  reason?: string;
}

function noteFailures(trouble: Trouble, line: JournalLine, concurrency: number): void {
  if (line.error === undefined || !HOPELESS.has(line.error.code)) {
    trouble.inARow = 0;
    return;
  }
  trouble.inARow++;
  if (CERTAIN.has(line.error.code) || trouble.inARow >= Math.max(3, concurrency)) trouble.reason ??= line.error.message;
}

async function askOne(sample: Sample<unknown>, options: PredictOptions, pause: SharedPause, adaptation: Adaptation): Promise<JournalLine> {
  const { benchmark, backend, journal } = options;
  options.signal.throwIfAborted();
  const request = requestOf(sample, benchmark, options.resolution);
  const before = journal.outcome(sample.id)?.attempt ?? 0;
  let line: JournalLine;
  try {
    const requestDigest = await digestRequest(request, backend.features.readsImages, options.signal);
    const isReadable = (text: string): boolean => benchmark.task.read(text, sample) !== undefined;
    line = await attempt(request, { backend, policy: options.policy, pause, signal: options.signal, requestDigest, before, isReadable, begin: adaptation.begin, write: journal.append });
  } catch (error) {
    if (!(error instanceof EvalError)) throw error;
    line = { v: 1, id: sample.id, attempt: before + 1, status: "failed", latencyMs: 0, request: digestOf({ ...request, images: [] }), cache: "miss", error: { code: error.code.toLowerCase(), message: messageOf(error).slice(0, 400) } };
    await journal.append(line);
  }
  options.onProgress(line.status, false);
  return line;
}

/** What the model is asked about a sample. Pictures are read once, however many attempts and backends look at them. */
export function requestOf(sample: Sample<unknown>, { task, dataset }: AnyBenchmark, resolution: number): Request {
  const outlines = task.outlines?.(sample) ?? [];
  return {
    id: sample.id,
    prompt: task.prompt(sample),
    images: sample.images.map((source): RequestImage => ({ source: readOnce(source), outlines })),
    decode: task.decode,
    image: { resolution, antialias: task.antialias, ...(dataset.frames === undefined ? {} : { keepsFractions: true }) },
  };
}

function readOnce(source: ImageSource): ImageSource {
  let bytes: Promise<Uint8Array> | undefined;
  return { get name() { return source.name; }, read: (signal) => (bytes ??= source.read(signal)) };
}

async function digestRequest(request: Request, readsImages: boolean, signal: AbortSignal): Promise<string> {
  const images = await Promise.all(request.images.map(async ({ source, outlines }) => ({ sha256: readsImages ? sha256(await source.read(signal)) : source.name, outlines })));
  const { prompt, decode, image } = request;
  return digestOf({ prompt, decode, image, images });
}
