/** The shared language: what flows from a dataset to a report. Everything is data; nothing here computes. */

import type { DataRoot, Dataset } from "./dataset.ts";
import type { AnyMetric } from "./metric.ts";
import type { ScoredSample } from "./records.ts";
import type { ScorerIdentity } from "./scorer.ts";

export type * from "./dataset.ts";
export type * from "./metric.ts";

/** A picture by where it lies. It is read when a backend or a report needs it, and never decoded here. */
export interface ImageSource {
  /** For messages: a path, or `archive.zip!entry`; the first place where it may lie until it was read. */
  readonly name: string;
  /** The original bytes; the signal ends what takes long. @throws {DataError} when the picture is missing. */
  read(signal?: AbortSignal): Promise<Uint8Array>;
}

/** Which frames of a video are shown: every `stride`-th source frame from the first, until there are `count`. */
export interface FrameSampling {
  readonly count: number;
  readonly stride: number;
  /** Only this part of the video. */
  readonly span?: { readonly startSeconds: number; readonly endSeconds: number };
}

/** A video by where it lies. */
export interface Video {
  /** For messages: the first place where it may lie, and the part of it. */
  readonly name: string;
  /** As many pictures as were asked for, in order. */
  readonly frames: readonly ImageSource[];
  exists(): Promise<boolean>;
}

/** Edges as fractions of height and width, in the order of PaliGemma's location tokens. */
export type Box = readonly [top: number, left: number, bottom: number, right: number];

/** Something drawn on the picture after it was resized: an outline of one pixel. */
export interface Outline {
  readonly box: Box;
  readonly rgb: readonly [number, number, number];
}

/** One example of a benchmark, in the benchmark's own order. */
export interface Sample<Target> {
  /** Unique in the benchmark, stable across runs and machines. */
  readonly id: string;
  readonly images: readonly ImageSource[];
  /** The question; absent for captioning. */
  readonly text?: string;
  /** The answers to choose from, in the order in which they are shown; only of multiple choice. */
  readonly choices?: readonly string[];
  /** Text that may be shown beside the question: ScienceQA's hint, MMVP's options. */
  readonly hint?: string;
  /** Language code of the expected answer; absent means English. */
  readonly language?: string;
  /** The region the sample is about. */
  readonly box?: Box;
  readonly target: Target;
  /** Slices to report, by name: `{ language: "de" }`. */
  readonly groups?: Readonly<Record<string, string>>;
  /** What repeats between samples (the image, the document); absent means the sample stands alone. */
  readonly cluster?: string;
}

/** How a model writes: the card never samples. */
export interface Decode {
  /** 1 is greedy; 2 and 3 are big_vision's beam search (sum of log-probabilities, no length penalty). */
  readonly beams: 1 | 2 | 3;
  /** At most this many tokens are generated. */
  readonly maxTokens: number;
  /** BOS, prompt and separator are cut to this many tokens, from the right. */
  readonly promptTokens: number;
}

/** How a picture becomes the model's input: squashed to resolution × resolution, bilinear. */
export interface ImageHandling {
  /** Pixels of each side: 224, 448 or 896 on the card. */
  readonly resolution: number;
  readonly antialias: boolean;
  /** Frames of videos stay as they are after resizing; other pictures are cut to whole numbers. */
  readonly keepsFractions?: true;
}

/** A picture of a request: the original bytes, and what is drawn after resizing. */
export interface RequestImage {
  readonly source: ImageSource;
  readonly outlines: readonly Outline[];
}

/** What a model is asked. The prompt has no BOS, no separator, no image tokens: the backend adds them. */
export interface Request {
  readonly id: string;
  readonly prompt: string;
  readonly images: readonly RequestImage[];
  readonly decode: Decode;
  readonly image: ImageHandling;
}

/** Why a reply ended; `length` is scored as it is, as the reference does. */
export type Finish = "stop" | "length" | "filter" | "other";

/** Token counts as the backend reports them; an unknown count is absent, never 0. */
export interface Usage {
  readonly prompt?: number;
  readonly completion?: number;
}

export interface Reply {
  readonly text: string;
  readonly finish: Finish;
  readonly tokens?: Usage;
  /** Characters of reasoning before the answer that are not in `text`; absent when there were none. */
  readonly reasoning?: number;
  /** Tokens that the prompt had beyond the budget, where the backend does not cut and can tell; absent when it had none. */
  readonly overBudget?: number;
}

