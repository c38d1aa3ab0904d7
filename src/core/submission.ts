/** Files for test servers, declared: what a server takes, and what it wrote back. */

/** The file in which answers are handed in: a list of one object a question, or one object of objects by question id. */
export interface Submission {
  /** Where it is handed in. */
  readonly server: string;
  /** The file's name by the value of the benchmark's option `split`; other splits are not taken. `{model}` is filled in. */
  readonly files: Readonly<Record<string, string>>;
  /** Field of a row's id; absent where rows stand under their ids. Benchmarks of one such file share it, a field each. */
  readonly idField?: string;
  /** Whole numbers are written without quotes. */
  readonly ids: "whole number" | "text";
  readonly answerField: string;
  /** What the server or its script does beyond reading the file. */
  readonly note?: string;
}

/** A row, or the value under an id. */
export type SubmissionRow = Readonly<Record<string, string | number>>;

export function submissionRow({ idField, ids, answerField }: Submission, id: string, answer: string): SubmissionRow {
  return { ...(idField === undefined ? {} : { [idField]: ids === "text" ? id : Number(id) }), [answerField]: answer };
}

/** JSON schema of one row, of all benchmarks that share the file. */
export function rowSchema(shared: readonly Submission[]): object {
  const properties = Object.fromEntries(shared.flatMap(({ idField, ids, answerField }) => [
    ...(idField === undefined ? [] : [[idField, ids === "text" ? { type: "string", minLength: 1 } : { type: "integer", minimum: 0 }]]),
    [answerField, { type: "string" }],
  ]));
  return { type: "object", additionalProperties: false, required: Object.keys(properties), properties };
}

/** JSON schema of the whole file. */
export function fileSchema(shared: readonly Submission[]): object {
  const rows = rowSchema(shared);
  const dialect = { $schema: "http://json-schema.org/draft-07/schema#" };
  return shared[0]?.idField === undefined
    ? { ...dialect, type: "object", minProperties: 1, additionalProperties: rows }
    : { ...dialect, type: "array", minItems: 1, items: rows };
}

/** A test server's answer as somebody wrote it down. */
export interface RecordedAnswer {
  readonly benchmark: string;
  /** A number of the benchmark by name; absent means its headline. */
  readonly part?: string;
  /** A fraction or raw CIDEr, never percent. */
  readonly value: number;
  /** What the server calls the set: `test-standard`. */
  readonly phase: string;
  /** The day the server answered, `2026-11-25`. */
  readonly date: string;
  /** The server's own number of the submission. */
  readonly submission: string;
  /** Who wrote it down. */
  readonly by: string;
}
