/** Splits whose labels only a server has: they are read, asked, written into the server's file, and read back from it. */

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { benchmarkNames, loadBenchmark } from "../../datasets/index.ts";
import { scoreBenchmark } from "../../runner/score.ts";
import { checkSubmission, writeSubmission, type Share } from "../../runner/submission.ts";
import { openReplay } from "../../src/backends/replay.ts";
import { createBenchmark } from "../../src/core/define.ts";
import type { JournalLine } from "../../src/core/records.ts";
import { openDataRoot } from "../../src/io/data-root.ts";
import { folderOf, readAll } from "../fixtures/official-folder.ts";
import { hasRealFiles, realPath } from "../fixtures/official-real.ts";
import { smallPng } from "../fixtures/pictures.ts";
import { serverLayouts, type ServerLayout } from "../fixtures/server-layouts.ts";

const titled = serverLayouts.map((layout) => [`${layout.name} ${layout.split}`, layout] as const);
const layoutOf = (name: string, split: string): ServerLayout => serverLayouts.find((layout) => layout.name === name && layout.split === split) as ServerLayout;

function answered(ids: readonly string[], texts: readonly string[] = ["a", "b", "c"]): Map<string, JournalLine> {
  return new Map(ids.map((id, i) => [id, { v: 1, id, attempt: 1, status: "answered", text: texts[i] ?? "", latencyMs: 1, request: "", cache: "miss" }]));
}

/** @param size questions of the split; the small files are whole splits of their own */
async function shareOf({ name, split, ids }: ServerLayout, root: string, replies: Map<string, JournalLine>, size = ids.length): Promise<Share> {
  const definition = await loadBenchmark(name);
  const official = createBenchmark(definition, { split });
  const benchmark = { ...official, dataset: { ...official.dataset, size } };
  const data = openDataRoot(root, benchmark.dataset.folders);
  const files = await data.locate(benchmark.dataset.files);
  if (definition.submission === undefined) throw new Error(`${name} declares no submission`);
  return { benchmark, submission: definition.submission, replies, samples: () => benchmark.dataset.samples(data, files) };
}

describe("a split whose labels only a server has", () => {
  it.each(titled)("of %s is read and asked", async (_, { name, split, files, ids, picture }) => {
    const { samples, warnings, benchmark } = await readAll(name, folderOf({ ...files, [picture]: smallPng() }), { split });
    expect([samples.map(({ id }) => id), warnings, benchmark.parts]).toEqual([ids, [], []]);
    expect(samples.every(({ target }) => target.length === 0)).toBe(true);
    expect(benchmark.task.prompt(samples[0] as (typeof samples)[0])).not.toBe("");
    expect(await samples[0]?.images[0]?.read()).toHaveLength(smallPng().length);
  });

  it("is complete without a score", async () => {
    const layout = layoutOf("docvqa", "test");
    const share = await shareOf(layout, folderOf(layout.files), answered(layout.ids));
    const { scores, pairs } = await scoreBenchmark({ ...share, samples: share.samples(), whole: true, expected: 2, seed: 1, spoolPlace: "pairs.tmp", warnings: () => [] });
    pairs.discard();
    expect(scores).toMatchObject({ labels: "server", scores: [], counts: { total: 2, answered: 2, unreadable: 0, failed: 0 } });
  });

  it.each([
    ["docvqa", "docvqa/test_v1.0.json", { data: [{ questionId: 1, question: "?", image: "documents/a.png", docId: 1, answers: ["x"] }] }, "answers"],
    ["vizwiz-vqa", "vizwiz-vqa/test.json", [{ image: "a.jpg", question: "?", answers: [] }], "answers"],
    ["aokvqa-mc", "aokvqa-mc/aokvqa_v1p0_test.json", [{ question_id: "a", image_id: 1, question: "?", choices: ["a", "b", "c", "d"], correct_choice_idx: 0 }], "correct_choice_idx"],
  ] as const)("of %s is refused where the file has labels: it is another split", async (name, place, content, field) => {
    await expect(readAll(name, folderOf({ [place]: content }), { split: "test" })).rejects.toMatchObject({ field, message: expect.stringContaining("as in the test split") as string });
  });
});

