/** Every command, once: how it is typed, what it does, which options it takes. Adding one costs one entry here. */

import { optionNames, type OptionName } from "./options.ts";

/** What a command gets: positional arguments and flags as typed. */
export type Flags = Readonly<Record<string, unknown>>;

export interface Command {
  readonly usage: string;
  readonly about: string;
  readonly options: readonly OptionName[];
  /** Options of this command alone. */
  readonly own?: Readonly<Record<string, { readonly type: "string" | "boolean"; readonly describe: string }>>;
  readonly load: () => Promise<{ execute(flags: Flags): Promise<number> }>;
}

/** The command that words name, and what it gets. */
export interface Chosen {
  readonly command: Command;
  readonly flags: Flags;
}

const scoring = ["data", "card", "report", "json", "quiet", "seed", "scorer", "scorer-rate", "attempt-timeout", "total-timeout"] as const;

const gating = ["min", "vs", "max-drop", "alpha", "allow-inconclusive", "max-errors", "baselines", "seed", "card", "report", "json", "quiet"] as const;

export const commands: readonly Command[] = [
  { usage: "run", about: "ask a model, score it, write reports", options: optionNames, load: () => import("./run.ts") },
  {
    usage: "score [run]", about: "score stored replies again; no model", options: [...scoring, "benchmark", "set", "limit", "out"],
    own: { predictions: { type: "string", describe: "replies in a file: a journal, {\"id\",\"text\"} lines, or an official result file" } },
    load: () => import("./score.ts"),
  },
  {
    usage: "report <run..>", about: "write reports of finished runs", options: ["card", "column", "out", "recorded", "json"],
    own: { format: { type: "string", describe: "html,csv,md,json,junit,samples-csv,parquet,bencher,github-benchmark (default: html,csv,md,json)" } },
    load: () => import("./report.ts"),
  },
  {
    usage: "submit [run]", about: "the file that a test server takes, checked against its questions", options: ["data", "benchmark", "set", "out"],
    own: {
      partial: { type: "boolean", describe: "leave questions without an answer out instead of refusing" },
      check: { type: "string", describe: "check this file instead of writing one" },
      schema: { type: "boolean", describe: "print the JSON schema of the file" },
    },
    load: () => import("./submit.ts"),
  },
  { usage: "compare <baseline> <candidate>", about: "paired differences of two runs, and the samples that flipped", options: ["baselines", "seed", "card", "report", "out", "json"], load: () => import("./compare.ts") },
  { usage: "gate <run>", about: "a verdict for CI: is the run good enough, and not worse than before?", options: gating, load: () => import("./gate.ts") },
  { usage: "baseline <action> [run] [name]", about: "bless RUN NAME, list, show NAME: what gates compare with", options: ["baselines", "json"], load: () => import("./baseline.ts") },
  {
    usage: "view [run]", about: "a run's pages on this machine, live while it runs", options: ["card"],
    own: { port: { type: "string", describe: "port of the loopback address (default: 7420, or any free one)" } },
    load: () => import("./view.ts"),
  },
  {
    usage: "metric <name> <file>", about: "a metric alone, on {\"id\",\"prediction\",\"references\"} lines", options: ["json", "seed"],
    own: {
      "per-sample": { type: "boolean", describe: "one value a line of input" },
      tokenizer: { type: "string", describe: "ptb, dataset, char or intl (default: ptb)" },
      "strict-lines": { type: "boolean", describe: "line separators inside captions as the reference treats them" },
      case: { type: "string", describe: "kept or ignored, in exact-match and vqa-accuracy-simple (default: kept)" },
      "mask-decoder": { type: "string", describe: "PaliGemma's mask decoder, for mask-iou (default: vae-oid.npz)" },
    },
    load: () => import("./metric.ts"),
  },
  {
    usage: "tokenize <file>", about: "PTB tokens of {\"id\",\"caption\"} lines, as one corpus", options: ["json"],
    own: { "strict-lines": { type: "boolean", describe: "line separators inside captions as the reference treats them" } },
    load: () => import("./tokenize.ts"),
  },
  {
    usage: "data <action> [benchmarks..]", about: "check, where, fetch: what of the official data is there, what is missing, where to get it", options: ["data", "json", "quiet"],
    own: {
      yes: { type: "boolean", describe: "fetch: take the terms that are printed" },
      official: { type: "boolean", describe: "fetch: official files only, no copy of the Hugging Face Hub" },
    },
    load: () => import("./data.ts"),
  },
  {
    usage: "probe <backend>", about: "is a backend wired as its model needs? names what is wrong", options: ["model", "dialect", "pictures", "resolution", "concurrency", "json", "quiet"],
    own: { reference: { type: "string", describe: "a backend that is right, for a real model (default: the shipped answers of the embedded checkpoint)" } },
    load: () => import("./probe.ts"),
  },
  { usage: "list [what]", about: "benchmarks, suites, metrics, backends, scorers, cards", options: ["json"], load: () => import("./list.ts") },
  {
    usage: "doctor", about: "what this machine can run, and why not", options: ["json", "data", "backend", "model", "dialect", "scorer"],
    own: { install: { type: "string", describe: "tpu: the JAX runtime, built for what this machine has (tpu:cpu, tpu:cuda12, tpu:tpu force one)" } },
    load: () => import("./doctor.ts"),
  },
];
