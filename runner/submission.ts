/** A file for a test server: written from a run's replies, and checked as it lies on disk against the questions that the server asks. */

import { open, rename, rm } from "node:fs/promises";
import type { AnyBenchmark } from "../src/core/define.ts";
import { DataError, UsageError } from "../src/core/errors.ts";
import { rowSchema, submissionRow, type Submission } from "../src/core/submission.ts";
import type { Sample } from "../src/core/types.ts";
import { recordOf } from "../src/io/fields.ts";
import { readJsonArray, readJsonEntries } from "../src/io/read-json.ts";
import type { Replies } from "./score.ts";

/** One benchmark's share of a file. */
export interface Share {
  readonly benchmark: AnyBenchmark;
  readonly submission: Submission;
  /** The server's questions, in the order of its file. */
  samples(): AsyncIterable<Sample<unknown>>;
  readonly replies: Replies;
}

/** What was found in a file that could be read. */
export interface Checked {
  readonly rows: number;
  /** Questions that the file does not answer. */
  readonly missing: readonly string[];
}

/** Rows before they go to the disk. */
const WRITTEN_AT_ONCE = 4_096;
/** Ids that a message names. */
const NAMED = 5;

/**
 * Writes the file beside its place, checks what lies there, and moves it in place.
 *
 * @throws {UsageError} when questions are without an answer and `partial` does not allow it, or for what `checkSubmission` refuses
 */
export async function writeSubmission(place: string, shares: readonly Share[], partial: boolean): Promise<Checked & { readonly unreadable: number }> {
  const draft = `${place}.tmp`;
  const counts = { unreadable: 0 };
  try {
    await writeRows(draft, shares[0]?.submission.idField === undefined ? entriesOf(shares, counts) : rowsOf(shares[0] as Share, counts));
    const checked = await checkSubmission(draft, shares, partial);
    await rename(draft, place);
    return { ...checked, ...counts };
  } finally {
    await rm(draft, { force: true });
  }
}

/** First and last text of the file, and the rows between them. */
interface Rows {
  readonly brackets: readonly [string, string];
  texts(): AsyncIterable<string>;
}

/** A list of rows in the questions' order. A reply is handed in as it stands, read or not. */
function rowsOf(share: Share, counts: { unreadable: number }): Rows {
  return {
    brackets: ["[", "]"],
    async *texts() {
      for await (const { id, answer } of answersOf(share, counts)) yield JSON.stringify(submissionRow(share.submission, id, answer));
    },
  };
}

/** One object by question id, with a field of each benchmark. */
function entriesOf(shares: readonly Share[], counts: { unreadable: number }): Rows {
  return {
    brackets: ["{", "}"],
    async *texts() {
      const entries = new Map<string, object>();
      for (const share of shares) {
        for await (const { id, answer } of answersOf(share, counts)) entries.set(id, { ...entries.get(id), ...submissionRow(share.submission, id, answer) });
      }
      for (const [id, entry] of entries) yield `${JSON.stringify(id)}: ${JSON.stringify(entry)}`;
    },
  };
}

async function* answersOf({ benchmark, samples, replies }: Share, counts: { unreadable: number }): AsyncGenerator<{ id: string; answer: string }> {
  for await (const sample of samples()) {
    const line = replies.get(sample.id);
    if (line === undefined || line.status === "failed") continue;
    const answer = line.text ?? "";
    if (benchmark.task.read(answer, sample) === undefined) counts.unreadable++;
    yield { id: sample.id, answer };
  }
}

async function writeRows(place: string, { brackets, texts }: Rows): Promise<void> {
  const file = await open(place, "w");
  try {
    let [waiting, separator] = [[] as string[], brackets[0]];
    for await (const text of texts()) {
      waiting.push(`${separator}\n${text}`);
      separator = ",";
      if (waiting.length < WRITTEN_AT_ONCE) continue;
      await file.appendFile(waiting.join(""));
      waiting = [];
    }
    await file.appendFile(`${waiting.join("")}${separator === "," ? "" : brackets[0]}\n${brackets[1]}\n`);
  } finally {
    await file.close();
  }
}

