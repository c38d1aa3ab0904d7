/**
 * Recorded replies as a backend: whatever was predicted elsewhere is scored like a model's answer.
 *
 * FILE is a run's journal, JSON lines of {"id","text"} (or "prediction"/"caption"/"answer"), or an official result file: a JSON
 * array of objects with an id (`id`, `image_id`, `question_id`, `questionId`, VizWiz's `image`) and a text field.
 * An id that is not in the file is a failed sample ("not-recorded"), never an empty answer.
 */

import { BackendError, DataError } from "../core/errors.ts";
import type { Backend, Finish, Reply } from "../core/types.ts";
import { idField, recordOf, type Place } from "../io/fields.ts";
import { describeFile } from "../io/data-root.ts";
import { openLineReader } from "../io/lines.ts";
import { readChunks } from "../io/read-bytes.ts";
import { readJsonArray, readJsonLines } from "../io/read-json.ts";

const ID_FIELDS = ["id", "image_id", "question_id", "questionId", "image"];
const TEXT_FIELDS = ["text", "prediction", "caption", "answer"];
const FINISHES: ReadonlySet<unknown> = new Set(["stop", "length", "filter", "other"]);

export async function openReplay(file: string): Promise<Backend> {
  const { size, repeated, find, ids, close } = await ((await holdsArray(file)) ? readResults(file) : indexLines(file));
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

/** Told by the first character. */
async function holdsArray(file: string): Promise<boolean> {
  for await (const chunk of readChunks(file)) return chunk.toString("latin1", 0, 1 << 10).replace("\u00ef\u00bb\u00bf", "").trimStart().startsWith("[");
  return false;
}

async function readResults(file: string): Promise<Recorded> {
  const replies = new Map<string, Reply>();
  let repeated = 0;
  for await (const { value, row } of readJsonArray(file)) {
    const { id, reply } = replyOf(recordOf(value, { file, row }), { file, row });
    if (replies.has(id)) repeated++;
    replies.set(id, reply);
  }
  return { size: replies.size, repeated, find: (id) => replies.get(id), ids: () => replies.keys(), close: () => replies.clear() };
}

/** Lines stay in the file and are read when they are asked for. */
async function indexLines(file: string): Promise<Recorded> {
  const offsets = new Map<string, number>();
  let repeated = 0;
  for await (const { value, row, offset } of readJsonLines(file)) {
    const line = recordOf(value, { file, row });
    const isJournal = line["v"] === 1;
    if (isJournal && line["status"] === "failed") continue;
    const { id } = replyOf(line, { file, row });
    if (offsets.has(id) && !isJournal) repeated++;
    offsets.set(id, offset);
  }
  const reader = openLineReader(file);
  const find = (id: string): Reply | undefined => {
    const offset = offsets.get(id);
    return offset === undefined ? undefined : replyOf(JSON.parse(reader.lineAt(offset)) as Record<string, unknown>, { file }).reply;
  };
  return { size: offsets.size, repeated, find, ids: () => offsets.keys(), close: reader.close };
}

function replyOf(line: Readonly<Record<string, unknown>>, place: Place): { id: string; reply: Reply } {
  const idName = ID_FIELDS.find((field) => Object.hasOwn(line, field));
  const textName = TEXT_FIELDS.find((field) => typeof line[field] === "string");
  if (idName === undefined || textName === undefined) {
    throw new DataError(`expected an id (${ID_FIELDS.join(", ")}) and a text (${TEXT_FIELDS.join(", ")})`, place, { hint: `The row has: ${Object.keys(line).join(", ")}.` });
  }
  const finish = FINISHES.has(line["finish"]) ? (line["finish"] as Finish) : "stop";
  return { id: idField(line, idName, place), reply: { text: line[textName] as string, finish } };
}
