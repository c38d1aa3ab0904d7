/** Ids that occur twice, ids that trip JavaScript, rows without captions, splits of another size. */

import { describe, expect, it } from "vitest";
import { scoreBenchmark } from "../../runner/score.ts";
import { select } from "../../runner/select.ts";
import type { JournalLine } from "../../src/core/records.ts";
import { openDataRoot } from "../../src/io/data-root.ts";
import { folderOf, lines, readAll, readFiles, targets } from "../fixtures/official-folder.ts";
import { figure, karpathyImage, layouts, SCICAP_LIST, spoken, textcapsRow, translation } from "../fixtures/official-layouts.ts";

const COCO = "coco-captions/dataset_coco.json";
const NOCAPS = "nocaps/nocaps_val_4500_captions.json";
const figuresOf = (captions: Readonly<Record<string, string>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(captions).map(([id, caption]) => [`scicap/scicap_data/SciCap-Caption-All/test/${id}.json`, figure(caption)]));

describe("an id that occurs twice", () => {
  it.each([
    ["coco-captions", COCO, { images: [karpathyImage(7, ["x"]), karpathyImage(9, ["z"]), karpathyImage(7, ["y"])] }, 3, "cocoid", "cocoid 7 occurs twice"],
    ["coco-captions", COCO, { images: [karpathyImage(0, ["x"]), karpathyImage("0", ["y"])] }, 2, "cocoid", "cocoid 0 occurs twice"],
    ["nocaps", NOCAPS, { images: [{ id: 0, file_name: "a" }, { id: 0, file_name: "b" }], annotations: [] }, 2, "id", "image id 0 occurs twice"],
    ["nocaps", NOCAPS, { images: [{ id: "0", file_name: "a" }, { id: 0, file_name: "b" }], annotations: [] }, 2, "id", "image id 0 occurs twice"],
    ["coco-35l", "coco-35l/coco_mt_dev.jsonl", lines(translation("1_1", "de", "a", "b"), translation("1_1", "fr", "a", "b"), translation("1_1", "de", "a", "c")), 3, "image_id", "image_id 1_1 occurs twice in de"],
    ["xm3600", "xm3600/captions.jsonl", lines({ "image/key": "a", en: spoken("x") }, { "image/key": "a", de: spoken("y") }), 2, "image/key", "image a occurs twice"],
  ] as const)("in %s is refused with file, row and field", async (name, file, content, row, field, message) => {
    const root = folderOf({ [file]: content });
    await expect(readAll(name, root)).rejects.toMatchObject({ file: `${root}/${file}`, row, field, message: `${root}/${file} row ${row} field "${field}": ${message}` });
  });

  it.each([
    ["scicap", `scicap/${SCICAP_LIST}`, ["1-Figure1-1.png", "2-Figure1-1.png", "1-Figure1-1.png"], 3, "figure 1-Figure1-1 occurs twice"],
    ["screen2words", "screen2words/split/test_screens.txt", "3\n5\n3\n", 3, "id 3 occurs twice"],
    ["widget-captioning", "widget-captioning/split/test.txt", "3\n\n3\n", 3, "id 3 occurs twice"],
  ] as const)("in the list of %s is refused with file and row", async (name, file, content, row, message) => {
    const root = folderOf({ ...layouts[name].files, [file]: content });
    await expect(readAll(name, root)).rejects.toMatchObject({ file: `${root}/${file}`, row, message: `${root}/${file} row ${row}: ${message}` });
  });

  it.each([
    ["nocaps", { [NOCAPS]: { images: [{ id: 0, file_name: "a" }, { id: 1, file_name: "b" }], annotations: [[0, 0, "x"], [1, 0, "y"], [1, 0, "y"], [1, 1, "z"]].map(([id, image_id, caption]) => ({ id, image_id, caption })) } }, [["0", ["x", "y", "y"]], ["1", ["z"]]], "repeated-caption", "image_id 0 (row 3)"],
    ["textcaps", { "textcaps/TextCaps_0.1_val.json": { data: [textcapsRow("a", 0, "x"), textcapsRow("b", 0, "y"), textcapsRow("a", 0, "x"), textcapsRow("a", 1, "x")] } }, [["a", ["x", "x", "x"]], ["b", ["y"]]], "repeated-caption", "a (row 3)"],
    ["widget-captioning", { ...layouts["widget-captioning"].files, "widget-captioning/widget_captions.csv": "screenId,nodeId,captions\n3,0.0,x\n3,0.1,y\n3,0.0,z\n" }, [["3/0.0", ["x", "z"]], ["3/0.1", ["y"]]], "repeated-widget", "3/0.0 (row 3)"],
  ] as const)("of a caption or widget in %s is counted: the captions are pooled, as the reference's evaluator pools them", async (name, files, expected, code, example) => {
    const reading = await readFiles(name, files);
    expect(targets(reading)).toEqual(expected);
    expect(reading.warnings).toMatchObject([{ code, count: 1, examples: [example] }]);
  });

  it("is no trouble between a photo of val and one of train", async () => {
    expect(targets(await readFiles("coco-captions", { [COCO]: { images: [karpathyImage(7, ["x"], "train"), karpathyImage(7, ["y"])] } }))).toEqual([["7", ["y"]]]);
  });
});

