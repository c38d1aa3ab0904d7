/** From a run on a server's split to the file that is handed in, and the server's answer back on the card. */

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { RunRecord } from "../../src/core/records.ts";
import { lines, writeFiles, type Files } from "../fixtures/official-folder.ts";
import { answerLayouts } from "../fixtures/official-layouts-answers.ts";
import { serverLayouts } from "../fixtures/server-layouts.ts";
import { cardeval, emptyFolder, type Outcome } from "./program.ts";

const data = Object.assign({}, ...serverLayouts.filter(({ name }) => ["vqav2", "aokvqa-mc", "aokvqa-da"].includes(name)).map(({ files }) => files), answerLayouts.vqav2.files) as Files;
const REPLIES = lines({ id: "262144000", text: "a" }, { id: "1", text: "b" }, { id: "262144001", text: "c" }, { id: "22jb", text: "a" }, { id: "007", text: "no choice" });
const SPLITS = "vqav2.split=test,aokvqa-mc.split=test,aokvqa-da.split=test";

let root = "";
const say = (...words: readonly string[]): Promise<Outcome> => cardeval(words, root);

/** Written by hand, in the words of a person. */
function recorded(change: Readonly<Record<string, unknown>> = {}): string {
  const answer = { benchmark: "vqav2", value: 0.8319, phase: "test-standard", date: "2026-11-20", submission: 4711, by: "J. Doe <b>", ...change };
  writeFileSync(path.join(root, "server.json"), JSON.stringify({ answers: [answer] }));
  return "server.json";
}

beforeAll(async () => {
  root = emptyFolder();
  writeFiles(path.join(root, "data"), data);
  writeFileSync(path.join(root, "replies.jsonl"), REPLIES);
  expect((await say("run", "--benchmark", "vqav2,aokvqa-mc,aokvqa-da", "--set", SPLITS, "--data", "data", "--backend", "replay:replies.jsonl", "--out", "run", "--quiet")).code).toBe(0);
});

