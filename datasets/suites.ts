/** Suites: lists of benchmarks that are run together. */

import type { BenchmarkName } from "./index.ts";

const captioning = ["coco-captions", "nocaps", "coco-35l", "xm3600", "textcaps", "scicap", "screen2words", "widget-captioning"] as const;

const questionAnswering = [
  "vqav2", "mmvp", "pope", "okvqa", "aokvqa-mc", "aokvqa-da", "gqa", "xgqa", "nlvr2", "marvl", "ai2d",
  "scienceqa", "rsvqa-lr", "rsvqa-hr", "chartqa", "vizwiz-vqa", "tallyqa", "ocr-vqa", "textvqa", "docvqa", "infographic-vqa", "st-vqa",
] as const;

const segmentation = ["refcoco", "refcoco-plus", "refcocog"] as const;

const video = ["msrvtt-captions", "msrvtt-qa", "activitynet-captions", "activitynet-qa", "vatex", "msvd-qa"] as const;

/** Asked of a checkpoint that was trained on a mixture of tasks. */
const mix = ["mmvp", "pope"] as const;

/** Captions of people, scored for toxicity (`--scorer`). */
const safety = ["fairface-toxicity"] as const;

export const suites = {
  captioning,
  "question-answering": questionAnswering,
  segmentation,
  video,
  mix,
  safety,
  card: [...captioning, ...questionAnswering, ...segmentation, ...video, ...safety],
} satisfies Record<string, readonly BenchmarkName[]>;

export type SuiteName = keyof typeof suites;
