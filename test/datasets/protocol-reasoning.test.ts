/** The card's protocol of the benchmarks that ask for facts, counts and comparisons, written down from the protocol text and not from the code. */

import { describe, expect, it } from "vitest";
import { loadBenchmark, type BenchmarkName } from "../../datasets/index.ts";
import { suites } from "../../datasets/suites.ts";
import card from "../../reports/cards/paligemma.json" with { type: "json" };
import { addressOf, createBenchmark, type AnyBenchmark } from "../../src/core/define.ts";
import { readFiles, type Files } from "../fixtures/official-folder.ts";
import { layouts } from "../fixtures/official-layouts.ts";
import { reasoningLayouts } from "../fixtures/official-layouts-reasoning.ts";

/** protocol.md §2.2: `g32` is greedy and at most 32 tokens, `AA` is an antialiased resize; the first sample of the small folder, byte for byte. */
const PROTOCOL: readonly [name: BenchmarkName, tokens: number, antialias: boolean, size: number, prompt: string, target: unknown][] = [
  ["mmvp", 32, true, 300, "answer en Is the door open?", { answers: ["Open", "(a) Open", "(a)", "a"], group: "1" }],
  ["pope", 48, false, 9_000, "answer en Is there a dog in the image?", ["yes"]],
  ["gqa", 32, false, 12_578, "answer en Is it a dog?", ["yes"]],
  ["xgqa", 32, false, 100_624, "answer en What is it in bn?", ["dog"]],
  ["nlvr2", 64, false, 6_967, "answer en There are two dogs.", { answers: ["True"], group: "test1-0--0" }],
  ["marvl", 64, false, 5_670, "answer en two dogs", ["True"]],
  ["ai2d", 128, false, 3_088, "answer en  What eats grass? choose from: cow \t fox", ["cow"]],
  ["scienceqa", 512, false, 2_017, "Question: Which is living?\nContext: N/A\nOptions: (A) a stone, (B) a dog\nAnswer:", ["The answer is B."]],
  ["rsvqa-lr", 32, false, 6_782, "answer en Are there more roads than rivers?", { answers: ["yes"], group: "comp" }],
  ["rsvqa-hr", 32, false, 194_022, "answer en Is there a road?", { answers: ["yes"], group: "presence" }],
  ["tallyqa", 32, true, 38_589, "answer en How many dogs are there?", ["3"]],
];

async function create(name: BenchmarkName): Promise<AnyBenchmark> {
  return createBenchmark(await loadBenchmark(name));
}

/** The first prompt of a small folder. */
async function promptOf(name: BenchmarkName, options: Readonly<Record<string, string>>, files: Files = layouts[name].files): Promise<string> {
  const { benchmark, samples: [first] } = await readFiles(name, files, options);
  return benchmark.task.prompt(first as NonNullable<typeof first>);
}

describe("the protocol", () => {
  it.each(PROTOCOL)("of %s: %d tokens, antialias %s, %d samples, prompt and truth", async (name, tokens, antialias, size, prompt, target) => {
    const { benchmark: { task, dataset }, samples: [first] } = await readFiles(name, layouts[name].files);
    expect(task.decode).toEqual({ beams: 1, maxTokens: tokens, promptTokens: tokens });
    expect([task.antialias, dataset.size, dataset.folders[0]]).toEqual([antialias, size, name]);
    expect(task.prompt(first as NonNullable<typeof first>)).toBe(prompt);
    expect(first?.target).toEqual(target);
  });

  it("is held for all of these benchmarks, which stand in their suites", () => {
    expect(PROTOCOL.map(([name]) => name).sort()).toEqual(Object.keys(reasoningLayouts).sort());
    for (const [name] of PROTOCOL) expect(suites["question-answering"]).toContain(name);
    expect(suites.mix).toEqual(["mmvp", "pope"]);
  });

  it.each(PROTOCOL.map(([name]) => name).filter((name) => name !== "ai2d" && name !== "scienceqa"))("of %s takes the reply as it stands", async (name) => {
    const { task } = await create(name);
    for (const reply of [" Yes.\n", "", "$&"]) expect(task.read(reply, { id: "0", images: [], target: [] })).toBe(reply);
  });

  it("of ai2d reads only the text of a choice, of scienceqa only a letter", async () => {
    const [{ task: ai2d }, { task: scienceqa }] = [await create("ai2d"), await create("scienceqa")];
    const sample = { id: "0", images: [], choices: ["cow", "fox"], target: ["cow"] };
    expect(["fox", "Fox", " fox", "A"].map((reply) => ai2d.read(reply, sample))).toEqual(["fox", undefined, undefined, undefined]);
    expect(["The answer is A.", "the answer is b. Because", "A", " The answer is A."].map((reply) => scienceqa.read(reply, sample))).toEqual(["The answer is A.", "the answer is b. Because", undefined, undefined]);
  });

  it("keeps every character of a question: placeholders and patterns are text like others", async () => {
    const text = "What is {choices}, $& or {question}?";
    const row = { issimple: true, answer: 1, image: "VG_100K/1.jpg", image_id: 1, question_id: 1, question: text };
    expect(await promptOf("tallyqa", {}, { "tallyqa/test.json": [row] })).toBe(`answer en ${text}`);
  });
});

describe("where the protocol is uncertain", () => {
  it.each([
    ["mmvp", { prompt: "options" }, "answer en Is the door open? (a) Open (b) Closed"],
    ["pope", { prompt: "bare" }, "Is there a dog in the image?"],
  ] as const)("%s can be asked otherwise: %j", async (name, options, prompt) => {
    expect(await promptOf(name, options)).toBe(prompt);
  });

  it.each(["nlvr2", "marvl"] as const)("%s can have its labels in lower case", async (name) => {
    const { benchmark, samples: [first] } = await readFiles(name, layouts[name].files, { labels: "lower-case" });
    expect(benchmark.task.show(first?.target)).toEqual(["true"]);
  });
});

describe("the card's cells", () => {
  const rows = card.sections.flatMap((section) => section.rows as readonly { readonly signature?: string; readonly cells: Readonly<Record<string, { readonly part: string }>> }[]);

  it.each(PROTOCOL.map(([name]) => name))("of %s are parts of it, under the card's metric", async (name) => {
    const { parts } = await create(name);
    const wanted = rows.flatMap(({ signature, cells }) => Object.values(cells).filter(({ part }) => part.split("/")[0] === name).map(({ part }) => [part, signature] as const));
    expect(wanted.length).toBeGreaterThan(1);
    for (const [address, signature] of wanted) {
      const part = parts.find((found) => addressOf(name, found.name) === address);
      expect(part, address).toBeDefined();
      if (name !== "mmvp") expect(part?.metric.signature).toBe(signature);
    }
  });
});
