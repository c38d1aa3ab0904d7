/** What a run leaves on disk (the contract's section 4). Reports and gates read these and nothing else. */

import type { OddReply } from "./odd-replies.ts";
import type { ScorerIdentity } from "./scorer.ts";
import type { RecordedAnswer } from "./submission.ts";
import type { BackendIdentity, Box, DataWarning, Finish, FrameSampling, Subgroup, Usage } from "./types.ts";

export type Status = "answered" | "unreadable" | "failed";

/** One attempt at one sample: a line of `<benchmark>/samples.jsonl`. The last line of an id counts. */
export interface JournalLine {
  readonly v: 1;
  readonly id: string;
  /** 1 for the first try of a sample, over all sessions of the run. */
  readonly attempt: number;
  readonly status: Status;
  readonly text?: string;
  readonly finish?: Finish;
  readonly tokens?: Usage;
  /** Characters of reasoning that were cut from the reply, or kept apart by the server. */
  readonly reasoning?: number;
  /** Tokens of the prompt beyond the budget, which reached the model. */
  readonly overBudget?: number;
  readonly latencyMs: number;
  /** sha256 of everything the model was given: prompt, decoding, image handling and bytes. */
  readonly request: string;
  readonly cache: "hit" | "miss";
  readonly error?: { readonly code: string; readonly message: string };
}

/** Every sample is in exactly one of the three; they stand beside every number. */
export interface Counts {
  readonly total: number;
  readonly answered: number;
  readonly unreadable: number;
  readonly failed: number;
}

export interface Interval {
  readonly level: number;
  readonly low: number;
  readonly high: number;
  /** How it was computed, in words short enough for a table's foot. */
  readonly method: string;
}

/** A subgroup's share with its exact interval. */
export interface SubgroupShare extends Omit<Subgroup, "decides"> {
  readonly low: number;
  readonly high: number;
  /** The number is this subgroup's share, or the mean of two such. */
  readonly isDecisive: boolean;
  /** Not seeing it once would still allow more than one in a hundred. */
  readonly isFew: boolean;
}

/** One number of a benchmark, addressed `benchmark` or `benchmark/part`. Values are fractions or raw CIDEr, never percent. */
export interface Score {
  readonly benchmark: string;
  readonly part?: string;
  readonly metric: string;
  readonly signature: string;
  /** What the number is under the metric's options, where the metric says it. */
  readonly inWords?: string;
  readonly value: number;
  readonly range: readonly [number, number];
  readonly better: "higher" | "lower";
  /** Samples behind the number (answered + unreadable). */
  readonly n: number;
  readonly counts: Counts;
  /** Absent when there is too little to say: fewer than two samples. */
  readonly interval?: Interval;
  readonly notes?: readonly string[];
  /** The subgroups behind a maximum or median over them. */
  readonly subgroups?: readonly SubgroupShare[];
  /** Who scored the replies, where a scorer did. */
  readonly scorer?: Pick<ScorerIdentity, "name" | "version" | "calibration">;
}

/** `<benchmark>/scores.json`. */
export interface BenchmarkScores {
  readonly schema: 1;
  readonly benchmark: string;
  readonly title: string;
  readonly version: number;
  readonly options: Readonly<Record<string, string>>;
  readonly counts: Counts;
  /** Only a test server has the labels: nothing was scored, and nothing is missing. */
  readonly labels?: "server";
  /**
   * Samples that were asked, what the full split holds, whether nothing was left out on purpose, a digest of ids, prompts and truths,
   * and one of ids and truths.
   */
  readonly rows: { readonly found: number; readonly expected: number; readonly whole: boolean; readonly digest: string; readonly truths: string };
  readonly warnings: readonly DataWarning[];
  /** Replies that hide something from the numbers, by kind; kinds that did not occur are absent. */
  readonly oddReplies?: Readonly<Partial<Record<OddReply, { readonly count: number; readonly examples: readonly string[] }>>>;
  readonly scorer?: ScorerIdentity;
  readonly scores: readonly Score[];
}

/** A mask as COCO writes it: runs of columns as text, and the size of what they fill. */
export interface MaskText {
  readonly size: readonly [height: number, width: number];
  readonly counts: string;
}

