/**
 * Recorded replies as a backend: whatever was predicted elsewhere is scored like a model's answer.
 *
 * FILE is a run's journal, JSON lines of {"id","text"} (or "prediction"/"caption"/"answer"), or an official result file: a JSON
 * array of objects with an id (`id`, `image_id`, `question_id`, `questionId`) and a text field.
 * An id that is not in the file is a failed sample ("not-recorded"), never an empty answer.
 */

import { sha256 } from "../core/canonical-json.ts";
import { BackendError, DataError } from "../core/errors.ts";
import type { Backend, Finish, Reply } from "../core/types.ts";
import { idField, recordOf, type Place } from "../io/fields.ts";
import { decodeText, readBytes } from "../io/read-bytes.ts";
import { readJsonArray, readJsonLines, type Row } from "../io/read-json.ts";

const ID_FIELDS = ["id", "image_id", "question_id", "questionId"];
const TEXT_FIELDS = ["text", "prediction", "caption", "answer"];
const FINISHES: ReadonlySet<unknown> = new Set(["stop", "length", "filter", "other"]);

export async function openReplay(file: string): Promise<Backend> {
  const replies = new Map<string, Reply>();
  const repeated: string[] = [];
  for await (const { value, row } of rowsOf(file)) {
    const line = recordOf(value, { file, row });
    if (line["v"] === 1 && line["status"] === "failed") continue;
    const { id, reply } = replyOf(line, { file, row });
    if (replies.has(id) && line["v"] !== 1) repeated.push(id);
    replies.set(id, reply);
  }
  if (replies.size === 0) throw new DataError("holds no reply", { file }, { hint: "Expected JSON lines of {\"id\",\"text\"}, a journal, or an official result file." });
  const digest = sha256(await readBytes(file));
  return {
    identity: { kind: "replay", model: "replay", details: { sha256: digest, replies: replies.size, ...(repeated.length === 0 ? {} : { repeatedIds: repeated.length }) } },
    features: { beams: true, cutsPrompts: true, readsImages: false, concurrency: 64 },
    async generate(request, signal) {
      signal.throwIfAborted();
      const reply = replies.get(request.id);
      if (reply === undefined) throw new BackendError("not-recorded", `${file} holds no reply for sample "${request.id}"`);
      return reply;
    },
    leftovers: (isAsked) => [...replies.keys()].filter((id) => !isAsked(id)),
    async close() {
      replies.clear();
    },
  };
}

/** A JSON array, or JSON lines: told by the first character. */
async function* rowsOf(file: string): AsyncGenerator<Row> {
  const start = decodeText((await readBytes(file)).subarray(0, 1 << 10).filter((byte) => byte < 128), { file }).trimStart();
  yield* start.startsWith("[") ? readJsonArray(file) : readJsonLines(file);
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
