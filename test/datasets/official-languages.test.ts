/** COCO-35L and XM3600 from files in the official layout: languages, references, order. */

import { describe, expect, it } from "vitest";
import { lines, readFiles, targets } from "../fixtures/official-folder.ts";
import { spoken, translation } from "../fixtures/official-layouts.ts";
import { smallPng } from "../fixtures/pictures.ts";

const COCO = "coco-35l/coco_mt_dev.jsonl";
const XM = "xm3600/captions.jsonl";

/** Warnings about the languages that small files do not have. */
const MISSING = "photo-without-language";

describe("coco-35l", () => {
  const rows = [
    translation("42_1", "de", "a dog .", "ein hund ."), translation("42_1", "fr", "another english", "un chien ."),
    translation("42_2", "de", "the dog .", "der hund ."), translation("7_1", "fr", "a cat", "un chat"), translation("42_2", "fr", "the dog .", "le chien ."),
  ];

  it("takes the translations of a language, and as English the originals of the German rows alone", async () => {
    const reading = await readFiles("coco-35l", { [COCO]: lines(...rows) });
    expect(targets(reading)).toEqual([
      ["en/42", ["a dog .", "the dog ."]], ["de/42", ["ein hund .", "der hund ."]], ["fr/42", ["un chien .", "le chien ."]], ["fr/7", ["un chat"]],
    ]);
    expect(reading.samples.map(({ language, groups, cluster }) => [language, groups?.["language"], cluster])).toEqual([
      ["en", "en", "42"], ["de", "de", "42"], ["fr", "fr", "42"], ["fr", "fr", "7"],
    ]);
  });

  it("counts the languages that a photo lacks", async () => {
    const { warnings } = await readFiles("coco-35l", { [COCO]: lines(...rows) });
    expect(warnings.map(({ code, count }) => [code, count])).toEqual([[MISSING, 32 + 34]]);
  });

  it("counts rows in languages that it does not have, and makes no samples of them", async () => {
    const { samples, warnings } = await readFiles("coco-35l", { [COCO]: lines(...rows, translation("42_1", "tlh", "a dog", "targh"), translation("42_1", "__proto__", "a dog", "x")) });
    expect(samples.map(({ language }) => language)).toEqual(["en", "de", "fr", "fr"]);
    expect(warnings.find(({ code }) => code === "unknown-language")).toMatchObject({ count: 2, examples: ["tlh (row 6)", "__proto__ (row 7)"] });
  });

  it("takes no English from rows that say they translate to English, and counts them", async () => {
    const reading = await readFiles("coco-35l", { [COCO]: lines(...rows, translation("42_1", "en", "a dog", "QQ")) });
    expect(targets(reading)[0]).toEqual(["en/42", ["a dog .", "the dog ."]]);
    expect(reading.warnings.find(({ code }) => code === "unknown-language")).toMatchObject({ count: 1, examples: ["en (row 6)"] });
  });

  it.each(["coco-35l/val2014", "coco35l/val2014", "coco/val2014", "coco/images/val2014"])("finds the photo in %s: COCO's name of the number before the first _", async (place) => {
    const { samples } = await readFiles("coco-35l", { [COCO]: lines(translation("391895_3", "de", "a", "b")), [`${place}/COCO_val2014_000000391895.jpg`]: smallPng() });
    expect(await samples[0]?.images[0]?.read()).toHaveLength(smallPng().length);
  });

  it.each(["coco-35l/coco_mt_dev.jsonl", "coco35l/coco_mt_dev.jsonl", "coco/annotations/coco_mt_dev.jsonl", "coco_mt_dev.jsonl"])("finds its captions at %s", async (place) => {
    expect((await readFiles("coco-35l", { [place]: lines(translation("1_1", "de", "a", "b")) })).samples).toHaveLength(2);
  });

  it("reads one row a line, whatever separators a caption holds", async () => {
    const odd = "ein\u2028hund\u2029\u0085\u000b.";
    expect(targets(await readFiles("coco-35l", { [COCO]: lines(translation("1_1", "de", "a\nb", odd)) }))).toEqual([["en/1", ["a\nb"]], ["de/1", [odd]]]);
  });
});

describe("xm3600", () => {
  const line = { "image/key": "0a", "image/locale": "de", quz: spoken("Huk allqu"), de: spoken("Ein Hund", "Hund", "Der Hund"), en: spoken("A dog", "Dog!") };

  it("takes the tokenised captions of every language, Quechua last", async () => {
    const reading = await readFiles("xm3600", { [XM]: lines(line) });
    expect(targets(reading)).toEqual([["en/0a", ["A dog .", "Dog! ."]], ["de/0a", ["Ein Hund .", "Hund .", "Der Hund ."]], ["quz/0a", ["Huk allqu ."]]]);
    expect(reading.samples.map(({ language, groups, cluster }) => [language, groups, cluster])).toEqual([
      ["en", { language: "en" }, "0a"], ["de", { language: "de" }, "0a"], ["quz", { language: "quz" }, "0a"],
    ]);
  });

  it("takes the captions as written when asked", async () => {
    expect(targets(await readFiles("xm3600", { [XM]: lines(line) }, { references: "raw" }))[0]).toEqual(["en/0a", ["A dog", "Dog!"]]);
  });

  it("counts languages that are absent or empty, and makes no samples of them", async () => {
    const { samples, warnings } = await readFiles("xm3600", { [XM]: lines({ "image/key": "0a", en: spoken("A dog"), de: spoken() }) });
    expect(samples.map(({ id }) => id)).toEqual(["en/0a"]);
    expect(warnings.map(({ code, count }) => [code, count])).toEqual([[MISSING, 35]]);
    expect(warnings[0]?.examples).toHaveLength(5);
  });

  it("keeps the order of the file, not of the keys", async () => {
    const { samples } = await readFiles("xm3600", { [XM]: lines({ "image/key": "ff", en: spoken("x") }, { "image/key": "10", en: spoken("y") }, { "image/key": "2", en: spoken("z") }) });
    expect(samples.map(({ id }) => id)).toEqual(["en/ff", "en/10", "en/2"]);
  });

  it.each(["xm3600/images", "xm3600", "crossmodal-3600/images", "images"])("finds the photo in %s", async (place) => {
    const { samples } = await readFiles("xm3600", { [XM]: lines(line), [`${place}/0a.jpg`]: smallPng() });
    expect(await samples[0]?.images[0]?.read()).toHaveLength(smallPng().length);
  });

  it.each(["xm3600/captions.jsonl", "xm3600/web-data/captions.jsonl", "crossmodal-3600/annotations/captions.jsonl", "captions.jsonl"])("finds its captions at %s", async (place) => {
    expect((await readFiles("xm3600", { [place]: lines(line) })).samples).toHaveLength(3);
  });
});
