/**
 * Whether a backend answers the same question the same way: alone, again, and with a picture whose bytes differ and whose pixels do not.
 *
 * Answers that change are sampled. Answers that change only with the bytes are sampled and cached. Answers that are steady alone and
 * differ from those given in company depend on their batch.
 */

import { crc32 } from "node:zlib";
import { mediaTypeOf } from "../../io/media-type.ts";
import type { Backend, Request } from "../../core/types.ts";
import type { Finding } from "./diagnose.ts";
import { requestOf, type ProbeQuestion } from "./questions.ts";

/** Questions that are asked again. */
const REPEATED = 10;

interface Repeated {
  readonly question: ProbeQuestion;
  /** What it answered in company. */
  readonly reply: string;
}

/** Repeats a few of the questions, one at a time. An error while repeating says nothing. */
export async function findInstability(backend: Backend, asked: readonly Repeated[], { resolution, signal }: { readonly resolution: number; readonly signal: AbortSignal }): Promise<Finding[]> {
  // Long answers show sampling soonest.
  const chosen = asked.toSorted((a, b) => b.reply.length - a.reply.length).slice(0, REPEATED);
  let [changing, hidden, inCompany, compared] = [0, 0, 0, 0];
  for (const { question, reply } of chosen) {
    const request = requestOf(question, resolution);
    const ask = (wanted: Request): Promise<string | undefined> => backend.generate(wanted, signal).then(({ text }) => text, () => (signal.throwIfAborted(), undefined));
    const [once, again, other] = [await ask(request), await ask(request), await ask(withOtherBytes(request))];
    if (once === undefined || again === undefined || other === undefined) continue;
    compared++;
    if (once !== again) changing++;
    else if (once !== other) hidden++;
    else if (once !== reply) inCompany++;
  }
  if (changing > 0) return [{ cause: "sampling", evidence: `${changing} of ${compared} questions that were asked twice had two answers` }];
  if (hidden > 0) return [{ cause: "sampling", evidence: `${hidden} of ${compared} questions had another answer when a comment was put into the picture: answers are sampled, and then cached` }];
  if (inCompany > 0) return [{ cause: "batches", evidence: `${inCompany} of ${compared} questions had another answer when they were asked alone` }];
  return [];
}

function withOtherBytes(request: Request): Request {
  return { ...request, images: request.images.map((image) => ({ ...image, source: { name: image.source.name, read: async () => addComment(await image.source.read()) } })) };
}

const COMMENT = Buffer.from("asked again");

/** The same picture with a comment in it; of types other than JPEG and PNG the same bytes. */
export function addComment(bytes: Uint8Array): Uint8Array {
  const type = mediaTypeOf(bytes);
  if (type === "image/jpeg") return Buffer.concat([bytes.subarray(0, 2), Buffer.of(0xff, 0xfe, 0, COMMENT.length + 2), COMMENT, bytes.subarray(2)]);
  if (type !== "image/png") return bytes;
  const content = Buffer.concat([Buffer.from("tEXtComment\0", "latin1"), COMMENT]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length - 4);
  check.writeUInt32BE(crc32(content));
  // Behind the header chunk, which is always the first and 25 bytes long.
  return Buffer.concat([bytes.subarray(0, 33), length, content, check, bytes.subarray(33)]);
}
