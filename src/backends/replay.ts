/**
 * Recorded replies as a backend: whatever was predicted elsewhere is scored like a model's answer.
 *
 * FILE is a run's journal, JSON lines of {"id","text"} (or "prediction"/"caption"/"answer"), or an official result file: a JSON
 * array of objects with an id (`id`, `image_id`, `question_id`, `questionId`, VizWiz's `image`) and a text field, or one object of
 * objects by id (A-OKVQA's). `FILE#FIELD` names the text field where rows have several.
 * An id that is not in the file is a failed sample ("not-recorded"), never an empty answer.
 */

import { existsSync } from "node:fs";
import { BackendError, DataError } from "../core/errors.ts";
import type { Backend, Finish, Reply } from "../core/types.ts";
import { idField, recordOf, type Place } from "../io/fields.ts";
import { describeFile } from "../io/data-root.ts";
import { openLineReader } from "../io/lines.ts";
import { readChunks } from "../io/read-bytes.ts";
import { readJsonArray, readJsonEntries, readJsonLines } from "../io/read-json.ts";

const ID_FIELDS = ["id", "image_id", "question_id", "questionId", "image"];
const TEXT_FIELDS = ["text", "prediction", "caption", "answer", "multiple_choice", "direct_answer"];
/** Two answers to two benchmarks, in A-OKVQA's file. */
const BOTH = ["multiple_choice", "direct_answer"];
/** How such a file begins. */
const ENTRIES = /^\{\s*"[^"\\]+"\s*:\s*\{\s*"(?:multiple_choice|direct_answer)"/;
const FINISHES: ReadonlySet<unknown> = new Set(["stop", "length", "filter", "other"]);

export async function openReplay(target: string): Promise<Backend> {
  const { file, field } = splitTarget(target);
  const { size, repeated, find, ids, close } = await openRecorded(file, field);
  if (size === 0) throw new DataError("holds no reply", { file }, { hint: "Expected JSON lines of {\"id\",\"text\"}, a journal, or an official result file." });
  const { sha256 } = await describeFile(file, file);
  return {
    identity: { kind: "replay", model: "replay", details: { sha256, replies: size, ...(repeated === 0 ? {} : { repeatedIds: repeated }) } },
    features: { beams: true, cutsPrompts: true, readsImages: false, concurrency: 64 },
    async generate(request, signal) {
      signal.throwIfAborted();
      const reply = find(request.id);
      if (reply === undefined) throw new BackendError("not-recorded", `${file} holds no reply for sample "${request.id}"`);
      return reply;
    },
    leftovers: (isAsked) => [...ids()].filter((id) => !isAsked(id)),
    async close() {
      close();
    },
  };
}

interface Recorded {
  readonly size: number;
  /** Ids that stood there more than once; the last one counts. */
  readonly repeated: number;
  find(id: string): Reply | undefined;
  ids(): Iterable<string>;
  close(): void;
}

/** A name that exists is taken as it is, `#` or not. */
function splitTarget(target: string): { file: string; field: string | undefined } {
  const [, file = target, field] = existsSync(target) ? [] : (/^(.+)#(\w+)$/.exec(target) ?? []);
  return { file, field };
}

async function openRecorded(file: string, field: string | undefined): Promise<Recorded> {
  const begin = await beginningOf(file);
  if (begin.startsWith("[")) return collect(readRows(file, field));
  return ENTRIES.test(begin) ? collect(readEntries(file, field)) : indexLines(file, field);
}

/** What kind of file it is stands in its first characters. */
async function beginningOf(file: string): Promise<string> {
  for await (const chunk of readChunks(file)) return chunk.toString("latin1", 0, 1 << 10).replace("\u00ef\u00bb\u00bf", "").trimStart();
  return "";
}

interface RecordedReply {
  readonly id: string;
  readonly reply: Reply;
}

async function* readRows(file: string, field: string | undefined): AsyncGenerator<RecordedReply> {
  for await (const { value, row } of readJsonArray(file)) yield replyOf(recordOf(value, { file, row }), { file, row }, field);
}

async function* readEntries(file: string, field: string | undefined): AsyncGenerator<RecordedReply> {
  for await (const { key: id, value, row } of readJsonEntries(file)) yield { id, reply: textOf(recordOf(value, { file, row }), { file, row }, field) };
}

async function collect(recorded: AsyncIterable<RecordedReply>): Promise<Recorded> {
  const replies = new Map<string, Reply>();
  let repeated = 0;
  for await (const { id, reply } of recorded) {
    if (replies.has(id)) repeated++;
    replies.set(id, reply);
  }
  return { size: replies.size, repeated, find: (id) => replies.get(id), ids: () => replies.keys(), close: () => replies.clear() };
}

/** Lines stay in the file and are read when they are asked for. */
async function indexLines(file: string, field: string | undefined): Promise<Recorded> {
  const offsets = new Map<string, number>();
  let repeated = 0;
  for await (const { value, row, offset } of readJsonLines(file)) {
    const line = recordOf(value, { file, row });
    const isJournal = line["v"] === 1;
    if (isJournal && line["status"] === "failed") continue;
    const { id } = replyOf(line, { file, row }, field);
    if (offsets.has(id) && !isJournal) repeated++;
    offsets.set(id, offset);
  }
  const reader = openLineReader(file);
  const find = (id: string): Reply | undefined => {
    const offset = offsets.get(id);
    return offset === undefined ? undefined : replyOf(JSON.parse(reader.lineAt(offset)) as Row, { file }, field).reply;
  };
  return { size: offsets.size, repeated, find, ids: () => offsets.keys(), close: reader.close };
}

type Row = Readonly<Record<string, unknown>>;

function replyOf(row: Row, place: Place, field: string | undefined): RecordedReply {
  const idName = ID_FIELDS.find((name) => Object.hasOwn(row, name));
  if (idName === undefined) throw new DataError(`expected an id (${ID_FIELDS.join(", ")})`, place, { hint: `The row has: ${Object.keys(row).join(", ")}.` });
  return { id: idField(row, idName, place), reply: textOf(row, place, field) };
}

function textOf(row: Row, place: Place, field: string | undefined): Reply {
  const has = (name: string): boolean => Object.hasOwn(row, name) && typeof row[name] === "string";
  const name = (field === undefined ? TEXT_FIELDS : [field]).find(has);
  if (name === undefined) throw new DataError(`expected a text (${field ?? TEXT_FIELDS.join(", ")})`, place, { hint: `The row has: ${Object.keys(row).join(", ")}.` });
  if (field === undefined && BOTH.every(has)) throw new DataError(`holds ${BOTH.join(" and ")}`, place, { hint: `Say which one: replay:FILE#${BOTH[0]}.` });
  return { text: row[name] as string, finish: FINISHES.has(row["finish"]) ? (row["finish"] as Finish) : "stop" };
}
