/** What the sample browser shows: one entry a sample, pictures once each. */

import type { ScoredSample } from "../../src/core/records.ts";
import type { Report } from "../report.ts";
import { visible } from "../visible.ts";

/** Texts beyond this many characters are cut, and say so. */
const LONGEST = 4_000;

function shown(text: string): string {
  return text.length <= LONGEST ? visible(text) : `${visible(text.slice(0, LONGEST))} … (${text.length - LONGEST} more characters in the run's files)`;
}

interface ShownSample {
  readonly benchmark: string;
  readonly model: string;
  readonly id: string;
  readonly status: string;
  readonly prompt: string;
  readonly text?: string;
  readonly references: readonly string[];
  readonly score?: number;
  readonly note?: string;
  readonly groups: string;
  readonly pictures: readonly string[];
}

function entry(benchmark: string, model: string, sample: ScoredSample): ShownSample {
  const { id, status, prompt, text, references, score, groups, finish, error, thumbnails } = sample;
  const note = error !== undefined ? `${error.code}: ${error.message}` : finish === "length" ? "cut at the token limit" : undefined;
  return {
    benchmark: visible(benchmark), model: visible(model), id: shown(id), status, prompt: shown(prompt), references: references.map(shown), pictures: thumbnails,
    groups: visible(Object.entries(groups ?? {}).map(([name, value]) => `${name} ${value}`).join(", ")),
    ...(text === undefined ? {} : { text: shown(text) }),
    ...(score === undefined ? {} : { score }),
    ...(note === undefined ? {} : { note: shown(note) }),
  };
}

/** The script's data: samples in dataset order, WebP pictures as data URIs by digest, and how many samples there are in all. */
export function sampleData({ runs, thumbnails }: Report): unknown {
  const samples = runs.flatMap(({ record, benchmarks }) => benchmarks.flatMap((benchmark) => benchmark.samples.map((sample) => entry(benchmark.plan.title, record.model, sample))));
  const total = runs.reduce((sum, { benchmarks }) => sum + benchmarks.reduce((part, { scores }) => part + scores.counts.total, 0), 0);
  const pictures = Object.fromEntries([...thumbnails].map(([digest, bytes]) => [digest, `data:image/webp;base64,${Buffer.from(bytes).toString("base64")}`]));
  return { samples, pictures, total };
}
