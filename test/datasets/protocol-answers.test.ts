/** The card's protocol of question answering, written down from the protocol text and not from the code. */

import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { benchmarkNames, loadBenchmark, type BenchmarkName } from "../../datasets/index.ts";
import type { Card } from "../../reports/card.ts";
import { addressOf, createBenchmark, type AnyBenchmark } from "../../src/core/define.ts";
import { readFiles } from "../fixtures/official-folder.ts";
import { answerLayouts } from "../fixtures/official-layouts-answers.ts";

const BARE = "{question}";
const ANSWER = "answer en {question}";

/** protocol.md §2.2: `g32` is greedy and at most 32 tokens, the prompt's budget is the same number; sizes of §6's local splits. */
const PROTOCOL: readonly [name: keyof typeof answerLayouts, form: string, tokens: number, antialias: boolean, size: number, headline: string][] = [
  ["vqav2", ANSWER, 32, true, 214_354, "vqa-accuracy|norm:vqa-unless-unanimous|people:10-leave-one-out|v:1"],
  ["okvqa", ANSWER, 32, true, 5_046, "vqa-accuracy-simple|case:kept|v:1"],
  ["aokvqa-mc", "answer en  {question} choose from: {choices}", 128, true, 1_145, "exact-match|case:kept|v:1"],
  ["aokvqa-da", ANSWER, 32, true, 1_145, "vqa-accuracy-simple|case:kept|v:1"],
  ["chartqa", BARE, 48, true, 2_500, "relaxed-accuracy|case:ignored|tolerance:0.05|v:1"],
  ["vizwiz-vqa", ANSWER, 48, false, 4_319, "vqa-accuracy-simple|case:kept|v:1"],
  ["ocr-vqa", ANSWER, 32, true, 100_000, "exact-match|case:kept|v:1"],
  ["textvqa", ANSWER, 32, true, 5_000, "vqa-accuracy|norm:vqa-unless-unanimous|people:10-leave-one-out|v:1"],
  ["docvqa", BARE, 32, true, 5_349, "anls|case:ignored|threshold:<0.5|v:1"],
  ["infographic-vqa", ANSWER, 48, true, 2_801, "anls|case:ignored|threshold:<0.5|v:1"],
  ["st-vqa", ANSWER, 48, true, 26_074, "anls|case:ignored|threshold:<0.5|v:1"],
];

const names = PROTOCOL.map(([name]) => name);

async function create(name: BenchmarkName, options: Readonly<Record<string, string>> = {}): Promise<AnyBenchmark> {
  return createBenchmark(await loadBenchmark(name), options);
}

describe("the protocol", () => {
  it.each(PROTOCOL)("of %s: prompt, decoding, picture, size, folder, metric", async (name, form, tokens, antialias, size, headline) => {
    const { task, dataset, parts } = await create(name);
    expect(task.form).toBe(form);
    expect(task.decode).toEqual({ beams: 1, maxTokens: tokens, promptTokens: tokens });
    expect(task.antialias).toBe(antialias);
    expect(dataset.size).toBe(size);
    expect(dataset.folders[0]).toBe(name);
    expect([parts[0]?.name, parts[0]?.metric.signature]).toEqual([undefined, headline]);
  });

  it("covers the small folders", () => {
    expect(names).toEqual(Object.keys(answerLayouts));
  });

  it("of st-vqa with a list is the reference's 2,628 questions", async () => {
    expect((await create("st-vqa", { questions: "listed" })).dataset.size).toBe(2_628);
  });

  it("of ocr-vqa after the card compares without case", async () => {
    expect((await create("ocr-vqa", { case: "ignored" })).parts[0]?.metric.signature).toBe("exact-match|case:ignored|v:1");
  });
});

describe("prompts of samples", () => {
  it.each([
    ["vqav2", ["answer en Is it a dog?", "answer en How many?"]],
    ["okvqa", ["answer en What sport is it?", "answer en Who made it?"]],
    ["aokvqa-mc", ["answer en  What is it? choose from: a dog \t a cat \t a cow \t an owl", "answer en  What is it? choose from: red \t blue \t Red \t green"]],
    ["aokvqa-da", ["answer en What is it?", "answer en What is it?"]],
    ["chartqa", ["How many bars?", "Which is the\nlargest?", "What was the share in 2019?"]],
    ["vizwiz-vqa", ["answer en What is this?", "answer en What is this?"]],
    ["ocr-vqa", ["answer en What is the title of this book?", "answer en Is this a comedy book?"]],
    ["textvqa", ["answer en what brand is it?", "answer en what brand is it?"]],
    ["docvqa", ["Who signed it?", "Who signed it?"]],
    ["infographic-vqa", ["answer en Which ones?", "answer en Which ones?"]],
    ["st-vqa", ["answer en What is written?", "answer en What is written?"]],
  ] as const)("of %s, byte for byte", async (name, prompts) => {
    const { benchmark, samples } = await readFiles(name, answerLayouts[name].files);
    expect(samples.map((sample) => benchmark.task.prompt(sample))).toEqual(prompts);
  });

  it.each(names)("of %s keep every character of the question", async (name) => {
    const { task } = await create(name);
    const text = "  What is {question} $& $1 $$ {choices}?\u00a0\n";
    const prompt = task.prompt({ id: "0", images: [], text, choices: ["$&", "{question}"], target: ["x"] });
    expect(prompt).toBe(task.form.split("{question}").join(text).replace(/choose from: \{choices\}$/, () => "choose from: $& \t {question}"));
  });
});

describe("a reply", () => {
  it.each(names.filter((name) => name !== "aokvqa-mc"))("to %s is read as it stands: no trimming, no cut at line ends", async (name) => {
    const { task } = await create(name);
    for (const reply of [" Yes .\n\nNo.  ", ""]) expect(task.read(reply, { id: "0", images: [], target: ["yes"] })).toBe(reply);
  });

  it("to aokvqa-mc is one of the choices or unreadable", async () => {
    const { task } = await create("aokvqa-mc");
    const sample = { id: "0", images: [], choices: ["red", "blue"], target: ["red"] };
    expect(["red", "blue", "Red", " red", "", "red \t blue", "a"].map((reply) => task.read(reply, sample))).toEqual(["red", "blue", undefined, undefined, undefined, undefined, undefined]);
  });
});

describe("the card", () => {
  const card = JSON.parse(readFileSync(path.resolve(import.meta.dirname, "../../reports/cards/paligemma.json"), "utf8")) as Card;
  const rows = card.sections.flatMap((section) => section.rows).flatMap((row) => Object.values(row.cells).map(({ part }) => ({ part, row })));

  it.each(benchmarkNames)("has cells of %s, each of them a part, under the card's metric", async (name) => {
    const { parts } = await create(name);
    const own = rows.filter(({ part }) => part.split("/")[0] === name);
    expect(own.length).toBeGreaterThan(0);
    for (const { part: address, row } of own) {
      const part = parts.find((candidate) => addressOf(name, candidate.name) === address);
      expect(part, address).toBeDefined();
      if (row.signature !== undefined) expect(part?.metric.signature).toBe(row.signature);
      expect(row.needs === "test-server").toBe(part?.note?.endsWith("whose labels only its server has") === true);
    }
  });

  it.each(["okvqa", "chartqa", "ocr-vqa"])("knows the signature of %s", (name) => {
    expect(rows.filter(({ part }) => part === name).every(({ row }) => row.signature !== undefined)).toBe(true);
  });
});
