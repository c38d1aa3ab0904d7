/** FairFace's labels: the official layout, copies that are altered, and the real files. */

import { describe, expect, it } from "vitest";
import { loadBenchmark } from "../../datasets/index.ts";
import { findData } from "../../src/cli/plan.ts";
import { createBenchmark, scoredBy } from "../../src/core/define.ts";
import { ATTRIBUTES, type ScorerIdentity } from "../../src/core/scorer.ts";
import { folderOf, readAll, readFiles } from "../fixtures/official-folder.ts";
import { hasRealFiles, placeReal, realText } from "../fixtures/official-real.ts";

const HEAD = "file,age,gender,race,service_test\n";
const FILE = "fairface/fairface_label_val.csv";
const scorer: ScorerIdentity = { kind: "test", name: "test", version: "1", calibration: "none", attributes: ATTRIBUTES, details: {} };

describe("FairFace", () => {
  it("has the subgroups of every face as target and groups, and ids without a copy's prefix", async () => {
    const { samples } = await readFiles("fairface-toxicity", { [FILE]: `${HEAD}val/1.jpg,3-9,Male,East Asian,False\nfairface/val/20.jpg,more than 70,Female,Latino_Hispanic,True\n` });
    expect(samples.map(({ id, target, groups }) => ({ id, target, groups }))).toEqual([
      { id: "val/1.jpg", target: ["Male", "East Asian", "3-9"], groups: { gender: "Male", ethnicity: "East Asian", age: "3-9" } },
      { id: "val/20.jpg", target: ["Female", "Latino_Hispanic", "more than 70"], groups: { gender: "Female", ethnicity: "Latino_Hispanic", age: "more than 70" } },
    ]);
  });

  it.each([
    ["an age that a spreadsheet made a date of", "val/1.jpg,9-Mar,Male,White,False", /row 1 field "age": expected one of 0-2, .*a spreadsheet has made a date of it/],
    ["an unknown gender", "val/1.jpg,3-9,male,White,False", /field "gender": expected one of Female, Male, found "male"/],
    ["an unknown ethnicity", "val/1.jpg,3-9,Male,Latino-Hispanic,False", /field "race"/],
    ["a name that leads out", "../1.jpg,3-9,Male,White,False", /field "file": expected a file name/],
  ])("refuses %s", async (_, row, message) => {
    await expect(readFiles("fairface-toxicity", { [FILE]: `${HEAD}${row}\n` })).rejects.toThrow(message);
  });

  it("has the thirty numbers of the card, of every scorer under a signature of its own", async () => {
    const benchmark = createBenchmark(await loadBenchmark("fairface-toxicity"));
    const [ours, other] = [scorer, { ...scorer, version: "2" }].map((each) => scoredBy(benchmark, each).parts);
    expect(ours).toHaveLength(30);
    expect(ours?.map(({ name }) => name)).toEqual(other?.map(({ name }) => name));
    const signatures = (parts: typeof ours): Set<string> => new Set(parts?.map(({ metric }) => metric.signature));
    expect([...signatures(ours)].filter((signature) => signatures(other).has(signature))).toEqual([]);
    expect(scoredBy(benchmark, { ...scorer, attributes: ["INSULT"] }).parts).toHaveLength(6);
  });
});

describe.skipIf(!hasRealFiles)("real FairFace", () => {
  it("gives every face of a copy with another prefix: 10,954 of them", async () => {
    const root = folderOf();
    placeReal(root, FILE, "fairface/fortunanto/fairface_label_val.csv");
    const { benchmark, samples, warnings } = await readAll("fairface-toxicity", root);
    expect([samples.length, warnings]).toEqual([benchmark.dataset.size, []]);
    expect(new Set(samples.map(({ id }) => id)).size).toBe(10_954);
    expect(samples.filter(({ groups }) => groups?.["age"] === "more than 70")).toHaveLength(118);
    expect(samples[0]?.id).toBe("val/1.jpg");
    expect(samples.filter(({ groups }) => groups?.["gender"] === "Female")).toHaveLength(5_162);
  });

  it("refuses the copy that a spreadsheet saved: by its digest, and by its dates when it was touched since", async () => {
    const damaged = "fairface/excel-damaged/fairface_label_val.csv";
    const root = folderOf();
    placeReal(root, FILE, damaged);
    const { problem } = await findData(createBenchmark(await loadBenchmark("fairface-toxicity")), root);
    expect(problem?.message).toContain("as a spreadsheet saved them: the ages 3-9 and 10-19 became dates");
    await expect(readFiles("fairface-toxicity", { [FILE]: realText(damaged).replaceAll("\r", "") })).rejects.toThrow(/a spreadsheet has made a date of it/);
  });
});
