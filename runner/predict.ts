/** Asks a backend about every sample that has no answer yet; streams, so that memory does not grow with the split. */

import { digestOf } from "../src/core/canonical-json.ts";
import type { AnyBenchmark } from "../src/core/define.ts";
import { EvalError } from "../src/core/errors.ts";
import { pictureDigest } from "../src/core/picture-digest.ts";
import type { JournalLine, Status } from "../src/core/records.ts";
import type { Backend, ImageSource, Request, RequestImage, Sample } from "../src/core/types.ts";
import type { Adaptation } from "./adapt.ts";
import { askAll } from "./ask-all.ts";
import { attempt, noteError, type RetryPolicy, type SharedPause } from "./attempt.ts";
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

/** Resolves with why the run gave up, or undefined when every sample was asked. @throws the signal's reason when aborted. */
export function predict(options: PredictOptions): Promise<string | undefined> {
  const pause: SharedPause = { until: 0 };
  return askAll({
    items: options.samples, signal: options.signal, concurrency: options.concurrency,
    isSettled(sample) {
      const known = options.journal.outcome(sample.id)?.status;
      if (options.again === true || known === undefined || known === "failed") return false;
      options.onProgress(known, true);
      return true;
    },
    ask: (sample, adaptation) => askOne(sample, options, pause, adaptation),
  });
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
    line = { v: 1, id: sample.id, attempt: before + 1, status: "failed", latencyMs: 0, request: digestOf({ ...request, images: [] }), cache: "miss", error: noteError(error) };
    journal.append(line);
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
  const images = await Promise.all(request.images.map(async ({ source, outlines }) => ({ sha256: readsImages ? pictureDigest(await source.read(signal)) : source.name, outlines })));
  const { prompt, decode, image } = request;
  return digestOf({ prompt, decode, image, images });
}