describe("a run on splits of a server", () => {
  it("is complete, and its cells are server-only", async () => {
    const { out } = await say("report", "run");
    expect((JSON.parse(readFileSync(path.join(root, "run/run.json"), "utf8")) as RunRecord).status).toBe("complete");
    expect(out).toMatch(/^VQAv2 .* 83\.19 +– +– +3 +0 +0 +server-only$/m);
    expect(out).toMatch(/^A-OKVQA \(MC\) .* – +– +1 +1 +0 +server-only$/m);
    expect(out).toContain("3 answers to test are ready to hand in (cardeval submit); 3 of the split's 447793 samples");
    expect(readFileSync(path.join(root, "run/report.html"), "utf8")).toContain("it was answered, not scored");
  });

  it("is handed in: one file a server, what is short said", async () => {
    const { code, out } = await say("submit", "run", "--data", "data", "--partial");
    expect(code).toBe(0);
    expect(out).toContain("run/submissions/vqa_OpenEnded_mscoco_test2015_replay_results.json\n  3 answers");
    expect(out).toContain("1 replies are none of the answers that the benchmark can read");
    expect(JSON.parse(readFileSync(path.join(root, "run/submissions/predictions_test.json"), "utf8"))).toEqual({ "22jb": { multiple_choice: "a", direct_answer: "a" }, "007": { multiple_choice: "no choice", direct_answer: "no choice" } });
    expect((await say("submit", "--benchmark", "vqav2", "--set", "vqav2.split=test", "--data", "data", "--partial", "--check", "run/submissions/vqa_OpenEnded_mscoco_test2015_replay_results.json")).code).toBe(0);
  });

  it("has the answers of test-dev among those of test", async () => {
    const { code } = await say("submit", "run", "--benchmark", "vqav2", "--set", "vqav2.split=test-dev", "--data", "data", "--partial", "--out", "dev.json");
    expect([code, JSON.parse(readFileSync(path.join(root, "dev.json"), "utf8"))]).toEqual([0, [{ question_id: 262144001, answer: "c" }]]);
  });

  it.each([
    ["a cut question file", ["run", "--data", "data"], /the question file of vqav2 holds 3 questions, the server's has 447793/],
    ["another split", ["run", "--data", "data", "--benchmark", "vqav2", "--set", "vqav2.split=val"], /vqav2: the answers are to val, and the server takes test, test-dev\n {2}Say --set vqav2\.split=test/],
    ["no data", ["run"], /which questions\?\n {2}Say --data DIR/],
    ["a benchmark without a server", ["--benchmark", "pope", "--data", "data", "--check", "x.json"], /pope has no test server/],
    ["a benchmark that was not run", ["run", "--data", "data", "--benchmark", "docvqa"], /the run has no docvqa\n {2}It has: vqav2, aokvqa-mc, aokvqa-da/],
    ["two files in one", ["run", "--data", "data", "--out", "x.json"], /--out names one file, and these are 2/],
    ["nothing", [], /which run, or which benchmark\?/],
  ])("refuses %s", async (_, words, message) => {
    const { code, err } = await say("submit", ...words);
    expect([code, err]).toEqual([2, expect.stringMatching(message)]);
    expect(existsSync(path.join(root, "x.json"))).toBe(false);
  });

  it("is no longer handed in when the question file has changed", async () => {
    const place = path.join(root, "data/vqav2/v2_OpenEnded_mscoco_test2015_questions.json");
    const before = readFileSync(place, "utf8");
    writeFileSync(place, `${before}\n`);
    const { code, err } = await say("submit", "run", "--benchmark", "vqav2", "--data", "data", "--partial");
    writeFileSync(place, before);
    expect([code, err]).toEqual([2, expect.stringContaining("v2_OpenEnded_mscoco_test2015_questions.json is not the file that the run read")]);
  });
});

describe("a server's answer that somebody wrote down", () => {
  it("stands on the card with whose word it is, in every report, and stays when the run is issued again", async () => {
    const { code, out } = await say("report", "run", "--recorded", recorded());
    expect(code).toBe(0);
    expect(out).toMatch(/^VQAv2 .* 83\.19 +83\.19 +– +3 +0 +0 +server-only$/m);
    expect(out).toContain("the server's answer to submission 4711 (test-standard, 2026-11-20), recorded by J. Doe");
    expect(readFileSync(path.join(root, "run/report.csv"), "utf8")).toMatch(/vqav2,vqav2,,VQAv2,server,0\.8319,.*server-only/);
    expect(readFileSync(path.join(root, "run/report.html"), "utf8")).toContain("recorded by J. Doe &lt;b&gt;");
    expect(readFileSync(path.join(root, "run/scores.json"), "utf8")).toContain("\"submission\":\"4711\"");
    await say("run", "--benchmark", "vqav2,aokvqa-mc,aokvqa-da", "--set", SPLITS, "--data", "data", "--backend", "replay:replies.jsonl", "--out", "run", "--quiet", "--recorded", recorded({ part: "number", value: 0.7 }));
    const { benchmarks } = JSON.parse(readFileSync(path.join(root, "run/run.json"), "utf8")) as RunRecord;
    expect(benchmarks[0]?.recorded?.map(({ part, value }) => [part, value])).toEqual([[undefined, 0.8319], ["number", 0.7]]);
  });

  it.each([
    ["in percent", { value: 83.19 }, /vqav2 = 83\.19 is outside of 0 to 1\n {2}Values are fractions or raw CIDEr: write 0\.8319/],
    ["of a benchmark that was not run", { benchmark: "textvqa" }, /the run has no textvqa/],
    ["of a number that there is not", { part: "numbers" }, /vqav2 has no number "numbers"/],
    ["of no day", { date: "2026-13-45" }, /2026-13-45 is no day/],
    ["without a name", { by: undefined }, /must have required property 'by'/],
    ["with a key that nobody knows", { score: 1 }, /unknown key "score"/],
  ])("is refused %s", async (_, change, message) => {
    const { code, err } = await say("report", "run", "--recorded", recorded(change));
    expect([code, err]).toEqual([2, expect.stringMatching(message)]);
  });

  it("is refused of a split that no server scores", async () => {
    writeFileSync(path.join(root, "val.jsonl"), lines({ id: "42000", text: "yes" }, { id: "7001", text: "2" }));
    expect((await say("run", "--benchmark", "vqav2", "--data", "data", "--backend", "replay:val.jsonl", "--out", "val", "--quiet")).code).toBe(0);
    const { code, err } = await say("report", "val", "--recorded", recorded());
    expect([code, err]).toEqual([2, expect.stringContaining("no server can have answered vqav2 on val\n  It takes test, test-dev")]);
  });
});