/**
 * Holds a file to its format and to the questions.
 *
 * @throws {DataError} for a row that is not of the format
 * @throws {UsageError} for ids that stand twice, that nobody asked, or that are missing and may not be
 */
export async function checkSubmission(file: string, shares: readonly Share[], partial: boolean): Promise<Checked> {
  const { submission: { idField } } = shares[0] as Share;
  const isRow = await compileRow(shares.map(({ submission }) => submission), partial);
  const [seen, repeated] = [new Set<string>(), new Set<string>()];
  for await (const { value, row, key } of idField === undefined ? readJsonEntries(file) : readJsonArray(file) as AsyncGenerator<{ value: unknown; row: number; key?: string }>) {
    const problem = isRow(value);
    if (problem !== undefined) throw new DataError(`${problem}, in ${JSON.stringify(value)?.slice(0, 80)}`, { file, row: key ?? row }, { hint: "docs/submissions.md has the format of every server." });
    const id = key ?? String(recordOf(value, { file, row })[idField as string]);
    (seen.has(id) ? repeated : seen).add(id);
  }
  const missing: string[] = [];
  const unknown = new Set(seen);
  let asked = 0;
  for await (const { id } of (shares[0] as Share).samples()) {
    asked++;
    unknown.delete(id);
    if (!seen.has(id)) missing.push(id);
  }
  if (!partial) requireAllQuestions(asked, shares[0] as Share);
  refuse({ rows: seen.size, repeated: [...repeated], unknown: [...unknown], missing: partial ? [] : missing });
  return { rows: seen.size, missing };
}

/** A question file that was cut answers for itself: nothing would be missing. */
function requireAllQuestions(asked: number, { benchmark: { name, dataset } }: Share): void {
  if (asked === dataset.size) return;
  throw new UsageError(`the question file of ${name} holds ${asked} questions, the server's has ${dataset.size}`, { hint: "Fetch the official file; --partial goes by the file that is there." });
}

/** What is wrong with a row, or undefined. A part of a file may lack a benchmark's field. */
async function compileRow(shared: readonly Submission[], partial: boolean): Promise<(value: unknown) => string | undefined> {
  const { Ajv } = await import("ajv");
  const schema = { ...rowSchema(shared), ...(partial && shared.length > 1 ? { required: [] } : {}) };
  const validate = new Ajv({ allErrors: false }).compile(schema);
  return (value) => {
    if (validate(value)) return undefined;
    const [error] = validate.errors ?? [];
    const extra = (error?.params as { additionalProperty?: string } | undefined)?.additionalProperty;
    return `the row${error?.instancePath.replaceAll("/", " ") ?? ""} ${error?.message ?? "is wrong"}${extra === undefined ? "" : ` (${extra})`}`;
  };
}

interface Problems {
  readonly rows: number;
  readonly repeated: readonly string[];
  readonly unknown: readonly string[];
  readonly missing: readonly string[];
}

function refuse({ rows, repeated, unknown, missing }: Problems): void {
  const named = (ids: readonly string[]): string => `${ids.slice(0, NAMED).join(", ")}${ids.length > NAMED ? ", …" : ""}`;
  if (rows > 0 && unknown.length === rows) {
    throw new UsageError(`none of the ${rows} answers is to a question of this split: ${named(unknown)}`, { hint: "The answers belong to another split or benchmark: choose the split with --set." });
  }
  const problems = [
    ...(repeated.length === 0 ? [] : [`${repeated.length} ids stand twice: ${named(repeated)}`]),
    ...(unknown.length === 0 ? [] : [`${unknown.length} ids are of no question: ${named(unknown)}`]),
    ...(missing.length === 0 ? [] : [`${missing.length} questions have no answer: ${named(missing)}`]),
  ];
  if (problems.length === 0) return;
  const isIncomplete = missing.length > 0 && problems.length === 1;
  throw new UsageError(`the file would be refused or scored wrong: ${problems.join("; ")}`, {
    hint: isIncomplete ? "Issue the run again until it is complete; --partial writes what there is, and servers count the rest as wrong or refuse the file." : "Compare the file with the server's question file.",
  });
}
