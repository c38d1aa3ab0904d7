/** Every metric by name, for `cardeval metric`; loaded when it is used. Adding one costs one line here. */

import { UsageError } from "../src/core/errors.ts";
import { suggestion } from "../src/core/nearest.ts";
import type { AnyMetric } from "../src/core/types.ts";
import type { CaptionTokenizer } from "../src/text/caption-corpus.ts";

/** What a metric may be told on the command line. */
export interface MetricOptions {
  readonly tokenizer: CaptionTokenizer;
}

type TextMetric = AnyMetric<string, readonly string[]>;

export const metrics = {
  cider: async ({ tokenizer }) => (await import("./cider.ts")).cider(tokenizer),
  bleu: async ({ tokenizer }) => (await import("./bleu.ts")).bleu(tokenizer),
  "rouge-l": async ({ tokenizer }) => (await import("./rouge-l.ts")).rougeL(tokenizer),
} satisfies Record<string, (options: MetricOptions) => Promise<TextMetric>>;

export type MetricName = keyof typeof metrics;

export const metricNames = Object.keys(metrics) as MetricName[];

/** @throws {UsageError} with the nearest name when there is no such metric. */
export async function loadMetric(name: string, options: MetricOptions): Promise<TextMetric> {
  if (!Object.hasOwn(metrics, name)) throw new UsageError(`there is no metric "${name}"`, { hint: suggestion(name, metricNames) });
  return metrics[name as MetricName](options);
}
