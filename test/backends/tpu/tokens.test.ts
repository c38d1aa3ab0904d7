/** The runtime's answers, token for token: the embedded checkpoint in all its forms, and a made-up PaliGemma 2. */

import { execFileSync } from "node:child_process";
import { setMaxListeners } from "node:events";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createModel } from "../../../src/backends/tiny/model.ts";
import type { Answer, Question, WirePicture } from "../../../src/backends/tpu/messages.ts";
import { openProcess } from "../../../src/backends/tpu/runtime-process.ts";
import type { Runtime } from "../../../src/backends/tpu/runtime.ts";
import { CHECKPOINT, pixelsOf, readGolden, readHeldOut, shipped } from "../tiny/golden.ts";
import { hasJax, needsJax, python, runScript } from "./python.ts";

interface Expected { readonly ids: readonly number[]; readonly text: string; readonly score: number; readonly finished: boolean }
interface Case {
  readonly pictures: readonly string[]; readonly prompt: string; readonly promptTokens: number; readonly maxTokens: number;
  readonly beams: Readonly<Record<"1" | "2" | "3", Expected>>;
}

/** Largest difference allowed in the log-probability of a whole answer; the largest measured is 2.4e-5. */
const SCORES = 1e-4;
/** Cases of the reference, which has clean pictures only, and more with noise and JPEG, whose truth is the embedded forward. */
const golden = readGolden<{ readonly cases: readonly Case[] }>("answers").cases;
const MORE = 40;

const pixels = new Map<string, Uint8Array>();
const { signal } = new AbortController();
// One listener a question, all at once.
setMaxListeners(0, signal);

function question({ pictures, prompt, promptTokens, maxTokens }: Omit<Case, "beams">, beams: number): Question {
  const images = pictures.map((id): WirePicture => ({ key: id, width: 84, height: 84, rgb: Buffer.from(pixels.get(id) as Uint8Array).toString("base64") }));
  return { type: "generate", prompt, images, beams, max_tokens: maxTokens, prompt_tokens: promptTokens };
}

async function answers(runtime: Runtime, cases: readonly Omit<Case, "beams">[], beams: number): Promise<Answer[]> {
  return Promise.all(cases.map(async (each) => (await runtime.send(question(each, beams), signal)) as Answer));
}

function plain({ tokens, text, finish }: Answer): unknown {
  return { ids: tokens, text, finished: finish === "stop" };
}

async function embeddedAnswers(): Promise<Case[]> {
  const { config, tokenizer, ...checkpoint } = await shipped();
  const run = createModel({ config, weights: checkpoint.weights });
  const asked = readHeldOut().filter(({ form }) => form !== "clean").flatMap(({ id, asks }) => asks.map(({ prompt }) => ({ id, prompt }))).slice(0, MORE);
  return asked.map(({ id, prompt }) => {
    const ids = [config.bos, ...tokenizer.encode(prompt), ...tokenizer.encode("\n")];
    const answer = (beams: number): Expected => {
      const { tokens, ...rest } = run({ pictures: [{ key: id, pixels: pixels.get(id) as Uint8Array }], prompt: ids, beams, maxTokens: 32 });
      return { ids: tokens, text: tokenizer.decode(tokens), ...rest };
    };
    return { pictures: [id], prompt, promptTokens: 64, maxTokens: 32, beams: { 1: answer(1), 2: answer(2), 3: answer(3) } };
  });
}

