/** The runtime's programs lowered for accelerators that are not here, in the shapes of the published checkpoints. */

import { describe, expect, it } from "vitest";
import { hasJax, needsJax, runScript } from "./python.ts";

describe.skipIf(!hasJax)(`programs for TPU and CUDA${needsJax}`, () => {
  it("are made for PaliGemma at all three resolutions and for PaliGemma 2", () => {
    const made = JSON.parse(runScript("lower_elsewhere.py", [])) as Record<string, { parameters: number; shapes: number[][][] }>;
    const answers = [[16, 32], [16], [16], [16]];
    const expected = ([
      ["paligemma-3b-224", 2_923_335_408, [256, 2048]], ["paligemma-3b-448", 2_924_220_144, [1024, 2048]], ["paligemma-3b-896", 2_927_759_088, [4096, 2048]],
      ["paligemma2-3b-224", 3_032_094_960, [256, 2304]], ["paligemma2-10b-224", 9_662_409_456, [256, 3584]],
    ] as const).flatMap(([name, parameters, embeddings]) => ["tpu", "cuda"].map((platform) => [`${name} ${platform}`, { parameters, shapes: [[[16, ...embeddings]], answers, answers] }] as const));
    expect(made).toEqual(Object.fromEntries(expected));
  }, 120_000);
});
