/** The card's protocol, written down from the protocol text and not from the code: prompts, decoding, pictures, sizes, averages. */

import path from "node:path";
import { describe, expect, it } from "vitest";
import { loadBenchmark, type BenchmarkName } from "../../datasets/index.ts";
import { suites } from "../../datasets/suites.ts";
import { createBenchmark, type AnyBenchmark } from "../../src/core/define.ts";
import { readAll } from "../fixtures/official-folder.ts";

const sampler = path.resolve(import.meta.dirname, "../../datasets/sampler");

/** protocol.md §2.1: `b2/32` is two beams and at most 32 tokens, `g96` is greedy; the prompt's budget is the same number. */
const PROTOCOL: readonly [name: BenchmarkName, form: string, beams: number, tokens: number, antialias: boolean, size: number][] = [
  ["coco-captions", "caption en", 2, 32, false, 5_000],
  ["nocaps", "caption en", 2, 32, false, 4_500],
  ["coco-35l", "caption {language}", 1, 32, false, 175_000],
  ["xm3600", "caption {language}", 1, 32, false, 129_600],
  ["textcaps", "caption en", 3, 32, false, 3_166],
  ["scicap", "caption en", 1, 96, false, 13_355],
  ["screen2words", "caption en", 1, 24, false, 4_310],
  ["widget-captioning", "caption en", 1, 32, true, 3_621],
];

/** protocol.md §2.1, in its order. */
const LANGUAGES = "ar bn cs da de el en es fa fi fil fr he hi hr hu id it ja ko mi nl no pl pt ro ru sv sw te th tr uk vi zh".split(" ");

async function create(name: BenchmarkName): Promise<AnyBenchmark> {
  return createBenchmark(await loadBenchmark(name));
}

describe("the protocol", () => {
  it.each(PROTOCOL)("of %s: prompt, decoding, picture, size, folder", async (name, form, beams, tokens, antialias, size) => {
    const { task, dataset } = await create(name);
    expect(task.form).toBe(form);
    expect(task.decode).toEqual({ beams, maxTokens: tokens, promptTokens: tokens });
    expect(task.antialias).toBe(antialias);
    expect(dataset.size).toBe(size);
    expect(dataset.folders[0]).toBe(name);
  });

  it("covers all captioning benchmarks", () => {
    expect(suites.captioning).toEqual(PROTOCOL.map(([name]) => name));
  });

  it.each(PROTOCOL.map(([name]) => name))("of %s takes the reply as it stands: no trimming, no cut at line ends", async (name) => {
    const { task } = await create(name);
    const reply = " A dog .\n\nA cat.  ";
    expect(task.read(reply, { id: "0", images: [], target: ["a dog"] })).toBe(reply);
    expect(task.read("", { id: "0", images: [], target: ["a dog"] })).toBe("");
  });
});

describe("prompts of samples", () => {
  it.each(PROTOCOL.filter(([, form]) => form === "caption en").map(([name]) => name))("of %s are `caption en`, byte for byte", async (name) => {
    const { benchmark, samples } = await readAll(name, sampler);
    expect(samples.length).toBeGreaterThan(0);
    expect(new Set(samples.map((sample) => benchmark.task.prompt(sample)))).toEqual(new Set(["caption en"]));
  });

  it.each([
    ["coco-35l", LANGUAGES],
    ["xm3600", [...LANGUAGES, "quz"]],
  ] as const)("of %s name the language of the references", async (name, languages) => {
    const { benchmark, samples } = await readAll(name, sampler);
    const prompts = new Map(samples.map((sample) => [sample.id.split("/")[0] ?? "", benchmark.task.prompt(sample)]));
    expect([...prompts].sort()).toEqual(languages.map((code) => [code, `caption ${code}`]).sort());
    for (const sample of samples) expect(sample).toMatchObject({ language: sample.id.split("/")[0], groups: { language: sample.language } });
  });
});

describe("numbers", () => {
  const english = ["coco-captions", "nocaps", "textcaps", "scicap", "screen2words", "widget-captioning"] as const;

  it.each(english)("of %s: CIDEr over the whole split first, BLEU-1..4 and ROUGE-L beside it", async (name) => {
    const { parts } = await create(name);
    const whole = parts.filter(({ where, meanOver }) => where === undefined && meanOver === undefined);
    expect(whole.map(({ name: part, metric }) => [part, metric.name])).toEqual([
      [undefined, "cider"], ["bleu-1", "bleu"], ["bleu-2", "bleu"], ["bleu-3", "bleu"], ["bleu-4", "bleu"], ["rouge-l", "rouge-l"],
    ]);
    expect(parts[0]?.name).toBeUndefined();
  });

  it("of coco-35l: 35 languages, the mean of all, the mean of the 34 that are not English", async () => {
    const { parts } = await create("coco-35l");
    expect(parts.filter(({ where }) => where !== undefined).map(({ where }) => where?.["language"]).sort()).toEqual([...LANGUAGES].sort());
    expect(parts.find(({ name }) => name === "avg")?.meanOver).toEqual({ group: "language", except: [] });
    expect(parts.find(({ name }) => name === "avg-34")?.meanOver).toEqual({ group: "language", except: ["en"] });
    for (const { metric } of parts) expect(metric.name).toBe("cider");
  });

  it("of xm3600: as coco-35l, Quechua in neither mean of the card", async () => {
    const { parts } = await create("xm3600");
    expect(parts.filter(({ where }) => where !== undefined).map(({ where }) => where?.["language"]).sort()).toEqual([...LANGUAGES, "quz"].sort());
    expect(parts.find(({ name }) => name === "avg")?.meanOver).toEqual({ group: "language", except: ["quz"] });
    expect(parts.find(({ name }) => name === "avg-34")?.meanOver).toEqual({ group: "language", except: ["en", "quz"] });
  });

  it("of nocaps: one over all photos, and the three domains beside it", async () => {
    const { parts } = await create("nocaps");
    expect(parts.flatMap(({ where }) => where?.["domain"] ?? [])).toEqual(["in-domain", "near-domain", "out-domain"]);
  });

  it.each(PROTOCOL.map(([name]) => name))("of %s are made of PTB tokens unless another tokenizer is asked for", async (name) => {
    const { parts, options } = await create(name);
    expect(options["tokenizer"]).toBe("ptb");
    for (const { metric } of parts) expect(metric.signature).toContain("tok:ptb");
    const other = createBenchmark(await loadBenchmark(name), { tokenizer: "char" });
    expect(other.parts[0]?.metric.signature).not.toBe(parts[0]?.metric.signature);
  });
});