describe.skipIf(!hasJax)(`the JAX runtime${needsJax}`, () => {
  const made = mkdtempSync(path.join(tmpdir(), "cardeval-checkpoints-"));
  const opened: Runtime[] = [];
  const open = async (place: string, ...words: string[]): Promise<Runtime> => {
    const runtime = await openProcess(python, [place, ...words]);
    opened.push(runtime);
    return runtime;
  };
  beforeAll(async () => {
    for (const [number, picture] of readHeldOut().entries()) pixels.set(picture.id, await pixelsOf(picture, number));
    runScript("make_checkpoints.py", [CHECKPOINT, made]);
  });
  afterAll(() => Promise.all(opened.map((runtime) => runtime.close())));

  it(`writes what reference and embedded model write in ${golden.length + MORE} cases: greedy, beam 2, beam 3`, async () => {
    const cases = [...golden, ...await embeddedAnswers()];
    expect(cases.length).toBeGreaterThanOrEqual(150);
    const runtime = await open(CHECKPOINT);
    for (const beams of [1, 2, 3] as const) {
      const expected = cases.map(({ beams: { [`${beams}` as const]: each } }) => each);
      const written = await answers(runtime, cases, beams);
      expect(written.map(plain)).toEqual(expected.map(({ ids, text, finished }) => ({ ids, text, finished })));
      expect(Math.max(...written.map(({ score }, index) => Math.abs(score - (expected[index] as Expected).score)))).toBeLessThan(SCORES);
    }
  }, 300_000);

  it.each([
    ["three shards, float32, transformers 5's names", "shards-new-names", 0],
    ["big_vision's .npz", "published.npz", 0],
    ["bfloat16 weights", "bfloat16", 5],
    ["big_vision's .npz in bfloat16, which numpy has no name for", "published.bf16.npz", 5],
  ])("reads %s", async (_, place, mayDiffer) => {
    const cases = golden.filter(({ pictures }) => pictures.length === 1);
    const written = await answers(await open(path.join(made, place)), cases, 1);
    expect(written.filter(({ text }, index) => text !== cases[index]?.beams[1].text).length).toBeLessThanOrEqual(mayDiffer);
  }, 120_000);

  it.each([["16", 120, 5], ["1", 24, 2]] as const)("calculates in bfloat16, which changes few answers, %s at a time", async (batch, count, mayDiffer) => {
    const cases = golden.filter(({ pictures }) => pictures.length === 1).slice(0, count);
    const runtime = await open(CHECKPOINT, "--dtype", "bfloat16", "--batch", batch);
    for (const beams of [1, 3] as const) {
      const written = await answers(runtime, cases, beams);
      expect(written.filter(({ text }, index) => text !== cases[index]?.beams[beams].text).length).toBeLessThanOrEqual(mayDiffer);
    }
  }, 120_000);

  it.each([
    ["a folder", "second", [24, 3, 4]],
    ["big_vision's .npz", "second-npz/second.npz", [32, 50, 30]],
  ] as const)("runs PaliGemma 2 from %s as the numpy reference does", async (_, place, numbers) => {
    const cases = golden.slice(0, 12).map((each) => ({ ...each, maxTokens: 12 }));
    const { tokenizer } = await shipped();
    const lines = cases.map(({ pictures, prompt, promptTokens, maxTokens }) => JSON.stringify({
      ids: [2, ...tokenizer.encode(prompt), ...tokenizer.encode("\n")].slice(0, promptTokens), limit: maxTokens,
      pixels: Buffer.from(pixels.get(pictures[0] as string) as Uint8Array).toString("base64"),
    }));
    const script = [path.join(import.meta.dirname, "second_reference.py"), path.join(made, "second"), ...numbers.map(String)];
    const env = { ...process.env, PYTHONPATH: path.resolve("src/backends/tpu"), OPENBLAS_NUM_THREADS: "1" };
    const expected = execFileSync(python, script, { input: lines.join("\n"), encoding: "utf8", env }).trim().split("\n").map((line) => JSON.parse(line) as { tokens: number[]; score: number });
    const written = await answers(await open(path.join(made, place)), cases, 1);
    expect(written.map(({ tokens }) => tokens)).toEqual(expected.map(({ tokens }) => tokens));
    expect(new Set(expected.map(({ tokens }) => tokens.join(" "))).size).toBeGreaterThan(3);
    expect(Math.max(...written.map(({ score }, index) => Math.abs(score - (expected[index]?.score ?? 0))))).toBeLessThan(SCORES);
  }, 120_000);
});

describe.skipIf(!hasJax)(`resizing and outlines in the runtime${needsJax}`, () => {
  it("equal TensorFlow's, bit for bit", () => {
    expect(JSON.parse(runScript("resize_golden.py", [path.resolve("test/golden")]))).toEqual({ resize: { cases: 302, wrong: 0 }, outlines: { cases: 220, wrong: 0 } });
  });
});
