/** The exported model against the embedded one on held-out pictures: the same tokens, greedily and with two and three beams. */

import { afterAll, describe, expect, it } from "vitest";
import { createDecoder, type Embeddings } from "../../../src/backends/onnx/decoder.ts";
import { answerTogether, joined, type Question } from "../../../src/backends/onnx/group.ts";
import { openOnnx } from "../../../src/backends/onnx/onnx.ts";
import { openSessions } from "../../../src/backends/onnx/sessions.ts";
import type { Generated } from "../../../src/backends/search.ts";
import { createModel, type Job } from "../../../src/backends/tiny/model.ts";
import { requestFor } from "../../contracts/backend.ts";
import type { Pixels } from "../../../src/backends/model-input.ts";
import { bytesOf, pixelsOf, readHeldOut, shipped } from "../tiny/golden.ts";
import { exportedFolder } from "./folder.ts";

const PROMPTS = 160;
/** Largest difference allowed in the log-probability of a whole answer; float32 sums in another order. */
const SCORES = 1e-4;

const folder = exportedFolder();
const { config, weights, tokenizer } = await shipped();
const asked = readHeldOut().flatMap((picture, number) => picture.asks.map(({ prompt }) => ({ picture, number, prompt })))
  .filter((_, i) => i % 5 === 0).slice(0, PROMPTS);

const jobs: Omit<Job, "beams">[] = [];
for (const { picture, number, prompt } of asked) {
  const ids = [config.bos, ...tokenizer.encode(prompt), ...tokenizer.encode("\n")];
  jobs.push({ pictures: [{ key: picture.id, pixels: await pixelsOf(picture, number) }], prompt: ids, maxTokens: 24 });
}

const sessions = await openSessions(folder, { threads: 2 });
const decoder = createDecoder(sessions);
afterAll(() => Promise.all([sessions.embed, sessions.vision, sessions.decoder].map((session) => session.release())));

/** The picture as the graph takes it, written apart from the backend's own way. */
async function featuresOf(pixels: Pixels): Promise<Embeddings> {
  const planes = Float32Array.from({ length: pixels.length }, (_, i) => (pixels[(i % 7056) * 3 + Math.floor(i / 7056)] as number) / 127.5 - 1);
  const { image_features: found } = await sessions.vision.run({ pixel_values: sessions.tensor("float32", planes, [1, 3, 84, 84]) });
  return { data: (found as { data: Float32Array }).data, type: "float32", width: 96 };
}

const questions: Omit<Question, "beams" | "signal">[] = [];
for (const { pictures: [picture], prompt, maxTokens } of jobs) {
  const text = await decoder.embed(prompt, [1, prompt.length]);
  questions.push({ prefix: joined([await featuresOf((picture as Job["pictures"][number]).pixels), text], text), places: 36 + prompt.length, maxTokens });
}

/** In groups of up to eight of one length, as they come. */
async function answersWith(beams: number): Promise<Generated[]> {
  const answers: Generated[] = [];
  const byLength = groupByLength();
  for (const members of byLength.values()) {
    for (let from = 0; from < members.length; from += 8) {
      const some = members.slice(from, from + 8);
      const found = await answerTogether(decoder, some.map((i) => ({ ...questions[i] as (typeof questions)[0], beams, signal: new AbortController().signal })), config.eos);
      some.forEach((i, at) => (answers[i] = found[at] as Generated));
    }
  }
  return answers;
}

function groupByLength(): Map<number, number[]> {
  const groups = new Map<number, number[]>();
  questions.forEach(({ places }, i) => groups.set(places, [...(groups.get(places) ?? []), i]));
  return groups;
}

describe.each([["greedy", 1], ["beam 2", 2], ["beam 3", 3]] as const)("%s", (_, beams) => {
  it(`writes what the embedded model writes on ${PROMPTS} prompts, token for token`, { timeout: 120_000 }, async () => {
    expect(jobs).toHaveLength(PROMPTS);
    const run = createModel({ config, weights });
    const expected = jobs.map((job) => run({ ...job, beams }));
    const answers = await answersWith(beams);
    expect(answers.map(({ tokens, finished }) => [tokens, finished])).toEqual(expected.map(({ tokens, finished }) => [tokens, finished]));
    expect(Math.max(...answers.map(({ score }, i) => Math.abs(score - (expected[i] as Generated).score)))).toBeLessThan(SCORES);
  });
});

it("answers through the backend as through the groups, whatever comes together", { timeout: 60_000 }, async () => {
  const clean = asked.filter(({ picture }) => picture.noise === 0).slice(0, 24);
  const backend = await openOnnx(folder);
  const decode = { beams: 1, maxTokens: 16, promptTokens: 128 } as const;
  const replies = await Promise.all(clean.map(({ picture, prompt }, i) => backend.generate({ ...requestFor(String(i), prompt, bytesOf(picture)), decode }, new AbortController().signal)));
  await backend.close();
  const run = createModel({ config, weights });
  const expected = clean.map(({ picture, prompt }) => run({ ...jobs[asked.findIndex((one) => one.picture === picture && one.prompt === prompt)] as Job, beams: 1, maxTokens: 16 }));
  expect(replies.map(({ text }) => text)).toEqual(expected.map(({ tokens }) => tokenizer.decode(tokens)));
});
