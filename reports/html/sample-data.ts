/** What the sample browser shows: one entry a sample with the replies of all runs, pictures once each. */

import { ODD_REPLY_WORDS, type OddReply } from "../../src/core/odd-replies.ts";
import type { BenchmarkPlan, MaskText, RunRecord, ScoredSample } from "../../src/core/records.ts";
import type { Report } from "../report.ts";
import { visible } from "../visible.ts";

/** Texts beyond this many characters are cut, and say so. */
const LONGEST = 4_000;
/** Slices of one benchmark that can be chosen from a list; search finds the others. */
const MOST_GROUPS = 200;

function shown(text: string): string {
  return text.length <= LONGEST ? visible(text) : `${visible(text.slice(0, LONGEST))} … (${text.length - LONGEST} more characters in the run's files)`;
}

/** What one run says of a sample. */
interface ShownReply extends Pick<ScoredSample, "status" | "score" | "latencyMs" | "attempt"> {
  /** Position of the run in the report. */
  readonly run: number;
  readonly prompt: string;
  readonly text?: string;
  readonly answer?: string;
  /** Why it failed, what is odd about it, what a scorer said of it. */
  readonly note?: string;
  readonly boxes?: NonNullable<ScoredSample["boxes"]>["predicted"];
  readonly masks?: NonNullable<ScoredSample["masks"]>["predicted"];
}

export interface ShownSample {
  readonly benchmark: string;
  readonly id: string;
  /** The id can be typed in a shell and found again: it holds nothing invisible, no comma, and was not cut. */
  readonly typable: boolean;
  readonly references: readonly string[];
  readonly groups: Readonly<Record<string, string>>;
  readonly pictures: readonly string[];
  readonly boxes?: NonNullable<ScoredSample["boxes"]>["reference"];
  readonly masks?: NonNullable<ScoredSample["masks"]>["reference"];
  readonly replies: readonly ShownReply[];
}

function replyOf(run: number, { status, score, latencyMs, attempt, prompt, text, answer, finish, error, boxes, masks, odd = [], verdicts = {} }: ScoredSample): ShownReply {
  const kinds = new Set<OddReply>([...odd, ...(finish === "length" ? ["cut"] as const : [])]);
  const said = Object.entries(verdicts).map(([name, value]) => `${name} ${typeof value === "number" ? value.toFixed(3) : value}`);
  const note = [...(error === undefined ? [] : [`${error.code}: ${error.message}`]), ...Array.from(kinds, (kind) => ODD_REPLY_WORDS[kind]), ...(said.length === 0 ? [] : [said.join(", ")])].join("; ") || undefined;
  return {
    run, status, prompt: shown(prompt), ...present({ score, latencyMs, attempt, boxes: boxes?.predicted, masks: masks?.predicted?.map(maskText) }),
    ...present({ text: maybe(text), answer: maybe(answer), note: maybe(note) }),
  };
}

/** Only the signs that COCO writes runs in; what is no mask stays none. */
function maskText({ size, counts }: MaskText): MaskText {
  return { size, counts: /^[0-o]*$/.test(counts) ? counts : "" };
}

function isDigest(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}

function maybe(text: string | undefined): string | undefined {
  return text === undefined ? undefined : shown(text);
}

/** Without the fields that are undefined. */
function present<Fields extends object>(fields: Fields): { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> };
}

/** One run's entry of a sample. */
export function shownSample(benchmark: string, run: number, sample: ScoredSample): ShownSample {
  const { id, references, groups = {}, thumbnails, boxes, masks } = sample;
  return {
    benchmark, id: shown(id), typable: shown(id) === id && !/[,\n\t]|^\s|\s$/.test(id), references: references.map(shown), pictures: thumbnails.filter(isDigest),
    groups: Object.fromEntries(Object.entries(groups).map(([name, value]) => [visible(name), visible(value)])),
    ...present({ boxes: boxes?.reference, masks: masks?.reference?.map(maskText) }),
    replies: [replyOf(run, sample)],
  };
}

