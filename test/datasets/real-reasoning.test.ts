/** Real official files through the adapters: POPE, NLVR2, MaRVL, xGQA, GQA. */

import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { loadBenchmark, type BenchmarkName } from "../../datasets/index.ts";
import { findData } from "../../src/cli/plan.ts";
import { createBenchmark } from "../../src/core/define.ts";
import { decodeImage } from "../../src/io/decode-image.ts";
import { folderOf, readAll } from "../fixtures/official-folder.ts";
import { layouts } from "../fixtures/official-layouts.ts";
import { hasRealFiles, placeReal, realText } from "../fixtures/official-real.ts";

const SETS = ["random", "popular", "adversarial"];
const LANGUAGES = ["bn", "de", "en", "id", "ko", "pt", "ru", "zh"];

/** Why a benchmark would not run on this folder. */
async function problemOf(name: BenchmarkName, root: string): Promise<string | undefined> {
  return (await findData(createBenchmark(await loadBenchmark(name)), root)).problem?.message;
}

describe.skipIf(!hasRealFiles)("real POPE", () => {
  const rootWith = (random: string): string => {
    const root = folderOf();
    for (const set of SETS) placeReal(root, `pope/output/coco/coco_pope_${set}.json`, set === "random" ? random : `pope/output/coco/coco_pope_${set}.json`);
    return root;
  };

  it("of today: three times 3,000 questions on 500 photos, half of them yes", async () => {
    const root = rootWith("pope/output/coco/coco_pope_random.json");
    const { benchmark, samples, warnings } = await readAll("pope", root);
    expect([samples.length, warnings]).toEqual([benchmark.dataset.size, []]);
    for (const set of SETS) {
      const own = samples.filter(({ groups }) => groups?.["set"] === set);
      expect([own.length, own.filter(({ target }) => target[0] === "yes").length, new Set(own.map(({ cluster }) => cluster)).size]).toEqual([3_000, 1_500, 500]);
    }
    expect(await problemOf("pope", root)).toBeUndefined();
  });

  it.each([
    ["e3e3926", "August 10, 2023 (2,910 questions)"],
    ["7ef3026", "August 4, 2023 (3,000 other questions)"],
  ])("of commit %s is named and refused, whatever its number of rows", async (commit, message) => {
    expect(await problemOf("pope", rootWith(`pope/history/${commit}/output/coco/coco_pope_random.json`))).toContain(message);
  });

  it("of 2,910 questions is refused by its misspelling too, should it be rewritten", async () => {
    await expect(readAll("pope", rootWith("pope/history/e3e3926/output/coco/coco_pope_random.json"))).rejects.toThrow(/is POPE's set before November 2023/);
  });
});

describe.skipIf(!hasRealFiles)("real NLVR2", () => {
  it("test1: 6,967 samples, every statement of one to four pairs, URLs with NaN in them", async () => {
    const root = folderOf({ "nlvr2/data/test1.json": realText("nlvr2/nlvr2/data/test1.json.gz") });
    const { benchmark, samples, warnings } = await readAll("nlvr2", root);
    expect([samples.length, warnings]).toEqual([benchmark.dataset.size, []]);
    const statements = new Map<string, Set<string>>();
    for (const { cluster = "", text = "" } of samples) statements.set(cluster, (statements.get(cluster) ?? new Set()).add(text));
    expect([...statements.values()].filter(({ size }) => size !== 1)).toEqual([]);
    expect(Math.max(...[...statements.keys()].map((key) => samples.filter(({ cluster }) => cluster === key).length))).toBe(4);
  });
});

describe.skipIf(!hasRealFiles)("real MaRVL", () => {
  it("5,670 samples in five languages, folders in their scripts, not balanced", async () => {
    const root = folderOf();
    const counts = { id: 1_128, sw: 1_108, ta: 1_242, tr: 1_180, zh: 1_012 };
    for (const language of Object.keys(counts)) placeReal(root, `marvl/data/${language}/annotations/marvl-${language}.jsonl`, `marvl/data/${language}/annotations/marvl-${language}.jsonl`);
    const { benchmark, samples, warnings } = await readAll("marvl", root);
    expect([samples.length, warnings]).toEqual([benchmark.dataset.size, []]);
    for (const [language, count] of Object.entries(counts)) expect(samples.filter(({ groups }) => groups?.["language"] === language)).toHaveLength(count);
    expect(samples.find(({ id }) => id === "ta-0")?.images.map(({ name }) => name.split("/marvl/")[1])).toEqual(["ta/images/26-தைப்பொங்கல்/26-6.jpg", "ta/images/26-தைப்பொங்கல்/26-3.jpg"]);
    expect(samples.filter(({ id, target }) => id.startsWith("sw-") && target[0] === "True").length).not.toBe(554);
  });
});

describe.skipIf(!hasRealFiles)("real xGQA", () => {
  it("the few-shot dev set in the zero-shot places: the same 1,422 questions eight times, answered in English, spaces kept", async () => {
    const root = folderOf();
    for (const language of LANGUAGES) placeReal(root, `xgqa/annotations/zero_shot/testdev_balanced_questions_${language}.json`, `xgqa/annotations/few_shot/${language}/dev.json`);
    const { samples, warnings } = await readAll("xgqa", root);
    expect([samples.length, new Set(samples.map(({ cluster }) => cluster)).size, warnings]).toEqual([8 * 1_422, 50, []]);
    const byLanguage = LANGUAGES.map((language) => samples.filter(({ groups }) => groups?.["language"] === language));
    const english = byLanguage[2]?.map(({ id, target }) => [id.slice(3), target]);
    for (const own of byLanguage) expect(own.map(({ id, target }) => [id.slice(3), target])).toEqual(english);
    const spaced = samples.filter(({ text = "" }) => text !== text.trim()).map(({ groups }) => groups?.["language"]);
    expect(spaced.sort()).toEqual(["de", "de", "id"]);
  });
});

describe.skipIf(!hasRealFiles)("real GQA", () => {
  it("IGLUE's 1,944 questions are named and refused before anything is asked", async () => {
    const root = folderOf();
    placeReal(root, "gqa/testdev_balanced_questions.json", "gqa/iglue/testdev_balanced_questions.json");
    expect(await problemOf("gqa", root)).toContain("is IGLUE's choice of 1,944 questions, not GQA's 12,578");
    expect((await readAll("gqa", root)).samples).toHaveLength(1_944);
  });

  it("questions find their photos", async () => {
    const root = folderOf();
    placeReal(root, "gqa/images", "gqa/images");
    for (const file of ["questions.json", "question_dir/questions0.json", "question_dir/questions1.json"]) {
      writeFileSync(path.join(root, "testdev_balanced_questions.json"), realText(`gqa/${file}`));
      const { samples: [sample] } = await readAll("gqa", root);
      const { width, height } = await decodeImage((await sample?.images[0]?.read()) ?? new Uint8Array(), sample?.images[0]?.name ?? "");
      expect(Math.min(width, height)).toBeGreaterThan(100);
    }
  });
});

describe("data that is what its name says", () => {
  it("is not refused", async () => {
    expect(await problemOf("gqa", folderOf(layouts.gqa.files))).toBeUndefined();
  });
});
