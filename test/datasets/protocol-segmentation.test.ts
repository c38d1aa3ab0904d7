/** The card's protocol of segmentation, written down from the protocol text and not from the code. */

import { describe, expect, it } from "vitest";
import { loadBenchmark } from "../../datasets/index.ts";
import { suites } from "../../datasets/suites.ts";
import { createBenchmark } from "../../src/core/define.ts";
import { readFiles } from "../fixtures/official-folder.ts";
import { layouts } from "../fixtures/official-layouts.ts";

/** protocol.md §2.3 and datasets.md §1.3: greedy, 48 tokens for prompt and reply, no antialiasing, validation. */
const PROTOCOL = [["refcoco", 10_834], ["refcoco-plus", 10_758], ["refcocog", 4_896]] as const;

describe("the protocol", () => {
  it.each(PROTOCOL)("of %s: prompt, decoding, picture, size, numbers", async (name, size) => {
    const { task, dataset, parts, judge } = createBenchmark(await loadBenchmark(name));
    expect(task.decode).toEqual({ beams: 1, maxTokens: 48, promptTokens: 48 });
    expect([task.antialias, dataset.size, dataset.folders[0]]).toEqual([false, size, name]);
    expect(judge).toBeDefined();
    expect(parts.map(({ name: part, metric }) => [part, metric.signature])).toEqual([
      [undefined, "mask-iou|mask:above-0|size:original|v:1"], ["box-accuracy-0.5", "box-accuracy|iou:>=0.5|v:1"], ["box-accuracy-0.75", "box-accuracy|iou:>=0.75|v:1"],
    ]);
  });

  it.each(PROTOCOL)("of %s: the prompt is the expression alone, without `segment`, stripping or a line end", async (name) => {
    const { benchmark, samples } = await readFiles(name, layouts[name].files);
    expect(samples.map((sample) => benchmark.task.prompt(sample))).toEqual(["other one", "left dog", "dog on the left"]);
    expect(benchmark.task.outlines).toBeUndefined();
  });

  it("covers the suite", () => {
    expect(suites.segmentation).toEqual(PROTOCOL.map(([name]) => name));
  });
});
