/** Annotation files that are missing, empty, cut, of another shape, or with rows that cannot be: an error names file, row and field. */

import { rmSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { benchmarkNames, loadBenchmark, type BenchmarkName } from "../../datasets/index.ts";
import { createBenchmark } from "../../src/core/define.ts";
import { DataError } from "../../src/core/errors.ts";
import { folderOf, readAll, readFiles, lines, targets } from "../fixtures/official-folder.ts";
import { karpathyImage, layouts, spoken, textcapsRow, translation } from "../fixtures/official-layouts.ts";

const JSON_BENCHMARKS = benchmarkNames.filter((name) => !layouts[name].annotations.endsWith(".csv"));

/** The error of reading a folder in which the annotation file was replaced. */
async function errorOf(name: BenchmarkName, content: unknown): Promise<DataError> {
  const { files, annotations } = layouts[name];
  const error = await readFiles(name, { ...files, [annotations]: content }).then(() => undefined, (thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(DataError);
  return error as DataError;
}

describe("a valid small folder", () => {
  it.each(benchmarkNames)("of %s is read without errors", async (name) => {
    const { samples, warnings } = await readFiles(name, layouts[name].files);
    expect(samples.length).toBeGreaterThanOrEqual(2);
    expect(warnings.filter(({ code }) => code !== "photo-without-language")).toEqual([]);
  });
});

describe("a missing annotation file", () => {
  it.each(benchmarkNames)("of %s: the error names every place that was looked at", async (name) => {
    const root = folderOf(layouts[name].files);
    rmSync(path.join(root, layouts[name].annotations));
    const error = (await readAll(name, root).catch((thrown: unknown) => thrown)) as DataError;
    expect(error).toBeInstanceOf(DataError);
    expect(error.message).toBe(`${path.join(root, layouts[name].annotations)}: the file does not exist`);
    const { dataset } = createBenchmark(await loadBenchmark(name));
    const [role = "", candidates = []] = Object.entries(dataset.files).find(([, [first]]) => `${name}/${first}` === layouts[name].annotations) ?? [];
    const places = [...new Set(candidates.flatMap((file) => [...dataset.folders.map((folder) => path.join(root, folder, file)), path.join(root, file)]))];
    expect(places.length).toBeGreaterThan(1);
    const origin = dataset.origins?.[role];
    expect(error.hint).toBe(`${origin === undefined ? "" : `Get it from ${origin}. `}Looked for: ${places.join(", ")}.`);
  });

  it.each([["screen2words", "split/test_screens.txt"], ["widget-captioning", "split/test.txt"]] as const)("of %s: its split list too", async (name, list) => {
    const root = folderOf(layouts[name].files);
    rmSync(path.join(root, name, list));
    await expect(readAll(name, root)).rejects.toThrow(`${path.join(root, name, list)}: the file does not exist`);
  });

  it("is not replaced by a folder of the same name", async () => {
    await expect(readFiles("coco-captions", { "coco-captions/dataset_coco.json/x": "y" })).rejects.toThrow(/dataset_coco\.json: the file does not exist/);
  });
});

describe("a damaged JSON file", () => {
  it.each(JSON_BENCHMARKS)("of %s: cut in the middle", async (name) => {
    const { files, annotations } = layouts[name];
    const content = files[annotations];
    const text = typeof content === "string" ? content : JSON.stringify(content);
    const error = await errorOf(name, text.slice(0, text.length - 40));
    expect(error.message).toMatch(/: ends in the middle of (the array|the object|a record): the file is truncated$/);
    expect(error.file.endsWith(annotations)).toBe(true);
    expect(error.hint).toBe("Fetch the file again.");
  });

  it.each(JSON_BENCHMARKS)("of %s: empty", async (name) => {
    expect((await errorOf(name, "")).message).toMatch(/: the file is empty$/);
  });

  it.each(JSON_BENCHMARKS)("of %s: a page of HTML instead", async (name) => {
    const error = await errorOf(name, "<!DOCTYPE html>\n<html><body>404</body></html>\n");
    expect(error.message).toMatch(/is not (JSON|a JSON)/);
    expect(error.hint).toBe("Compare it with the official file.");
  });

  it.each([
    ["coco-captions", [], /is not a JSON object with an array "images"/],
    ["coco-captions", { dataset: "coco" }, /is not a JSON object with an array "images"/],
    ["nocaps", { images: [{ id: 0, file_name: "a.jpg" }] }, /is not a JSON object with an array "annotations"/],
    ["nocaps", { annotations: [] }, /is not a JSON object with an array "images"/],
    ["textcaps", { data: { a: 1 } }, /is not a JSON object with an array "data"/],
    ["coco-35l", lines([1]), /row 1 field "\(row\)": expected an object, found \[1\]/],
    ["xm3600", lines({ "image/key": "a" }, "x"), /row 2 field "\(row\)": expected an object, found "x"/],
  ] as const)("of %s with another shape: %j", async (name, content, message) => {
    expect((await errorOf(name, content)).message).toMatch(message);
  });
});

describe("a row that cannot be", () => {
  const good = karpathyImage(1, ["x"]);
  const images = (row: unknown): unknown => ({ images: [karpathyImage(5, ["y"]), row] });

  it.each([
    ["coco-captions", images(null), 2, "(row)", /expected an object, found null/],
    ["coco-captions", images({ ...good, split: undefined }), 2, "split", /expected text, found nothing/],
    ["coco-captions", images({ ...good, cocoid: 1.5 }), 2, "cocoid", /expected an id \(whole number or text\), found 1\.5/],
    ["coco-captions", images({ ...good, cocoid: "" }), 2, "cocoid", /expected an id .*found ""/],
    ["coco-captions", images({ ...good, cocoid: 2 ** 53 }), 2, "cocoid", /expected an id .*found 9007199254740992/],
    ["coco-captions", images({ ...good, sentences: { raw: "x" } }), 2, "sentences", /expected a list, found \{"raw":"x"\}/],
    ["coco-captions", images({ ...good, sentences: [{ tokens: ["x"] }] }), 2, "raw", /expected text, found nothing/],
    ["coco-captions", images({ ...good, sentences: [{ raw: null }] }), 2, "raw", /expected text, found null/],
    ["coco-captions", images({ ...good, filename: 5 }), 2, "filename", /expected text, found 5/],
    ["coco-captions", images({ ...good, filename: "../../../etc/passwd" }), 2, "filename", /expected a file name, found "\.\.\/\.\.\/\.\.\/etc\/passwd"/],
    ["nocaps", { images: [{ id: 0, file_name: "/etc/passwd" }], annotations: [] }, 1, "file_name", /expected a file name, found "\/etc\/passwd"/],
    ["nocaps", { images: [{ id: 0 }], annotations: [] }, 1, "file_name", /expected text, found nothing/],
    ["nocaps", { images: [{ file_name: "a" }], annotations: [] }, 1, "id", /expected an id .*found nothing/],
    ["nocaps", { images: [], annotations: [{ caption: "x" }] }, 1, "image_id", /expected an id .*found nothing/],
    ["nocaps", { images: [{ id: 0, file_name: "a" }], annotations: [{ image_id: 0, caption: ["x"] }] }, 1, "caption", /expected text, found \["x"\]/],
    ["coco-35l", lines({ ...translation("1_1", "de", "a", "b"), translation_tokenized: undefined }), 1, "translation_tokenized", /expected text, found nothing/],
    ["coco-35l", lines({ ...translation("1_1", "de", "a", "b"), caption_tokenized: 5 }), 1, "caption_tokenized", /expected text, found 5/],
    ["coco-35l", lines({ rec_num: 5, src_lang: "en", trg_lang: "de" }), 1, "image_id", /expected text, found nothing/],
    ["xm3600", lines({ en: spoken("x") }), 1, "image/key", /expected text, found nothing/],
    ["xm3600", lines({ "image/key": "a", en: { caption: ["x"] } }), 1, "caption/tokenized", /expected a list, found nothing/],
    ["xm3600", lines({ "image/key": "a", en: { "caption/tokenized": ["x", null] } }), 1, "caption/tokenized", /expected a list of texts, found null/],
    ["textcaps", { data: [textcapsRow("a", 0, "x"), { image_id: "a" }] }, 2, "caption_str", /expected text, found nothing/],
    ["textcaps", { data: [{ caption_str: "x" }] }, 1, "image_id", /expected an id .*found nothing/],
  ] as const)("in %s: %j", async (name, content, row, field, message) => {
    const error = await errorOf(name, content);
    expect(error).toMatchObject({ row, field, message: expect.stringMatching(message) as unknown });
    expect(error.message).toContain(`${path.basename(layouts[name].annotations)} row ${row} field "${field}": `);
    expect(error.hint).toBeDefined();
  });
});

describe("a damaged table", () => {
  it.each([
    ["screen2words", "screenid,summary\n5,x\n", /screen_summaries\.csv: has no column "screenId"$/, /^Its first line names: screenid, summary\.$/],
    ["screen2words", "5,x\n", /has no column "screenId", "summary"$/, /names: 5, x\./],
    ["widget-captioning", "datasetId,screenId,captions\nrico,3,x\n", /widget_captions\.csv: has no column "nodeId"$/, /names: datasetId, screenId, captions\./],
  ] as const)("of %s without a column: %j", async (name, content, message, hint) => {
    const error = await errorOf(name, content);
    expect(error.message).toMatch(message);
    expect(error.hint).toMatch(hint);
  });

  it.each([
    ["in a text", -9, [["3", ["list of songs", "what is pla"]], ["5", ["login page"]]], ["cut-table"]],
    ["after a comma", -20, [["3", ["list of songs", ""]], ["5", ["login page"]]], ["cut-table", "empty-caption"]],
    ["between rows", -22, [["3", ["list of songs"]], ["5", ["login page"]]], []],
  ] as const)("of screen2words that is cut %s is counted where it can be seen", async (_, end, expected, codes) => {
    const { files, annotations } = layouts.screen2words;
    const reading = await readFiles("screen2words", { ...files, [annotations]: `${String(files[annotations])}3,what is playing now\n`.slice(0, end) });
    expect(targets(reading)).toEqual(expected);
    expect(reading.warnings.map(({ code }) => code)).toEqual(codes);
  });

  it("of screen2words that is cut before the first row of a screen is counted as that screen's", async () => {
    const { samples, warnings } = await readFiles("screen2words", { ...layouts.screen2words.files, [layouts.screen2words.annotations]: "screenId,summary\n5,login page\n" });
    expect(samples.map(({ id }) => id)).toEqual(["5"]);
    expect(warnings).toMatchObject([{ code: "screen-without-summary", count: 1, examples: ["screenId 3"] }]);
  });

  it.each([
    ["screen2words", "screenId,summary\n5,x\n3,list, long\n", 3],
    ["screen2words", 'screenId,summary\n5,x\n3,"never closed\n', 3],
    ["screen2words", "screenId,summary\n5,x\n3,y\n3\n", 4],
    ["widget-captioning", "datasetId,screenId,nodeId,captions\nrico,3,0.0,x\nrico,3,0.1\n", 3],
  ] as const)("of %s with a broken row names its line: %j", async (name, content, line) => {
    const error = await errorOf(name, content);
    expect(error.message).toMatch(new RegExp(`line ${line}\\b`));
    expect(error.file.endsWith(layouts[name].annotations)).toBe(true);
    expect(error.hint).toBe("Compare it with the official file.");
  });
});
