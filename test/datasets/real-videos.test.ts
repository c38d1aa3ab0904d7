/** Real questions about videos through the adapters, and real models' answers to them, against the scores that follow from their files. */

import { describe, expect, it } from "vitest";
import { scoreBenchmark } from "../../runner/score.ts";
import type { BenchmarkScores, JournalLine } from "../../src/core/records.ts";
import type { Sample } from "../../src/core/types.ts";
import { folderOf, readAll, type Reading } from "../fixtures/official-folder.ts";
import { generatedRow } from "../fixtures/official-layouts-videos.ts";
import { hasRealFiles, placeReal, realText } from "../fixtures/official-real.ts";

const ALL = { videos: "all" };
const json = <Content>(name: string): Content => JSON.parse(realText(name)) as Content;
/** Fields of a CSV file without quotes, the head left out. */
const csv = (name: string): string[][] => realText(name).trim().split(/\r?\n/).slice(1).map((line) => line.split(","));

async function score({ benchmark, samples }: Reading, replies: ReadonlyMap<string, string>): Promise<BenchmarkScores> {
  const lines = new Map([...replies].map(([id, text]): [string, JournalLine] => [id, { v: 1, id, attempt: 1, status: "answered", text, latencyMs: 1, request: "", cache: "miss" }]));
  const stream = async function* (): AsyncGenerator<Sample<unknown>> { yield* samples; };
  return (await scoreBenchmark({ benchmark, samples: stream(), replies: lines, spoolPlace: "pairs.tmp", whole: true, expected: benchmark.dataset.size, seed: 1, warnings: () => [] })).scores;
}

const valueOf = ({ scores }: BenchmarkScores, name?: string): number | undefined => scores.find(({ part }) => part === name)?.value;

describe.skipIf(!hasRealFiles)("real questions about videos", () => {
  it("of ActivityNet-QA: the official test, 8,000 questions on 800 videos, each with its answer", async () => {
    const root = folderOf();
    placeReal(root, "activitynet-qa/dataset", "activitynet-qa/dataset");
    const reading = await readAll("activitynet-qa", root, ALL);
    expect(reading.warnings).toEqual([]);
    expect(reading.samples).toHaveLength(reading.benchmark.dataset.size);
    expect(new Set(reading.samples.map(({ cluster }) => cluster)).size).toBe(800);
    expect(reading.samples[0]).toMatchObject({ id: "v_1QIUV7WYKXg_3", text: "is the athlete wearing trousers", target: ["no"], groups: { type: "yes-no" } });
    expect(reading.samples[0]?.images[0]?.name).toBe(`${root}/activitynet-qa/videos/v_1QIUV7WYKXg frame 1 of 16`);
    const scores = await score(reading, new Map(reading.samples.map(({ id, target }) => [id, target[0] ?? ""])));
    expect(scores.scores.map(({ value }) => value)).toEqual(Array.from({ length: 10 }, () => 1));
  });

  it("of ActivityNet-QA: the authors' example predictions, in all and by type", async () => {
    const root = folderOf({ "activitynet-qa/test_q.json": realText("activitynet-qa/dataset/val_q.json.gz"), "activitynet-qa/test_a.json": realText("activitynet-qa/dataset/val_a.json") });
    const predictions = json<{ question_id: string; answer: string }[]>("activitynet-qa/evaluation/pred_val_example.json");
    const scores = await score(await readAll("activitynet-qa", root, ALL), new Map(predictions.map(({ question_id, answer }) => [question_id, answer])));
    const wanted = json<{ n: number; right: number; by_type: Record<string, [right: number, count: number]> }>("expected/activitynet_qa.json");
    expect([scores.counts.answered, valueOf(scores)]).toEqual([wanted.n, wanted.right / wanted.n]);
    const types = ["motion", "spatial", "temporal", "yes-no", "color", "object", "location", "number", "other"];
    expect(types.map((type) => valueOf(scores, type))).toEqual(types.map((_, i) => (wanted.by_type[i]?.[0] ?? 0) / (wanted.by_type[i]?.[1] ?? 0)));
  });

  it("of MSVD-QA: HQGA's predictions, 5,414 of 13,157 right, on 504 clips that the mapping knows", async () => {
    const words = json<string[]>("msvd-qa/hqga/dataset/msvd/ans_word.json");
    // Numbers of words count from 1; 0 is a word that the list does not have.
    const results = json<Record<string, { prediction: number; answer: number }>>("msvd-qa/hqga/results/msvd/HQGA-bert-8c10b-2L05GCN-FCV-AC-VM-test.json");
    const rows = csv("msvd-qa/hqga/dataset/msvd/test.csv");
    const root = folderOf({ "msvd-qa/test_qa.json": rows.map(([video, , , question, answer, id]) => generatedRow(Number(id), Number(video), question, answer)) });
    placeReal(root, "msvd-qa/youtube_mapping.txt", "msvd-qa/youtube_mapping.txt");
    const reading = await readAll("msvd-qa", root, ALL);
    expect([reading.samples.length, reading.warnings]).toEqual([reading.benchmark.dataset.size, []]);
    expect(new Set(reading.samples.map(({ cluster }) => cluster)).size).toBe(504);
    expect(reading.samples[0]?.images[0]?.name).toMatch(/msvd-qa\/YouTubeClips\/[\w-]{11}_\d+_\d+ frame 1 of 8$/);
    const scores = await score(reading, new Map(Object.entries(results).map(([id, { prediction }]) => [id, words[prediction - 1] ?? ""])));
    expect(valueOf(scores)).toBe(5_414 / 13_157);
    expect(scores.scores.slice(1).map(({ part, n }) => [part, n])).toEqual([["what", 8_149], ["who", 4_552], ["how", 370], ["when", 58], ["where", 28]]);
  });

  it("of MSRVTT-QA: 72,821 on 2,990 clips, none without a word of its own", async () => {
    const rows = csv("msrvtt-qa/hqga/dataset/msrvtt/test.csv.gz");
    const root = folderOf({ "msrvtt-qa/test_qa.json": rows.map(([video, question, answer, id]) => generatedRow(Number(id), Number(video), question, answer)) });
    const reading = await readAll("msrvtt-qa", root, ALL);
    expect([reading.samples.length, reading.warnings]).toEqual([reading.benchmark.dataset.size, []]);
    expect(new Set(reading.samples.map(({ cluster }) => cluster)).size).toBe(2_990);
    const counts = new Map<string, number>();
    for (const { groups } of reading.samples) counts.set(groups?.["word"] ?? "", (counts.get(groups?.["word"] ?? "") ?? 0) + 1);
    expect([...counts].toSorted((a, b) => b[1] - a[1])).toEqual([["what", 49_869], ["who", 20_385], ["how", 1_640], ["when", 677], ["where", 250]]);
  });
});
