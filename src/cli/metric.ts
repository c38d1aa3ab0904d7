/** `cardeval metric NAME FILE`: one metric on any predictions; the stand-alone replacement of the Java and Python scorers. */

import { DataError, UsageError } from "../core/errors.ts";
import type { Pair, Summary } from "../core/types.ts";
import { idField, recordOf, textField, textsField } from "../io/fields.ts";
import { readJsonLines } from "../io/read-json.ts";
import { clustersOf } from "../stats/interval.ts";
import { scoreInterval } from "../stats/score-interval.ts";
import { captionTokenizer, ptbTokenizer } from "../text/caption-tokenizers.ts";
import type { CaptionTokenizer } from "../text/caption-corpus.ts";
import { loadMetric } from "../../metrics/index.ts";
import { exitCodes } from "./exit-codes.ts";
import type { Flags } from "./commands.ts";
import { resolveSettings } from "./settings.ts";

type TextPair = Pair<string, readonly string[]>;

const TOKENIZERS = ["ptb", "dataset", "char", "intl"] as const;

export async function execute(flags: Flags): Promise<number> {
  const settings = await resolveSettings(flags);
  const metric = await loadMetric(String(flags["name"]), { tokenizer: chooseTokenizer(flags) });
  const { pairs, groups } = await readPairs(String(flags["file"]));
  const stats = metric.measure(pairs);
  const summary = metric.summarize(stats);
  const clusters = clustersOf(pairs.map(({ id }) => id));
  const seed = settings.whole("seed") ?? 1;
  const interval = scoreInterval(metric, stats, summary, clusters, seed);
  const perSample = flags["per-sample"] === true ? samplesOf(summary, () => stats.map((stat) => metric.summarize([stat]))) : {};
  const result = {
    metric: metric.name, signature: metric.signature, n: pairs.length, value: summary.value,
    ...(summary.parts === undefined ? {} : { parts: summary.parts }),
    ...(interval === undefined ? {} : { interval }),
    ...(groups.size === 0 ? {} : { groups: Object.fromEntries([...groups].map(([name, members]) => [name, { n: members.length, value: metric.summarize(metric.measure(members)).value }])) }),
    ...(summary.notes === undefined ? {} : { notes: summary.notes }),
    ...perSample,
  };
  if (settings.flag("json")) console.log(JSON.stringify(result));
  else print(result, pairs);
  return exitCodes.done;
}

function chooseTokenizer(flags: Flags): CaptionTokenizer {
  const name = typeof flags["tokenizer"] === "string" ? flags["tokenizer"] : "ptb";
  if (!TOKENIZERS.includes(name as "ptb")) throw new UsageError(`there is no tokenizer "${name}"`, { hint: `Known: ${TOKENIZERS.join(", ")}.` });
  return name === "ptb" ? ptbTokenizer({ strictLines: flags["strict-lines"] === true }) : captionTokenizer(name as "dataset");
}

/** Rows {"id","prediction","references","group"?}. @throws {DataError} for anything else, and for an id that occurs twice. */
async function readPairs(file: string): Promise<{ pairs: TextPair[]; groups: Map<string, TextPair[]> }> {
  const rows = new Map<string, number>();
  const pairs: TextPair[] = [];
  const groups = new Map<string, TextPair[]>();
  for await (const { value, row } of readJsonLines(file)) {
    const line = recordOf(value, { file, row });
    const id = idField(line, "id", { file, row });
    const earlier = rows.get(id);
    if (earlier !== undefined) throw new DataError(`id ${JSON.stringify(id)} was in row ${earlier} already`, { file, row, field: "id" }, { hint: "Every id stands once." });
    rows.set(id, row);
    const references = textsField(line, "references", { file, row });
    if (references.length === 0) throw new DataError("holds no reference", { file, row, field: "references" }, { hint: "Give at least one." });
    const pair = { id, answer: textField(line, "prediction", { file, row }), target: references };
    pairs.push(pair);
    if (Object.hasOwn(line, "group")) {
      const group = idField(line, "group", { file, row });
      groups.set(group, [...(groups.get(group) ?? []), pair]);
    }
  }
  if (pairs.length === 0) throw new DataError("holds no row", { file }, { hint: "Expected lines of {\"id\",\"prediction\",\"references\":[…]}." });
  return { pairs, groups };
}

/** One value a sample; a metric that is no mean gives what it says of that sample alone, with all its parts. */
function samplesOf(summary: Summary, alone: () => Summary[]): { perSample: number[]; perSampleParts?: Record<string, number[]> } {
  if (summary.perSample !== undefined) return { perSample: Array.from(summary.perSample) };
  const each = alone();
  const names = Object.keys(summary.parts ?? {});
  return {
    perSample: each.map(({ value }) => value),
    perSampleParts: Object.fromEntries(names.map((name) => [name, each.map(({ parts }) => parts?.[name] ?? 0)])),
  };
}

interface Result {
  readonly metric: string;
  readonly signature: string;
  readonly n: number;
  readonly value: number;
  readonly parts?: Readonly<Record<string, number>>;
  readonly interval?: { readonly low: number; readonly high: number; readonly method: string };
  readonly groups?: Readonly<Record<string, { readonly n: number; readonly value: number }>>;
  readonly notes?: readonly string[];
  readonly perSample?: readonly number[];
}

function print(result: Result, pairs: readonly TextPair[]): void {
  const { metric, value, n, interval, parts, groups, notes, signature, perSample } = result;
  console.log(`${metric}  ${value}  (n ${n}${interval === undefined ? "" : `; 95 % ${interval.low.toFixed(4)} – ${interval.high.toFixed(4)}, ${interval.method}`})`);
  for (const [name, part] of Object.entries(parts ?? {})) console.log(`  ${name}  ${part}`);
  for (const [name, group] of Object.entries(groups ?? {})) console.log(`  group ${name}  ${group.value}  (n ${group.n})`);
  console.log(signature);
  for (const note of notes ?? []) console.error(`note: ${note}`);
  perSample?.forEach((score, i) => console.log(`${pairs[i]?.id}\t${score}`));
}
