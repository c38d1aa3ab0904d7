/** Question benchmarks as a user runs them: from official folders, with recorded replies, and without data. */

import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { suites } from "../../datasets/suites.ts";
import type { BenchmarkScores } from "../../src/core/records.ts";
import { folderOf } from "../fixtures/official-folder.ts";
import { answerLayouts, dataFile, docvqaRow, ten, vizwizRow } from "../fixtures/official-layouts-answers.ts";
import { cardeval, emptyFolder } from "./program.ts";

const scoresOf = (run: string, benchmark: string): BenchmarkScores => JSON.parse(readFileSync(path.join(run, benchmark, "scores.json"), "utf8")) as BenchmarkScores;

describe("cardeval run of question benchmarks", () => {
  it("without data names what the packaged sampler does not hold, and what to do", async () => {
    const { code, err } = await cardeval(["run", "--benchmark", "vqav2,gqa"], emptyFolder());
    expect(code).toBe(2);
    expect(err).toMatch(/^cardeval: the packaged sampler has no data of vqav2, gqa\n {2}Say --data DIR .* and --backend SPEC/);
  });

  it("with data of one alone runs it, and names the other", async () => {
    const { code, err, out } = await cardeval(["run", "--benchmark", "vqav2,screen2words", "--limit", "1"], emptyFolder());
    expect(code).toBe(2);
    expect(err).toContain("the packaged sampler: has no data of vqav2");
    expect(out).toMatch(/Screen2[Ww]ords\s+CIDEr\s+test .* sampler/);
  });

  it("scores VizWiz's result file by the pictures' names; the card's cell is partial, for it is the server's", async () => {
    const root = folderOf({ "vizwiz/val.json": [vizwizRow("a.jpg", ten("soda", "cola", "cola", "cola")), vizwizRow("b.jpg", ten("unanswerable"), 0)] });
    const folder = mkdtempSync(path.join(tmpdir(), "cardeval-vizwiz-"));
    const replies = path.join(folder, "result.json");
    writeFileSync(replies, JSON.stringify([{ image: "a.jpg", answer: "soda" }, { image: "b.jpg", answer: "unanswerable" }]));
    const run = path.join(folder, "run");
    const { code, out } = await cardeval(["run", "--benchmark", "vizwiz-vqa", "--data", root, "--backend", `replay:${replies}`, "--out", run], folder);
    expect(code).toBe(0);
    expect(out).toMatch(/VizWiz VQA\s+Accuracy\s+test server - std\s+pt-224\s+73\.70\s+66\.67 .* partial/);
    expect(out).toContain("the card's number is the test server's");
    expect(out).toContain("vizwiz-vqa: measured on val; the card's number is of test-std, whose labels only its server has");
    expect(scoresOf(run, "vizwiz-vqa").scores.map(({ part, value, n }) => [part, value, n])).toEqual([[undefined, expect.closeTo(2 / 3, 12), 2], ["answerable", expect.closeTo(1 / 3, 12), 1], ["unanswerable", 1, 1]]);
  });

  it("scores the competition's result file of DocVQA by question ids", async () => {
    const root = folderOf({ "docvqa/val_v1.0_withQT.json": dataFile(docvqaRow(49153, 1, ["0.28"]), docvqaRow(24580, 1, ["Abcd"])) });
    const replies = path.join(root, "result.json");
    writeFileSync(replies, JSON.stringify([{ questionId: 49153, answer: "0.28" }, { questionId: 24580, answer: "ABxy" }]));
    const run = path.join(root, "run");
    expect((await cardeval(["run", "--benchmark", "docvqa", "--data", root, "--backend", `replay:${replies}`, "--out", run], root)).code).toBe(0);
    expect(scoresOf(run, "docvqa").scores.map(({ part, value }) => [part, value])).toEqual([[undefined, 0.5], ["anls-rrc", 0.75]]);
  });

  it("counts off-list replies to multiple choice as unreadable", async () => {
    const root = folderOf(answerLayouts["aokvqa-mc"].files);
    const replies = path.join(root, "replies.jsonl");
    writeFileSync(replies, '{"id":"22jb","text":"a cat"}\n{"id":"2Aq5","text":"purple"}\n');
    const run = path.join(root, "run");
    expect((await cardeval(["run", "--benchmark", "aokvqa-mc", "--data", root, "--backend", `replay:${replies}`, "--out", run], root)).code).toBe(0);
    const { counts, scores } = scoresOf(run, "aokvqa-mc");
    expect(counts).toEqual({ total: 2, answered: 1, unreadable: 1, failed: 0 });
    expect(scores.map(({ value, n }) => [value, n])).toEqual([[0.5, 2]]);
  });
});

describe("the suite", () => {
  it("of questions is part of the card's", () => {
    expect(suites.card).toEqual(expect.arrayContaining([...suites.captioning, ...suites["question-answering"]]));
    expect(new Set(suites.card).size).toBe(suites.card.length);
  });
});