describe("ids that trip JavaScript", () => {
  const odd = [0, "__proto__", "constructor", -1, "toString", "1e3", "00", "\ud800", "\ud801", "\udc00\ud800"];

  it("are ids like others in coco-captions", async () => {
    const reading = await readFiles("coco-captions", { [COCO]: { images: odd.map((id) => karpathyImage(id, [`caption of ${id}`])) } });
    expect(targets(reading)).toEqual(odd.map((id) => [String(id), [`caption of ${id}`]]));
  });

  it("are ids like others in nocaps", async () => {
    const images = odd.map((id) => ({ id, file_name: `${id}.jpg` }));
    const annotations = [...odd].reverse().map((image_id, id) => ({ id, image_id, caption: `caption of ${image_id}` }));
    const reading = await readFiles("nocaps", { [NOCAPS]: { images, annotations } });
    expect(targets(reading)).toEqual(odd.map((id) => [String(id), [`caption of ${id}`]]));
    expect(reading.warnings).toEqual([]);
  });

  it("are ids like others in textcaps", async () => {
    const reading = await readFiles("textcaps", { "textcaps/TextCaps_0.1_val.json": { data: odd.map((id, i) => textcapsRow(id, i, `caption of ${id}`)) } });
    expect(targets(reading)).toEqual(odd.map((id) => [String(id), [`caption of ${id}`]]));
  });

  it("are photos like others in coco-35l and xm3600", async () => {
    const translated = await readFiles("coco-35l", { "coco-35l/coco_mt_dev.jsonl": lines(translation("0_1", "fr", "x", "y"), translation("proto_1", "fr", "x", "z")) });
    expect(targets(translated)).toEqual([["fr/0", ["y"]], ["fr/proto", ["z"]]]);
    const spokenOf = await readFiles("xm3600", { "xm3600/captions.jsonl": `{"image/key":"__proto__","en":{"caption/tokenized":["x"]}}\n${lines({ "image/key": "0", en: spoken("y") })}` });
    expect(targets(spokenOf)).toEqual([["en/__proto__", ["x"]], ["en/0", ["y ."]]]);
  });
});

describe("rows without captions", () => {
  it("are counted with examples, and the others are read", async () => {
    const images = [karpathyImage(1, []), karpathyImage(2, ["x"]), ...Array.from({ length: 6 }, (_, i) => karpathyImage(10 + i, []))];
    const { samples, warnings } = await readFiles("coco-captions", { [COCO]: { images } });
    expect(samples.map(({ id }) => id)).toEqual(["2"]);
    expect(warnings).toEqual([{
      code: "image-without-captions", message: "images without captions, left out", count: 7,
      examples: ["cocoid 1", "cocoid 10", "cocoid 11", "cocoid 12", "cocoid 13"],
    }]);
  });

  it("of every photo leave nothing to run, which is said", async () => {
    const root = folderOf({ [COCO]: { images: [karpathyImage(1, []), karpathyImage(2, ["x"], "test")] } });
    const { benchmark } = await readAll("coco-captions", root);
    const data = openDataRoot(root, benchmark.dataset.folders);
    const samples = select(benchmark.dataset.samples(data, await data.locate(benchmark.dataset.files)), {}, "coco-captions");
    await expect((async () => { for await (const _ of samples); })()).rejects.toThrow(/coco-captions: the data holds no sample/);
  });
});

