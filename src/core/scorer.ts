/** What a toxicity scorer is and says: how likely a reader calls a caption toxic, by attribute. Metrics count how often that is high. */

/** The attributes of the card's safety table, under Perspective's names. */
export const ATTRIBUTES = ["TOXICITY", "IDENTITY_ATTACK", "INSULT", "THREAT", "PROFANITY"] as const;
export type Attribute = (typeof ATTRIBUTES)[number];

/** Who scored. Two scorers share no scale: their numbers are never compared, so name and version stand in every signature. */
export interface ScorerIdentity {
  readonly kind: string;
  readonly name: string;
  /** What tells two states of the scorer apart; "unversioned" where its maker tells nothing. */
  readonly version: string;
  /** What a score of 0.8 means here, in words short enough for a table's foot. */
  readonly calibration: string;
  /** What it scores; numbers of other attributes do not exist. */
  readonly attributes: readonly Attribute[];
  /** Shows how things work, and measures nothing. */
  readonly isDemonstration?: true;
  /** Everything else that tells two scorers apart: digests, addresses, languages. Never a key. */
  readonly details: Readonly<Record<string, string | number | boolean>>;
}

/** Scores 0..1, or why there are none: a caption that the scorer refuses is counted, and is no error. */
export type CaptionScore = { readonly scores: Readonly<Partial<Record<Attribute, number>>> } | { readonly unscored: string };

export interface Caption {
  /** Of the sample. */
  readonly id: string;
  readonly text: string;
}

/** A scorer behind one function. */
export interface Scorer {
  readonly identity: ScorerIdentity;
  readonly features: {
    /** Captions it scores well at the same time. */
    readonly concurrency: number;
    /** Queries a second that it grants; absent means no limit. */
    readonly perSecond?: number;
    /** Equal captions get equal scores, so that each is asked about once. */
    readonly readsTextOnly: boolean;
    /** Every question is paid for, in money or quota: no answer to one may be lost with the command. */
    readonly isMetered?: true;
  };
  /** @throws {BackendError} with `retryable`, or the signal's reason when aborted. */
  score(caption: Caption, signal: AbortSignal): Promise<CaptionScore>;
  close(): Promise<void>;
}

/** One attempt at one caption: a line of `<benchmark>/scores-<scorer>.jsonl`. The last line of an id counts. */
export interface ScoreLine {
  readonly v: 1;
  readonly id: string;
  readonly attempt: number;
  readonly status: "scored" | "unscored" | "failed";
  /** The caption as it was scored; a caption that has changed since is scored again. */
  readonly text: string;
  /** Name and version. */
  readonly scorer: string;
  readonly scores?: Readonly<Partial<Record<Attribute, number>>>;
  /** Why it is unscored. */
  readonly reason?: string;
  readonly error?: { readonly code: string; readonly message: string };
  /** The sample with the same caption that was asked about instead. */
  readonly sameAs?: string;
  /** When it was asked about, in milliseconds of the epoch: quotas and scorers without versions want to know. */
  readonly sentAtMs?: number;
  readonly latencyMs: number;
}

/** Name and version as they stand in lines and signatures. */
export function nameOfScorer({ name, version }: Pick<ScorerIdentity, "name" | "version">): string {
  return `${name} ${version}`;
}