/** Who answered, as the backend reports itself; goes into the record and the fingerprint. */
export interface BackendIdentity {
  readonly kind: string;
  /** Short name of the model, used in folder and column names. */
  readonly model: string;
  /** Everything else that tells two models or servers apart: digests, versions, platform. */
  readonly details: Readonly<Record<string, string | number | boolean>>;
}

export interface BackendFeatures {
  /** Runs the card's beam search; otherwise beams are refused or approximated. */
  readonly beams: boolean;
  /** How its beam search differs from the card's; absent when it does not. */
  readonly beamRule?: string;
  /** Cuts prompts to the token budget itself; otherwise long prompts reach the model whole. */
  readonly cutsPrompts: boolean;
  /** Looks at the pictures; a replay does not. */
  readonly readsImages: boolean;
  /** Pictures of one request that it can look at; of more it looks at the middle one. Absent: all. */
  readonly mostImages?: number;
  /** Requests it answers well at the same time. */
  readonly concurrency: number;
}

/** A model behind one function. */
export interface Backend {
  readonly identity: BackendIdentity;
  readonly features: BackendFeatures;
  /** @throws {BackendError} with `retryable`, or the signal's reason when aborted. */
  generate(request: Request, signal: AbortSignal): Promise<Reply>;
  /** Recorded replies that belong to no sample, given which ids were asked for; only of backends that replay. */
  leftovers?(isAsked: (id: string) => boolean): readonly string[];
  close(): Promise<void>;
}

/** A task: a sample to a question, a reply to an answer. Pure. */
export interface Task<Target, Answer> {
  readonly name: string;
  readonly decode: Decode;
  readonly antialias: boolean;
  /** The prompt with placeholders, for records and documents: `answer en {question}`. */
  readonly form: string;
  prompt(sample: Sample<Target>): string;
  outlines?(sample: Sample<Target>): readonly Outline[];
  /** Undefined means unreadable: scored as wrong by the metric's own rule. */
  read(text: string, sample: Sample<Target>): Answer | undefined;
  /** The truth as lines of text, for reports. */
  show(target: Target): readonly string[];
}

/** A number that a benchmark reports, addressed `benchmark/part`; the headline has no part name. */
export interface Part<Answer, Target> {
  readonly name?: string;
  readonly metric: AnyMetric<Answer, Target>;
  /** A named number of the metric's summary instead of its value. */
  readonly value?: string;
  /** Only samples of this slice, measured as a corpus of their own. */
  readonly where?: Readonly<Record<string, string>>;
  /** Unweighted mean of the slices of one group, each a corpus of its own. */
  readonly meanOver?: { readonly group: string; readonly except: readonly string[] };
  /** What a reader must know beside the number, whatever the samples are. */
  readonly note?: string;
}

/** One way to set up a benchmark where the protocol is uncertain; the first value is the default. */
export interface BenchmarkOption {
  readonly about: string;
  readonly values: readonly [string, ...string[]];
}

/**
 * A model of the benchmark's own between reply and metric, opened with its files: one that makes a mask of code words.
 *
 * What it gives is plain data.
 */
export type OpenJudge<Target, Read, Answer> = (root: DataRoot, files: Readonly<Record<string, string>>) => Promise<(read: Read, target: Target, id: string) => Answer | Promise<Answer>>;

/** What can be drawn on a sample's picture, and what a scorer said of its reply. */
export type Overlays = Pick<ScoredSample, "boxes" | "masks" | "verdicts">;

/** A benchmark with its options settled. */
export interface Benchmark<Target, Answer, Read = Answer> {
  readonly name: string;
  readonly title: string;
  /** Grows when data reading, prompt, decoding or metric change. */
  readonly version: number;
  readonly options: Readonly<Record<string, string>>;
  readonly dataset: Dataset<Target>;
  readonly task: Task<Target, Read>;
  readonly judge?: OpenJudge<Target, Read, Answer>;
  /** None where only a test server has the labels: such a split is answered, not scored. */
  readonly parts: readonly Part<Answer, Target>[];
  /** Present when replies are scored by a scorer (`--scorer`) before they are measured: the numbers then are these. */
  partsBy?(scorer: ScorerIdentity): readonly Part<Answer, Target>[];
  overlays?(answer: Answer | undefined, target: Target): Overlays;
}