describe("what servers take", () => {
  it("is declared for splits that the benchmark has, and covered here unless their labels are public", async () => {
    const declared: string[] = [];
    for (const name of benchmarkNames) {
      const definition = await loadBenchmark(name);
      for (const split of Object.keys(definition.submission?.files ?? {})) {
        if (createBenchmark(definition, { split }).parts.length === 0) declared.push(`${name} ${split}`);
      }
    }
    expect(declared.sort()).toEqual(titled.map(([title]) => title).sort());
  });

  it.each(titled)("is written for %s under the server's name, and replayed it gives the same answers", async (_, layout) => {
    const root = folderOf(layout.files);
    const share = await shareOf(layout, root, answered(layout.ids));
    expect(share.submission.files[layout.split]?.replace("{model}", "replay")).toBe(layout.fileName);
    const place = path.join(root, "out.json");
    expect(await writeSubmission(place, [share], false)).toMatchObject({ rows: layout.ids.length, missing: [] });
    expect(JSON.parse(readFileSync(place, "utf8"))).toEqual(layout.content);
    expect(existsSync(`${place}.tmp`)).toBe(false);
    const replay = await openReplay(place);
    const request = { prompt: "", images: [], decode: { beams: 1, maxTokens: 1, promptTokens: 1 }, image: { resolution: 1, antialias: false } } as const;
    const replies = await Promise.all(layout.ids.map((id) => replay.generate({ ...request, id }, new AbortController().signal)));
    expect(replies.map(({ text }) => text)).toEqual(["a", "b", "c"].slice(0, layout.ids.length));
    await replay.close();
  });

  it("keeps both answers of A-OKVQA in one file, and a replay must say which", async () => {
    const [choice, direct] = [layoutOf("aokvqa-mc", "test"), layoutOf("aokvqa-da", "test")];
    const root = folderOf({ ...choice.files, ...direct.files });
    const shares = [await shareOf(choice, root, answered(choice.ids)), await shareOf(direct, root, answered(direct.ids, ["ä \"quoted\"", "\u2028"]))];
    const place = path.join(root, "both.json");
    await writeSubmission(place, shares, false);
    expect(JSON.parse(readFileSync(place, "utf8"))).toEqual({ "22jb": { multiple_choice: "a", direct_answer: "ä \"quoted\"" }, "007": { multiple_choice: "b", direct_answer: "\u2028" } });
    await expect(openReplay(place)).rejects.toMatchObject({ hint: "Say which one: replay:FILE#multiple_choice." });
    const replay = await openReplay(`${place}#direct_answer`);
    expect(replay.identity.details["replies"]).toBe(2);
    await replay.close();
  });
});