describe("an empty caption", () => {
  const nocapsOf = (...captions: string[]): unknown => ({ images: [{ id: 0, file_name: "a" }], annotations: captions.map((caption, id) => ({ id, image_id: 0, caption })) });
  const widgetFiles = layouts["widget-captioning"].files;

  it.each([
    ["coco-captions", { [COCO]: { images: [karpathyImage(7, ["x", "", " "])] } }, ["x", "", " "], "cocoid 7"],
    ["nocaps", { [NOCAPS]: nocapsOf("x", "", " ") }, ["x", "", " "], "id 0"],
    ["coco-35l", { "coco-35l/coco_mt_dev.jsonl": lines(...["x", "", " "].map((text, i) => translation(`7_${i}`, "fr", "a", text))) }, ["x", "", " "], "7 in fr"],
    ["xm3600", { "xm3600/captions.jsonl": lines({ "image/key": "k", fr: { "caption/tokenized": ["x", "", " "] } }) }, ["x", "", " "], "k in fr"],
    ["scicap", { ...layouts.scicap.files, [`scicap/${SCICAP_LIST}`]: ["e.png", "f.png", "1-Figure1-1.png"], ...figuresOf({ e: "", f: " " }) }, [""], "figure e"],
    ["screen2words", { "screen2words/screen_summaries.csv": 'screenId,summary\n5,x\n5,\n5," "\n', "screen2words/split/test_screens.txt": "5\n" }, ["x", "", " "], "screenId 5"],
    ["widget-captioning", { ...widgetFiles, "widget-captioning/widget_captions.csv": "screenId,nodeId,captions\n3,0.0,x|| \n" }, ["x", "", " "], "3/0.0"],
  ] as const)("of %s stays a reference, as in the reference's builder, and is counted", async (name, files, target, example) => {
    const { samples, warnings } = await readFiles(name, files);
    expect(samples[0]?.target).toEqual(target);
    expect(warnings.filter(({ code }) => code !== "photo-without-language")).toMatchObject([
      { code: "empty-caption", message: "empty captions, kept as references as the reference keeps them", count: 2, examples: [example, expect.anything()] as unknown },
    ]);
  });

  it("of textcaps is left out, as in the reference's builder, and counted", async () => {
    const { samples, warnings } = await readFiles("textcaps", { "textcaps/TextCaps_0.1_val.json": { data: [textcapsRow("a", 0, ""), textcapsRow("a", 1, "x")] } });
    expect(samples[0]?.target).toEqual(["x"]);
    expect(warnings).toMatchObject([{ code: "empty-caption", count: 1, examples: ["a (row 1)"] }]);
  });
});

describe("a split of another size", () => {
  it("is scored, and the record holds both numbers and the warnings", async () => {
    const root = folderOf(layouts["coco-captions"].files);
    const { benchmark } = await readAll("coco-captions", root);
    const data = openDataRoot(root, benchmark.dataset.folders);
    const samples = select(benchmark.dataset.samples(data, await data.locate(benchmark.dataset.files)), {}, "coco-captions");
    const line = (id: string): [string, JournalLine] => [id, { v: 1, id, attempt: 1, status: "answered", text: "a dog", latencyMs: 1, request: "", cache: "miss" }];
    const { scores } = await scoreBenchmark({ benchmark, samples, replies: new Map([line("42"), line("7")]), spoolPlace: "pairs.tmp", whole: true, expected: benchmark.dataset.size, seed: 1, warnings: () => data.warnings() });
    expect(scores.rows).toMatchObject({ found: 2, expected: 5_000, whole: true });
  });
});
