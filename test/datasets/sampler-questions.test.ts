/** The sampler's questions keep the shape of their benchmarks: pairs, sets, groups, and what is shared. */

import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { BenchmarkName } from "../../datasets/index.ts";
import type { GroupedAnswers, Sample } from "../../src/core/types.ts";
import { readAll } from "../fixtures/official-folder.ts";

const root = path.resolve(import.meta.dirname, "../../datasets/sampler");

type Question = Sample<readonly string[] | GroupedAnswers>;

async function questionsOf(name: BenchmarkName): Promise<readonly Question[]> {
  return (await readAll(name, root)).samples;
}

const rightOf = ({ target }: Question): string => ("answers" in target ? target.answers : target)[0] ?? "";

/** Values that have the same key together, in the order of their first. */
function grouped<Value>(values: readonly Value[], keyOf: (value: Value) => string): readonly (readonly Value[])[] {
  const groups = new Map<string, Value[]>();
  for (const value of values) groups.set(keyOf(value), [...(groups.get(keyOf(value)) ?? []), value]);
  return [...groups.values()];
}

const counted = (values: readonly string[]): Readonly<Record<string, number>> => Object.fromEntries(grouped(values, (value) => value).map((all) => [all[0], all.length]));

describe("sampler of", () => {
  it("VQAv2: as many questions of each type of answer", async () => {
    expect(counted((await questionsOf("vqav2")).map(({ groups }) => groups?.["answerType"] ?? ""))).toEqual({ "yes/no": 12, number: 12, other: 12 });
  });

  it("MMVP: pairs with one question and two answers", async () => {
    for (const pair of grouped(await questionsOf("mmvp"), ({ cluster = "" }) => cluster)) {
      expect([pair.length, new Set(pair.map(({ text, hint }) => `${text} ${hint}`)).size, new Set(pair.map(rightOf)).size]).toEqual([2, 1, 2]);
    }
  });

  it("POPE: three sets that share the questions to say yes to, and half of each to say no to", async () => {
    const sets = grouped(await questionsOf("pope"), ({ groups }) => groups?.["set"] ?? "");
    const asked = sets.map((set) => set.filter((sample) => rightOf(sample) === "yes").map(({ text, cluster }) => `${cluster} ${text}`));
    expect(sets.map((set) => counted(set.map(rightOf)))).toEqual([{ yes: 6, no: 6 }, { yes: 6, no: 6 }, { yes: 6, no: 6 }]);
    expect([asked[1], asked[2]]).toEqual([asked[0], asked[0]]);
  });

  it("A-OKVQA: the right choice among four different ones, and photos of COCO's 2014 set", async () => {
    for (const { choices = [], target, images: [image] } of await questionsOf("aokvqa-mc")) {
      expect([new Set(choices).size, choices]).toEqual([4, expect.arrayContaining([...(target as readonly string[])])]);
      const name = path.basename(image?.name ?? "");
      expect((await image?.read())?.length).toBe(readFileSync(path.join(root, "coco/val2014", `COCO_val2014_${name}`)).length);
    }
  });

  it("GQA: all kinds of questions; xGQA: the same six of them in eight languages", async () => {
    const [english, all] = [await questionsOf("gqa"), await questionsOf("xgqa")];
    expect(Object.keys(counted(english.map(({ groups }) => groups?.["structure"] ?? ""))).toSorted()).toEqual(["choose", "compare", "logical", "query", "verify"]);
    const answers = new Map(english.map((sample) => [sample.id, rightOf(sample)]));
    const languages = grouped(all, ({ groups }) => groups?.["language"] ?? "");
    expect(languages.map(({ length }) => length)).toEqual(Array(8).fill(6));
    for (const sample of all) expect(rightOf(sample)).toBe(answers.get(sample.id.split("/")[1] ?? ""));
    expect(new Set(all.map(({ text }) => text)).size).toBeGreaterThan(30);
  });

  it("NLVR2: statements of four pairs, true of two; JPEGs among what is called .png", async () => {
    const samples = await questionsOf("nlvr2");
    for (const four of grouped(samples, ({ cluster = "" }) => cluster)) expect(counted(four.map(rightOf))).toEqual({ True: 2, False: 2 });
    const first = await Promise.all(samples.map(async ({ images: [image] }) => (await image?.read())?.[0]));
    expect(counted(first.map(String))).toEqual({ [String(0xff)]: 18, [String(0x89)]: 6 });
  });

  it("MaRVL: sentences of two pairs, true of one", async () => {
    for (const pair of grouped(await questionsOf("marvl"), ({ cluster = "" }) => cluster)) expect(counted(pair.map(rightOf))).toEqual({ True: 1, False: 1 });
  });

  it("RSVQA: TIFF pictures, and questions for numbers in the files alone", async () => {
    for (const [name, types] of [["rsvqa-lr", ["comp", "presence", "rural_urban"]], ["rsvqa-hr", ["comp", "presence"]]] as const) {
      const samples = await questionsOf(name);
      expect(Object.keys(counted(samples.map(({ groups }) => groups?.["type"] ?? ""))).toSorted()).toEqual(types);
      for (const { images: [image] } of samples) expect(Buffer.from((await image?.read()) ?? []).toString("latin1", 0, 4)).toBe("II*\0");
    }
    expect(readFileSync(path.join(root, "rsvqa-hr/USGS_split_test_questions.json"), "utf8")).toMatch(/"type": "area".*"active": false/s);
  });

  it("TallyQA: simple and complex questions about photos of COCO and of both folders of Visual Genome", async () => {
    const samples = await questionsOf("tallyqa");
    expect(counted(samples.map(({ groups }) => groups?.["kind"] ?? ""))).toEqual({ simple: 12, complex: 12 });
    expect(counted(samples.map(({ cluster = "" }) => cluster.split("/")[0] ?? ""))).toEqual({ val2014: 8, VG_100K: 8, VG_100K_2: 8 });
  });

  it("VizWiz: some photos in which nothing is to be seen", async () => {
    const samples = await questionsOf("vizwiz-vqa");
    expect(counted(samples.map(({ groups }) => groups?.["answerable"] ?? ""))).toEqual({ yes: 20, no: 4 });
    for (const { groups, target } of samples) expect((target as readonly string[]).some((answer) => answer.startsWith("un"))).toBe(groups?.["answerable"] === "no");
  });
});
