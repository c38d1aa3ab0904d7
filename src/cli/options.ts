/** Every setting of every command, once: flag, environment variable, configuration key, default and help line. */

export type OptionKind = "text" | "list" | "whole" | "flag";

export interface Option {
  readonly kind: OptionKind;
  readonly about: string;
  /** What stands for the value in the help. */
  readonly value?: string;
  readonly default?: string | number | boolean;
  readonly group: "What" | "Model" | "How" | "Gate" | "Output";
  /** A flag of one invocation only: no environment variable, no configuration key. */
  readonly momentary?: true;
}

export const options = {
  suite: { kind: "text", group: "What", value: "S", about: "a suite: captioning, question-answering, card (cardeval list suites)" },
  benchmark: { kind: "list", group: "What", value: "B[,B]", about: "benchmarks by name instead of a suite" },
  data: { kind: "text", group: "What", value: "DIR|sampler", about: "folder with the official files, or the packaged sampler" },
  limit: { kind: "whole", group: "What", value: "N", about: "only the first N samples of each benchmark" },
  "sample-id": { kind: "list", group: "What", value: "a,b", about: "only these samples" },
  set: { kind: "list", group: "What", value: "B.OPTION=V", about: "a benchmark's option where the protocol is uncertain" },
  backend: { kind: "text", group: "Model", value: "SPEC", about: "tiny, onnx:DIR, tpu:CHECKPOINT, openai:URL, tgi:URL, command:PATH, replay:FILE (cardeval list backends)" },
  model: { kind: "text", group: "Model", value: "NAME", about: "the model to ask for, where a server has several" },
  dialect: { kind: "text", group: "Model", value: "NAME", about: "which server openai:URL is, where it is not recognised: vllm, transformers-serve, sglang, llama-cpp, ollama, hosted" },
  pictures: { kind: "text", group: "Model", value: "original|finished", about: "send a server the original files, or pictures already resized here (default: original)" },
  models: { kind: "text", group: "Model", value: "FILE", about: "YAML or JSON: backend and checkpoint per card column and benchmark" },
  column: { kind: "text", group: "Model", value: "pt-224", about: "the card column that this run fills" },
  resolution: { kind: "whole", group: "Model", value: "224", about: "side of the square picture the model sees" },
  device: { kind: "text", group: "Model", value: "cpu", about: "execution provider of an exported model: cpu, cuda, coreml, dml" },
  "allow-approximate": { kind: "flag", group: "Model", about: "do what the backend cannot do exactly (beam search) as well as it can, and mark it" },
  scorer: { kind: "text", group: "Model", value: "SPEC", about: "who scores captions for toxicity: perspective, recorded:FILE, onnx:DIR, http:URL (cardeval list scorers)" },
  "scorer-rate": { kind: "text", group: "How", value: "N", about: "queries a second that the scorer's quota grants (default: the scorer's own; perspective 1)" },
  concurrency: { kind: "text", group: "How", value: "N|auto", default: "auto", about: "requests in flight" },
  attempts: { kind: "whole", group: "How", value: "N", default: 4, about: "attempts a sample gets" },
  "attempt-timeout": { kind: "whole", group: "How", value: "S", default: 120, about: "seconds one attempt may take" },
  "total-timeout": { kind: "whole", group: "How", value: "S", default: 600, about: "seconds a sample may take in all" },
  "max-errors": { kind: "text", group: "How", value: "N|N%", default: "0", about: "failed samples that still make a complete run" },
  threads: { kind: "whole", group: "How", value: "N", about: "worker threads of a model in this process" },
  seed: { kind: "whole", group: "How", value: "N", default: 1, about: "seed of every random choice" },
  fresh: { kind: "flag", group: "How", momentary: true, about: "start over; the old run is moved aside" },
  "dry-run": { kind: "flag", group: "How", momentary: true, about: "show what would be asked, ask nothing" },
  min: { kind: "list", group: "Gate", value: "B[/PART]=X", about: "the least value of a number: fractions or raw CIDEr" },
  vs: { kind: "text", group: "Gate", value: "BASELINE|RUN", about: "what to compare with: a blessed baseline's name or file, or a run" },
  "max-drop": { kind: "list", group: "Gate", value: "B[/PART]=X", about: "the largest drop against --vs that is allowed" },
  alpha: { kind: "text", group: "Gate", value: "0.05", default: "0.05", about: "chance of a wrong verdict" },
  "allow-inconclusive": { kind: "flag", group: "Gate", about: "a gate that cannot decide does not stop (exit 0 instead of 4)" },
  confirm: { kind: "flag", group: "Gate", momentary: true, about: "before a drop fails the run, ask the samples that changed once more" },
  baselines: { kind: "text", group: "Gate", value: "DIR", default: "baselines", about: "folder of blessed baselines" },
  out: { kind: "text", group: "Output", value: "DIR", about: "the run's folder (default: runs/SUITE-MODEL-FINGERPRINT)" },
  card: { kind: "text", group: "Output", value: "paligemma", default: "paligemma", about: "the model card to compare with" },
  report: { kind: "list", group: "Output", value: "html,csv,md,json,junit,…", default: "html,csv,md,json", about: "reports to write into the run's folder; also samples-csv, parquet, bencher, github-benchmark" },
  recorded: { kind: "text", group: "Output", value: "FILE", momentary: true, about: "what a test server answered (YAML or JSON): attached to the run and shown as recorded" },
  json: { kind: "flag", group: "Output", about: "print the scores as JSON" },
  quiet: { kind: "flag", group: "Output", about: "no progress" },
  "print-config": { kind: "flag", group: "Output", momentary: true, about: "print every setting and where it came from" },
} as const satisfies Record<string, Option>;

export type OptionName = keyof typeof options;
export const optionNames = Object.keys(options) as OptionName[];

/** `CARDEVAL_MAX_ERRORS` for `max-errors`. */
export function environmentName(option: OptionName): string {
  return `CARDEVAL_${option.toUpperCase().replaceAll("-", "_")}`;
}

export function optionOf(name: OptionName): Option {
  return options[name];
}
