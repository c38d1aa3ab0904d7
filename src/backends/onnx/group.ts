/** Questions of one length, answered together: their searches take their steps at the same time, and the decoder runs once for all. */

import { type Generated, type Search, search } from "../search.ts";
import type { Decoder, Embeddings, Scored } from "./decoder.ts";

/** One question: embeddings of its pictures and its prompt, and how it is answered. */
export interface Question {
  readonly prefix: Embeddings;
  readonly places: number;
  readonly beams: number;
  readonly maxTokens: number;
  readonly signal: AbortSignal;
}

interface Active {
  /** Its number among the questions. */
  readonly index: number;
  readonly steps: Search;
  /** Its first row in the cache. */
  readonly firstRow: number;
  readonly result: IteratorResult<{ readonly tokens: readonly number[]; readonly parents: readonly number[] }, Generated>;
}

/** Answers in the questions' order; undefined for those that were aborted meanwhile. All prefixes have the same number of places. */
export async function answerTogether(decoder: Decoder, questions: readonly Question[], eos: number): Promise<readonly (Generated | undefined)[]> {
  const [{ prefix, places }] = questions as readonly [Question];
  const answers: (Generated | undefined)[] = questions.map(() => undefined);
  let scored = await decoder.prefill(joined(questions.map((question) => question.prefix), prefix), questions.length, places);
  const { vocabulary } = scored;
  let active = questions.map(({ beams, maxTokens }, index): Active => {
    const steps = search(rowsOf(scored, index, 1), { beams, maxTokens, eos, vocabulary });
    return { index, steps, firstRow: index, result: steps.next() };
  });
  for (let before = places; ; before++) {
    for (const { index, result } of active) if (result.done === true) answers[index] = result.value;
    active = active.filter(({ index, result }) => result.done !== true && questions[index]?.signal.aborted === false);
    if (active.length === 0) return answers;
    const [tokens, rows] = [[] as number[], [] as number[]];
    const firstRows = active.map(({ firstRow, result }) => {
      const { tokens: next, parents } = result.value as { tokens: readonly number[]; parents: readonly number[] };
      tokens.push(...next);
      rows.push(...parents.map((parent) => firstRow + parent));
      return tokens.length - next.length;
    });
    scored = await decoder.step(tokens, scored.cache, rows, before);
    active = active.map(({ index, steps }, i): Active => {
      const firstRow = firstRows[i] as number;
      return { index, steps, firstRow, result: steps.next(rowsOf(scored, firstRow, (firstRows[i + 1] ?? tokens.length) - firstRow)) };
    });
  }
}

function rowsOf({ scores, vocabulary }: Scored, first: number, count: number): Float32Array {
  return scores.subarray(first * vocabulary, (first + count) * vocabulary);
}

/** Embeddings one behind the other. */
export function joined(parts: readonly Embeddings[], { data, type, width }: Embeddings): Embeddings {
  const length = parts.reduce((sum, part) => sum + (part.data as Float32Array).length, 0);
  const all = new (data.constructor as { new (length: number): Float32Array })(length);
  let at = 0;
  for (const part of parts) {
    all.set(part.data as Float32Array, at);
    at += (part.data as Float32Array).length;
  }
  return { data: all, type, width };
}
