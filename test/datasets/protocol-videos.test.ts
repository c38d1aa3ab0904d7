/** The card's protocol of videos, written down from the protocol text and not from the code. */

import path from "node:path";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { loadBenchmark, type BenchmarkName } from "../../datasets/index.ts";
import { suites } from "../../datasets/suites.ts";
import { requestOf } from "../../runner/predict.ts";
import type { Card } from "../../reports/card.ts";
import { createBenchmark, type AnyBenchmark } from "../../src/core/define.ts";
import { prepareImage } from "../../src/io/prepare-image.ts";
import { readFiles } from "../fixtures/official-folder.ts";
import { videoLayouts, type VideoBenchmark } from "../fixtures/official-layouts-videos.ts";
import { raw } from "../fixtures/official-pictures.ts";

const CIDER = "cider|tok:ptb-3.4.1|df:refs|n:4|sigma:6|v:1";
const EXACT = "exact-match|case:kept|v:1";

/** protocol.md §2.4: frames × stride, `g32` is greedy and at most 32 tokens, the split sizes of the configuration; datasets.md §1.4 for the official ones. */
const PROTOCOL: readonly [name: VideoBenchmark, count: number, stride: number, form: string, tokens: number, reduced: number, size: number, headline: string][] = [
  ["msrvtt-captions", 16, 9, "caption en", 32, 2_094, 2_990, CIDER],
  ["msrvtt-qa", 16, 9, "answer en {question}", 64, 51_680, 72_821, EXACT],
  ["activitynet-captions", 16, 30, "caption en", 64, 13_982, 17_031, CIDER],
  ["activitynet-qa", 16, 70, "answer en {question}", 64, 6_900, 8_000, EXACT],
  ["vatex", 16, 7, "caption en", 64, 5_135, 6_000, CIDER],
  ["msvd-qa", 8, 26, "answer en {question}", 64, 10_136, 13_157, EXACT],
];

const create = async (name: BenchmarkName): Promise<AnyBenchmark> => createBenchmark(await loadBenchmark(name));
const card = JSON.parse(readFileSync(path.resolve(import.meta.dirname, "../../reports/cards/paligemma.json"), "utf8")) as Card;

describe("the protocol of videos", () => {
  it.each(PROTOCOL)("of %s: %d frames, one in %d, prompt, decoding, sizes, metric", async (name, count, stride, form, tokens, reduced, size, headline) => {
    const { task, dataset, parts } = await create(name);
    expect(dataset.frames).toEqual({ count, stride });
    expect(task.form).toBe(form);
    expect(task.decode).toEqual({ beams: 1, maxTokens: tokens, promptTokens: tokens });
    expect([task.antialias, dataset.size, dataset.folders[0]]).toEqual([false, size, name]);
    expect([parts[0]?.name, parts[0]?.metric.signature]).toEqual([undefined, headline]);
    const row = card.sections.flatMap(({ rows }) => rows).find(({ cells }) => cells["pt-224"]?.part === name);
    expect(row?.reduced).toBe(reduced);
  });

  it("covers the suite", () => {
    expect(suites.video).toEqual(PROTOCOL.map(([name]) => name));
  });

  it.each(PROTOCOL.map(([name]) => name))("of %s: frames keep their fractions, and pictures of other benchmarks lose them", async (name) => {
    const { benchmark, samples } = await readFiles(name, videoLayouts[name].files);
    const [sample] = samples;
    if (sample === undefined) throw new Error("no sample");
    const { image, images } = requestOf(sample, benchmark, 3);
    expect([image, images.length]).toEqual([{ resolution: 3, antialias: false, keepsFractions: true }, benchmark.dataset.frames?.count]);
    const bytes = new Uint8Array(await raw().png().toBuffer());
    const prepare = (handling: typeof image): Promise<{ data: ArrayLike<number> }> => prepareImage({ source: { name: "a", read: () => Promise.resolve(bytes) }, outlines: [] }, handling);
    const whole = Array.from((await prepare({ resolution: 3, antialias: false })).data);
    const kept = Array.from((await prepare(image)).data);
    expect(kept.some((value) => !Number.isInteger(value))).toBe(true);
    expect(kept.map(Math.floor)).toEqual(whole);
  });
});