/** Something that can be drawn on the picture twice: as the model has it and as the truth has it. */
export interface Overlay<Shape> {
  readonly predicted?: readonly Shape[];
  readonly reference?: readonly Shape[];
}

/** One line of `<benchmark>/scored.jsonl`: all that a report shows of a sample. */
export interface ScoredSample {
  readonly id: string;
  readonly status: Status;
  readonly prompt: string;
  readonly text?: string;
  /** What was read from the reply, where that is another text. */
  readonly answer?: string;
  readonly references: readonly string[];
  /** The headline metric's value; absent for failed samples and for metrics that are not means. */
  readonly score?: number;
  readonly groups?: Readonly<Record<string, string>>;
  readonly finish?: Finish;
  readonly error?: { readonly code: string; readonly message: string };
  /** Of the attempt that counts, and which one it was; absent when there was none. */
  readonly latencyMs?: number;
  readonly attempt?: number;
  /** What a scorer said of the reply: scores by attribute, or why there are none. */
  readonly verdicts?: Readonly<Record<string, number | string>>;
  readonly odd?: readonly OddReply[];
  readonly boxes?: Overlay<Box>;
  readonly masks?: Overlay<MaskText>;
  /** sha256 of thumbnails in `blobs/`. */
  readonly thumbnails: readonly string[];
}

/** How a benchmark was asked: copied into the record so that a number can be traced to its prompt. */
export interface Protocol {
  readonly prompt: string;
  readonly beams: number;
  readonly maxTokens: number;
  readonly promptTokens: number;
  readonly resolution: number;
  readonly antialias: boolean;
  /** Of videos: so many frames, every `stride`-th. */
  readonly frames?: FrameSampling;
}

export interface DataFileRecord {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** What is known of the wiring between a request and the model, from `cardeval probe`. */
export interface ProbeNote {
  readonly verdict: "passed" | "close" | "failed" | "never";
  readonly at?: string;
  /** Questions of the probe, and how many were answered as expected. */
  readonly asked?: number;
  readonly equal?: number;
  /** What was found to be wrong. */
  readonly causes?: readonly string[];
  /** What it was compared with. */
  readonly reference?: string;
}

export interface BenchmarkPlan {
  readonly name: string;
  readonly title: string;
  readonly version: number;
  readonly options: Readonly<Record<string, string>>;
  readonly protocol: Protocol;
  readonly data: { readonly files: readonly DataFileRecord[]; readonly expected: number };
  /** How the model was addressed: a backend spec, the model's name where it was given, and flags of a server. */
  readonly asked: string;
  /** Who answered, as it reports itself; absent until it was opened. */
  readonly backend?: BackendIdentity;
  /** Absent for backends that cannot be wired wrong, and until one was opened. */
  readonly probe?: ProbeNote;
  /** What the backend does differently from the protocol, allowed by `--allow-approximate`. */
  readonly approximations: readonly string[];
  /** What was odd about the predictions themselves: recorded replies that belong to no sample. */
  readonly remarks?: readonly string[];
  /** What a test server answered, attached by `--recorded`. */
  readonly recorded?: readonly RecordedAnswer[];
}

/** `run.json`, written before the first request. */
export interface RunRecord {
  readonly schema: 1;
  readonly fingerprint: string;
  readonly suite: string;
  /** Short name of the model, or of the models file's column. */
  readonly model: string;
  readonly benchmarks: readonly BenchmarkPlan[];
  /** Benchmarks that were asked for and have no usable data here, and what is wrong with it. */
  readonly missing?: readonly { readonly benchmark: string; readonly reason: string }[];
  readonly settings: {
    readonly data: "sampler" | "files";
    /** The card column this run fills. */
    readonly column: string;
    readonly resolution: number;
    readonly limit?: number;
    readonly sampleIds?: readonly string[];
    readonly seed: number;
  };
  /** One entry each time the command was issued. */
  readonly sessions: readonly Session[];
  readonly status: RunStatus;
}

export type RunStatus = "running" | "complete" | "incomplete" | "interrupted";

/** Where and with which code a part of a run was made. */
export interface Session {
  readonly startedAt: string;
  readonly code: { readonly version: string; readonly commit?: string; readonly dirty?: boolean };
  readonly platform: { readonly node: string; readonly os: string; readonly cpu: string };
}
