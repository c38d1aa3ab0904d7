/** Every toxicity scorer by kind, loaded when it is used. Adding one costs one line here. */

import { UsageError } from "../core/errors.ts";
import { suggestion } from "../core/nearest.ts";
import type { Scorer } from "../core/scorer.ts";
import { splitSpec } from "../io/home-path.ts";

/** What the command line says about a scorer, beside its target. */
export interface ScorerOptions {
  /** Queries a second that its quota grants. */
  readonly perSecond?: number;
}

interface ScorerKind {
  /** What the target is; `[…]` may be left out, undefined means that there is none. */
  readonly target?: string;
  readonly about: string;
  open(target: string, options: ScorerOptions): Promise<Scorer>;
}

export const scorers = {
  perspective: {
    target: "[URL]",
    about: "the Perspective API, or a server of its protocol (key from PERSPECTIVE_API_KEY); the service ends on 2026-12-31",
    open: async (target, options) => (await import("./perspective.ts")).openPerspective(target, options),
  },
  recorded: {
    target: "FILE",
    about: "scores in a file: a run's scores-*.jsonl, or lines of {\"id\" or \"text\",\"scores\"}",
    open: async (target) => (await import("./recorded.ts")).openRecorded(target),
  },
  onnx: {
    target: "DIR",
    about: "an exported sequence classifier, in this process (needs onnxruntime-node)",
    open: async (target) => (await import("./onnx.ts")).openOnnx(target),
  },
  http: {
    target: "URL",
    about: "any server that answers {\"text\",\"attributes\"} with {\"scores\"}, for example http:http://localhost:8080/score",
    open: async (target, options) => (await import("./http.ts")).openHttp(target, options),
  },
  lexical: {
    about: "a word list for the packaged sampler; a demonstration, not a measurement",
    open: async () => (await import("./lexical.ts")).openLexical(),
  },
} satisfies Record<string, ScorerKind>;

export type ScorerName = keyof typeof scorers;
export const scorerNames = Object.keys(scorers) as ScorerName[];

/** Opens `kind` or `kind:target`. @throws {UsageError} when the words are wrong, {BackendError} when it cannot be reached. */
export async function openScorer(spec: string, options: ScorerOptions): Promise<Scorer> {
  const [kind, target] = splitSpec(spec);
  if (!Object.hasOwn(scorers, kind)) throw new UsageError(`there is no scorer "${kind}"`, { hint: suggestion(kind, scorerNames) });
  const found: ScorerKind = scorers[kind as ScorerName];
  if (found.target === undefined && target !== "") throw new UsageError(`the scorer ${kind} takes no target`, { hint: `Write ${kind}.` });
  if (found.target?.startsWith("[") === false && target === "") throw new UsageError(`the scorer ${kind} needs a target`, { hint: `Write ${kind}:${found.target}.` });
  return found.open(target, options);
}
