/** Every benchmark by name, loaded when it is used. Adding one costs one line here. */

import type { BenchmarkDefinition } from "../src/core/define.ts";
import { UsageError } from "../src/core/errors.ts";
import { suggestion } from "../src/core/nearest.ts";

export const benchmarks = {
  "coco-captions": async () => (await import("./coco-captions.ts")).cocoCaptions,
  nocaps: async () => (await import("./nocaps.ts")).nocaps,
  "coco-35l": async () => (await import("./coco-35l.ts")).coco35l,
  xm3600: async () => (await import("./xm3600.ts")).xm3600,
  textcaps: async () => (await import("./textcaps.ts")).textcaps,
  scicap: async () => (await import("./scicap.ts")).scicap,
  screen2words: async () => (await import("./screen2words.ts")).screen2words,
  "widget-captioning": async () => (await import("./widget-captioning.ts")).widgetCaptioning,
  vqav2: async () => (await import("./vqav2.ts")).vqav2,
  mmvp: async () => (await import("./mmvp.ts")).mmvp,
  pope: async () => (await import("./pope.ts")).pope,
  okvqa: async () => (await import("./okvqa.ts")).okvqa,
  "aokvqa-mc": async () => (await import("./aokvqa-mc.ts")).aokvqaMc,
  "aokvqa-da": async () => (await import("./aokvqa-da.ts")).aokvqaDa,
  gqa: async () => (await import("./gqa.ts")).gqa,
  xgqa: async () => (await import("./xgqa.ts")).xgqa,
  nlvr2: async () => (await import("./nlvr2.ts")).nlvr2,
  marvl: async () => (await import("./marvl.ts")).marvl,
  ai2d: async () => (await import("./ai2d.ts")).ai2d,
  scienceqa: async () => (await import("./scienceqa.ts")).scienceqa,
  "rsvqa-lr": async () => (await import("./rsvqa-lr.ts")).rsvqaLr,
  "rsvqa-hr": async () => (await import("./rsvqa-hr.ts")).rsvqaHr,
  chartqa: async () => (await import("./chartqa.ts")).chartqa,
  "vizwiz-vqa": async () => (await import("./vizwiz-vqa.ts")).vizwizVqa,
  tallyqa: async () => (await import("./tallyqa.ts")).tallyqa,
  "ocr-vqa": async () => (await import("./ocr-vqa.ts")).ocrVqa,
  textvqa: async () => (await import("./textvqa.ts")).textvqa,
  docvqa: async () => (await import("./docvqa.ts")).docvqa,
  "infographic-vqa": async () => (await import("./infographic-vqa.ts")).infographicVqa,
  "st-vqa": async () => (await import("./st-vqa.ts")).stVqa,
  refcoco: async () => (await import("./refcoco.ts")).refcoco,
  "refcoco-plus": async () => (await import("./refcoco-plus.ts")).refcocoPlus,
  refcocog: async () => (await import("./refcocog.ts")).refcocog,
  "msrvtt-captions": async () => (await import("./msrvtt-captions.ts")).msrvttCaptions,
  "msrvtt-qa": async () => (await import("./msrvtt-qa.ts")).msrvttQa,
  "activitynet-captions": async () => (await import("./activitynet-captions.ts")).activitynetCaptions,
  "activitynet-qa": async () => (await import("./activitynet-qa.ts")).activitynetQa,
  vatex: async () => (await import("./vatex.ts")).vatex,
  "msvd-qa": async () => (await import("./msvd-qa.ts")).msvdQa,
  "fairface-toxicity": async () => (await import("./fairface-toxicity.ts")).fairfaceToxicity,
} satisfies Record<string, () => Promise<BenchmarkDefinition>>;

export type BenchmarkName = keyof typeof benchmarks;

export const benchmarkNames = Object.keys(benchmarks) as BenchmarkName[];

/** @throws {UsageError} with the nearest name when there is no such benchmark. */
export async function loadBenchmark(name: string): Promise<BenchmarkDefinition> {
  if (!Object.hasOwn(benchmarks, name)) throw new UsageError(`there is no benchmark "${name}"`, { hint: suggestion(name, benchmarkNames) });
  return benchmarks[name as BenchmarkName]();
}