/** Samples in dataset order; one that several runs answered stands once. */
function shownSamples({ runs }: Report): ShownSample[] {
  const entries = new Map<string, ShownSample>();
  runs.forEach(({ benchmarks }, run) => {
    for (const { plan, samples } of benchmarks) {
      for (const sample of samples) {
        const key = JSON.stringify([plan.name, sample.id]);
        const [earlier, entry] = [entries.get(key), shownSample(plan.name, run, sample)];
        entries.set(key, earlier === undefined ? entry : { ...earlier, pictures: earlier.pictures.length > 0 ? earlier.pictures : entry.pictures, replies: [...earlier.replies, ...entry.replies] });
      }
    }
  });
  return [...entries.values()];
}

/** Everything of the page's script that is no sample: runs, and benchmarks with whether each sample has a prompt of its own and the command that asks for one sample again. */
export function frameData({ runs }: Report): { readonly runs: unknown; readonly benchmarks: unknown } {
  const benchmarks = new Map(runs.flatMap(({ record, benchmarks: scored }) => record.benchmarks.map((plan) => {
    const reported = scored.find((one) => one.plan.name === plan.name);
    const headline = reported?.scores.scores[0];
    const groups = [...new Set(reported?.overview.slices.map(({ group, value }) => `${visible(group)}=${visible(value)}`))].slice(0, MOST_GROUPS);
    const about = headline === undefined ? "" : `${headline.metric}, ${headline.better} is better; signature ${headline.signature}`;
    const { frames } = plan.protocol;
    return [plan.name, {
      name: plan.name, title: visible(plan.title), about: visible(about), groups,
      hasQuestions: plan.protocol.prompt.includes("{"), command: commandOf(record, plan),
      ...(frames === undefined ? {} : { frames: `${frames.count} frames of the video, one in ${frames.stride}` }),
    }] as const;
  })));
  return {
    runs: runs.map(({ record }, i) => ({ name: visible(runs.length === 1 ? record.model : `${["A", "B"][i] ?? i + 1}: ${record.model}`) })),
    benchmarks: [...benchmarks.values()],
  };
}

/** The words before `--sample-id`, or undefined when one of them cannot be typed. Where official files lie is not recorded: that is the reader's setting. */
function commandOf({ settings }: RunRecord, { name, asked, options, approximations }: BenchmarkPlan): string | undefined {
  // Of the backends, servers alone have a model and flags beside them, and no address holds a space. Where reasoning ends is no flag.
  const [address = "", ...flags] = /^(openai|tgi):/.test(asked) ? asked.split(" --") : [asked];
  const [backend = "", ...model] = flags.length > 0 || address.startsWith("openai:") ? address.split(" ") : [address];
  if (flags.some((flag) => flag.startsWith("reasoning "))) return undefined;
  const words = [
    "cardeval", "run", "--benchmark", name, "--backend", backend, ...(model.length === 0 ? [] : ["--model", model.join(" ")]),
    ...flags.flatMap((flag) => [`--${flag.split(" ")[0]}`, flag.slice(flag.indexOf(" ") + 1)]), "--resolution", String(settings.resolution),
    ...(settings.data === "sampler" ? ["--data", "sampler"] : []), ...(approximations.length > 0 ? ["--allow-approximate"] : []),
    ...Object.entries(options).flatMap(([option, value]) => ["--set", `${name}.${option}=${value}`]),
  ];
  return words.every((word) => visible(word) === word && !word.includes("\n")) ? words.map(quoted).join(" ") : undefined;
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** The script's data of a page that stands alone: WebP pictures are data URIs by digest. */
export function sampleData(report: Report): unknown {
  const totals = new Map<string, number>();
  for (const { plan, scores } of report.runs.flatMap(({ benchmarks }) => benchmarks)) totals.set(plan.name, Math.max(totals.get(plan.name) ?? 0, scores.counts.total));
  const total = [...totals.values()].reduce((sum, count) => sum + count, 0);
  const pictures = Object.fromEntries([...report.thumbnails].filter(([digest]) => isDigest(digest)).map(([digest, bytes]) => [digest, `data:image/webp;base64,${Buffer.from(bytes).toString("base64")}`]));
  const flips = report.comparison?.flips.map((flip) => ({ ...flip, benchmark: visible(flip.benchmark), id: shown(flip.id) }));
  return { ...frameData(report), samples: shownSamples(report), pictures, total, isLive: false, ...(flips === undefined ? {} : { flips }) };
}
