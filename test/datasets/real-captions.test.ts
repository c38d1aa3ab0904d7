/** Real official files through the adapters: COCO's references and photos, SciCap's record, the split and id lists of three more. */

import { readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { scoreBenchmark } from "../../runner/score.ts";
import type { JournalLine } from "../../src/core/records.ts";
import type { Sample } from "../../src/core/types.ts";
import { decodeImage } from "../../src/io/decode-image.ts";
import { folderOf, lines, readAll, targets, type Reading } from "../fixtures/official-folder.ts";
import { screen, SCICAP_LIST, spoken, widgetNode } from "../fixtures/official-layouts.ts";
import { hasRealFiles, magicRows, placeReal, realPath, realText, type MagicRow } from "../fixtures/official-real.ts";
import { smallPng } from "../fixtures/pictures.ts";

const listOf = (name: string): string[] => realText(name).trim().split(/\r?\n/);

/** Karpathy's file of these photos, and COCO's real pictures beside it. */
async function readCoco(rows: readonly MagicRow[]): Promise<Reading> {
  const images = rows.map(({ image_name: filename, captions }, imgid) => ({
    filepath: "val2014", filename, imgid, split: "val", cocoid: Number(filename.slice(-16, -4)), sentids: [],
    sentences: captions.map((text, sentid) => ({ raw: text, tokens: [], imgid, sentid })),
  }));
  const root = folderOf({ "coco-captions/dataset_coco.json": { images, dataset: "coco" } });
  placeReal(root, "coco-captions/val2014", "coco-captions/images/val2014");
  return readAll("coco-captions", root);
}

async function ciderOf({ benchmark, samples }: Reading, said: ReadonlyMap<string, string>): Promise<number | undefined> {
  const stream = async function* (): AsyncGenerator<Sample<unknown>> { yield* samples; };
  const state = new Map([...said].map(([id, text]): [string, JournalLine] => [id, { v: 1, id, attempt: 1, status: "answered", text, latencyMs: 1, request: "", cache: "miss" }]));
  const { scores } = await scoreBenchmark({ benchmark, samples: stream(), replies: state, spoolPlace: "pairs.tmp", whole: true, expected: benchmark.dataset.size, seed: 1, warnings: () => [] });
  expect(scores.counts.failed).toBe(0);
  return scores.scores.find(({ part, metric }) => part === undefined && metric === "cider")?.value;
}

const saidOf = (rows: readonly MagicRow[]): ReadonlyMap<string, string> => new Map(rows.map(({ image_name, prediction }) => [String(Number(image_name.slice(-16, -4))), prediction]));

describe.skipIf(!hasRealFiles)("real COCO", () => {
  it("photos keep all their references, five or six, and MAGIC's captions get the score of the reference", async () => {
    const rows = magicRows();
    const reading = await readCoco(rows);
    expect(reading.warnings).toEqual([]);
    expect(targets(reading)).toEqual(rows.map(({ image_name, captions }) => [String(Number(image_name.slice(-16, -4))), captions]));
    const counts = reading.samples.map(({ target }) => target.length);
    expect([5, 6].map((count) => counts.filter((found) => found === count).length)).toEqual([4_972, 10]);
    expect(await ciderOf(reading, saidOf(rows))).toBeCloseTo(0.4928873510252646, 9);
  });

  it("twelve photos are found, decoded, and score as recorded", async () => {
    const names = new Set(readdirSync(realPath("coco-captions/images/val2014")));
    const rows = magicRows().filter(({ image_name }) => names.has(image_name));
    const reading = await readCoco(rows);
    expect(reading.samples).toHaveLength(12);
    for (const { images } of reading.samples) {
      const { width, height, data } = await decodeImage((await images[0]?.read()) ?? new Uint8Array(), images[0]?.name ?? "");
      expect(data).toHaveLength(width * height * 3);
      expect(Math.max(width, height)).toBeLessThanOrEqual(640);
    }
    expect(await ciderOf(reading, saidOf(rows))).toBeCloseTo(0.8374520823212294, 9);
  });
});

describe.skipIf(!hasRealFiles)("the real SciCap record", () => {
  it("gives its whole caption of several sentences, and its figure", async () => {
    const id = "1001.0025v1-Figure2-1";
    const root = folderOf({ [`scicap/${SCICAP_LIST}`]: [`${id}.png`] });
    placeReal(root, `scicap/scicap_data/SciCap-Caption-All/test/${id}.json`, `scicap/readme-example/${id}.json`);
    placeReal(root, `scicap/scicap_data/SciCap-No-Subfig-Img/test/${id}.png`, "scicap/readme-example/figure-example.png");
    const { samples } = await readAll("scicap", root);
    expect(samples).toHaveLength(1);
    const [caption = ""] = samples[0]?.target ?? [];
    expect(caption).toMatch(/^impact of the replay attack , as a function of the spoofing attack duration \. \( a \) location offset/);
    expect(caption).toMatch(/time difference between the attack-induced clock value and the actual time \.$/);
    const { width, height } = await decodeImage((await samples[0]?.images[0]?.read()) ?? new Uint8Array(), id);
    expect(Math.min(width, height)).toBeGreaterThan(50);
  });
});

describe.skipIf(!hasRealFiles)("real lists", () => {
  it("of Screen2Words: 4,310 test screens in the list's order, the others' summaries left alone", async () => {
    const [test, train] = [listOf("screen2words/split/test_screens.txt"), listOf("screen2words/split/train_screens.txt")];
    const rows = [...train.slice(0, 500), ...test, ...train.slice(500)].flatMap((id) => Array.from({ length: 5 }, (_, i) => `${id},"screen ${id}, summary ${i}"`));
    const root = folderOf({ "screen2words/screen_summaries.csv": `screenId,summary\n${rows.join("\n")}\n` });
    placeReal(root, "screen2words/split/test_screens.txt", "screen2words/split/test_screens.txt");
    const { benchmark, samples, warnings } = await readAll("screen2words", root);
    expect(warnings).toEqual([]);
    expect(samples.map(({ id }) => id)).toEqual(test);
    expect(samples).toHaveLength(benchmark.dataset.size);
    expect(samples.every(({ id, target }) => target.length === 5 && target[4] === `screen ${id}, summary 4`)).toBe(true);
  });

  it("of Widget Captioning: widgets of test screens alone, train and dev share none with them", async () => {
    const [test, ...others] = ["test", "train", "dev"].map((split) => listOf(`widget-caption/split/${split}.txt`)) as [string[], string[], string[]];
    const shown = test.slice(0, 40);
    const rows = [...others.flat(), ...shown].map((id) => `rico,${id},0.0,widget of ${id}|button`);
    const files = shown.flatMap((id) => [[`rico/combined/${id}.json`, screen(widgetNode([0, 0, 144, 256]))], [`rico/combined/${id}.jpg`, smallPng(9, 16)]]);
    const root = folderOf({ "widget-captioning/widget_captions.csv": `datasetId,screenId,nodeId,captions\n${rows.join("\n")}\n`, ...Object.fromEntries(files) });
    placeReal(root, "widget-captioning/split/test.txt", "widget-caption/split/test.txt");
    const reading = await readAll("widget-captioning", root);
    expect(test).toHaveLength(1_265);
    expect(targets(reading)).toEqual(shown.map((id) => [`${id}/0.0`, [`widget of ${id}`, "button"]]));
    expect(reading.warnings).toEqual([]);
  });

  it("of XM3600: 3,600 photos in 36 languages are the whole benchmark", async () => {
    const keys = listOf("xm3600/web-data/image_ids.txt");
    const { benchmark, samples: [first] } = await readAll("xm3600", folderOf({ "xm3600/captions.jsonl": lines({ "image/key": keys[0], en: spoken("x") }) }));
    expect(first?.id).toBe(`en/${keys[0]}`);
    const codes = benchmark.parts.flatMap(({ where }) => where?.["language"] ?? []);
    const spokenLine = Object.fromEntries(codes.map((code) => [code, { "caption/tokenized": [`${code} .`] }]));
    const root = folderOf();
    writeFileSync(path.join(root, "captions.jsonl"), lines(...keys.map((key) => ({ "image/key": key, "image/locale": "en", ...spokenLine }))));
    const { samples, warnings } = await readAll("xm3600", root);
    expect(warnings).toEqual([]);
    expect(samples).toHaveLength(benchmark.dataset.size);
    expect(new Set(samples.map(({ cluster }) => cluster))).toEqual(new Set(keys));
    const shapes = new Set(listOf("xm3600/web-data/image_shapes.csv").map((row) => row.split(",")[0]));
    expect(shapes).toEqual(new Set(keys));
  });
});
