/** Suites: lists of benchmarks that are run together. */

import type { BenchmarkName } from "./index.ts";

const captioning = ["coco-captions", "nocaps", "coco-35l", "xm3600", "textcaps", "scicap", "screen2words", "widget-captioning"] as const;

const questionAnswering = [
  "vqav2", "okvqa", "aokvqa-mc", "aokvqa-da", "chartqa", "vizwiz-vqa", "ocr-vqa", "textvqa", "docvqa", "infographic-vqa", "st-vqa",
] as const;

export const suites = {
  captioning,
  "question-answering": questionAnswering,
  card: [...captioning, ...questionAnswering],
} satisfies Record<string, readonly BenchmarkName[]>;

export type SuiteName = keyof typeof suites;
