/** Every error a user can meet: what failed, where, what was expected, what to do. */

export type ErrorCode = "USAGE" | "DATA" | "BACKEND" | "METRIC";

interface Details {
  /** What to do about it, one sentence. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/** Base of all expected errors. Anything else is a bug (exit 5). */
export class EvalError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, details: Details = {}) {
    super(message, details.cause === undefined ? {} : { cause: details.cause });
    this.name = new.target.name;
    this.code = code;
    this.hint = details.hint;
  }
}

/** The user's side: an unknown name, a bad flag, a bad configuration. Exit 2. */
export class UsageError extends EvalError {
  constructor(message: string, details: Details = {}) {
    super("USAGE", message, details);
  }
}

/** Data that is missing or malformed. Exit 2; nothing already computed is lost. */
export class DataError extends EvalError {
  readonly file: string;
  /** Row or record, counted from 1, or a key. */
  readonly row: number | string | undefined;
  readonly field: string | undefined;

  constructor(message: string, at: { file: string; row?: number | string; field?: string }, details: Details = {}) {
    const place = [at.file, at.row === undefined ? "" : ` row ${at.row}`, at.field === undefined ? "" : ` field "${at.field}"`].join("");
    super("DATA", `${place}: ${message}`, details);
    this.file = at.file;
    this.row = at.row;
    this.field = at.field;
  }
}

/** What kind of trouble a backend had; the journal keeps it. */
export type BackendErrorCode =
  | "timeout" | "unreachable" | "rate-limited" | "quota" | "rejected" | "server" | "bad-reply" | "crashed" | "unsupported" | "bad-image" | "not-recorded" | "forbidden";

/** A model or server that did not answer. Bounded retries, then a failed sample; never a score. */
export class BackendError extends EvalError {
  readonly kind: BackendErrorCode;
  /** Another attempt may succeed. */
  readonly retryable: boolean;
  readonly status: number | undefined;
  /** The server's own wish (`Retry-After`), in milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(kind: BackendErrorCode, message: string, facts: Details & { retryable?: boolean; status?: number; retryAfterMs?: number } = {}) {
    super("BACKEND", message, facts);
    this.kind = kind;
    this.retryable = facts.retryable ?? false;
    this.status = facts.status;
    this.retryAfterMs = facts.retryAfterMs;
  }
}

/** A metric met something it cannot measure: wrong targets in the data, or a bug. Exit 2 from `cardeval metric`, else 5. */
export class MetricError extends EvalError {
  readonly metric: string;

  constructor(metric: string, message: string, details: Details = {}) {
    super("METRIC", `${metric}: ${message}`, details);
    this.metric = metric;
  }
}

/** A sample whose truth a metric cannot measure. */
export function sampleFault(metric: string, id: string, problem: string): MetricError {
  return new MetricError(metric, `sample ${JSON.stringify(id)}: ${problem}`);
}

/** The message of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