describe("a file that a server would refuse or score wrong", () => {
  const layout = layoutOf("vqav2", "test");
  const check = async (content: unknown, partial = false): Promise<unknown> => {
    const root = folderOf({ ...layout.files, "mine.json": content });
    return checkSubmission(path.join(root, "mine.json"), [await shareOf(layout, root, new Map())], partial);
  };
  const good = [{ question_id: 262144000, answer: "a" }, { question_id: 1, answer: "" }, { question_id: 262144001, answer: "c" }];

  it("is told from a good one, in any order", async () => {
    expect(await check(good.toReversed())).toEqual({ rows: 3, missing: [] });
  });

  it.each([
    ["of another split", [{ question_id: 5, answer: "a" }, { question_id: 6, answer: "a" }], /none of the 2 answers is to a question of this split: 5, 6/],
    ["that lacks answers", good.slice(1, 2), /2 questions have no answer: 262144000, 262144001/],
    ["with an id that stands twice", [...good, good[1]], /1 ids stand twice: 1$/],
    ["with an id that nobody asked", [...good, { question_id: 77, answer: "a" }], /1 ids are of no question: 77/],
    ["with ids as text", [{ question_id: "1", answer: "a" }], /row 1: the row question_id must be integer/],
    ["with an answer that is a number", [good[0], { question_id: 1, answer: 2 }], /row 2: the row answer must be string/],
    ["with another key", [{ question_id: 1, answer: "a", confidence: 1 }], /must NOT have additional properties \(confidence\)/],
    ["with a missing key", [{ question_id: 1 }], /must have required property 'answer'/],
    ["that is no list", { 1: "a" }, /is not a JSON array/],
    ["that is cut", JSON.stringify(good).slice(0, -8), /truncated/],
  ])("%s is refused by name", async (_, content, message) => {
    await expect(check(content)).rejects.toThrow(message);
  });

  it("may be a part where that is asked for, but no more than that", async () => {
    expect(await check(good.slice(0, 1), true)).toEqual({ rows: 1, missing: ["1", "262144001"] });
    await expect(check([good[0], good[0]], true)).rejects.toThrow(/stand twice/);
  });

  it("is refused where the question file itself is cut", async () => {
    const root = folderOf({ ...layout.files, "mine.json": good });
    const share = await shareOf(layout, root, new Map(), 447_793);
    await expect(checkSubmission(path.join(root, "mine.json"), [share], false)).rejects.toThrow("the question file of vqav2 holds 3 questions, the server's has 447793");
  });

  it("leaves nothing behind when a run has not answered everything", async () => {
    const root = folderOf(layout.files);
    const replies = answered(layout.ids);
    replies.set("1", { v: 1, id: "1", attempt: 4, status: "failed", latencyMs: 1, request: "", cache: "miss", error: { code: "timeout", message: "no reply" } });
    const place = path.join(root, "out.json");
    const share = await shareOf(layout, root, replies);
    await expect(writeSubmission(place, [share], false)).rejects.toMatchObject({ message: expect.stringContaining("1 questions have no answer: 1") as string, hint: expect.stringContaining("--partial") as string });
    expect([existsSync(place), existsSync(`${place}.tmp`)]).toEqual([false, false]);
    expect(await writeSubmission(place, [share], true)).toMatchObject({ rows: 2, missing: ["1"] });
  });
});

describe.runIf(hasRealFiles)("real result files (../shared/real)", () => {
  it("of COCO's own example has the declared format", async () => {
    const name = "coco-captions/coco-caption/results/captions_val2014_fakecap_results.json";
    const rows = JSON.parse(readFileSync(realPath(name), "utf8")) as { image_id: number; caption: string }[];
    const root = folderOf();
    mkdirSync(path.join(root, "nocaps"));
    writeFileSync(path.join(root, "nocaps/nocaps_test_image_info.json"), JSON.stringify({ images: rows.map(({ image_id }) => ({ id: image_id, file_name: `${image_id}.jpg` })) }));
    const share = await shareOf(layoutOf("nocaps", "test"), root, new Map(), 1_000);
    expect(await checkSubmission(realPath(name), [share], false)).toEqual({ rows: 1_000, missing: [] });
  });

  it("of PICa on OK-VQA has the format of the VQA challenge, which VQAv2 shares", async () => {
    const name = "okvqa/pica/format_answer/coco14_promptC_gpt3_VinVL_n16_repeat5_46.809354_CLIPImagequestion.json";
    const questions = (JSON.parse(readFileSync(realPath("okvqa/OpenEnded_mscoco_val2014_questions.json"), "utf8")) as { questions: unknown[] }).questions;
    const share = await shareOf(layoutOf("vqav2", "test"), folderOf({ "vqav2/v2_OpenEnded_mscoco_test2015_questions.json": { questions } }), new Map(), 5_046);
    expect(await checkSubmission(realPath(name), [share], false)).toEqual({ rows: 5_046, missing: [] });
  });
});

