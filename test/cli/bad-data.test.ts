/** Bad data through the command line: what stops a benchmark, what fails a sample, and what a user reads of it. */

import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { BenchmarkScores, JournalLine, ScoredSample } from "../../src/core/records.ts";
import { folderOf, type Files } from "../fixtures/official-folder.ts";
import { karpathyImage, layouts, screen, widgetNode } from "../fixtures/official-layouts.ts";
import { raw } from "../fixtures/official-pictures.ts";
import { smallPng } from "../fixtures/pictures.ts";
import { cardeval, type Outcome } from "./program.ts";

interface Run extends Outcome {
  readonly root: string;
  readonly lines: readonly JournalLine[];
  readonly scores: BenchmarkScores | undefined;
}

/** A run of the embedded model over these files. */
async function run(benchmark: string, files: Files): Promise<Run> {
  const root = folderOf(files);
  const outcome = await cardeval(["run", "--benchmark", benchmark, "--data", ".", "--backend", "tiny", "--out", "run"], root);
  const read = (name: string): string => {
    const file = path.join(root, "run", benchmark, name);
    return existsSync(file) ? readFileSync(file, "utf8") : "";
  };
  const [journal, scores] = [read("samples.jsonl"), read("scores.json")];
  const lines = journal.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line) as JournalLine);
  return { ...outcome, root, lines, scores: scores === "" ? undefined : (JSON.parse(scores) as BenchmarkScores) };
}

describe("a data file that cannot be used stops the benchmark with exit 2", () => {
  it.each([
    ["screen2words", { [layouts.screen2words.annotations]: "" }, /screen2words\/screen_summaries\.csv: the file is empty\n\s+Fetch the file again\./],
    ["screen2words", { "screen2words/split/test_screens.txt": "" }, /split\/test_screens\.txt: the list is empty\n\s+Fetch the file again\./],
    ["widget-captioning", { [layouts["widget-captioning"].annotations]: "" }, /widget_captions\.csv: the file is empty\n\s+Fetch the file again\./],
    ["widget-captioning", { [layouts["widget-captioning"].annotations]: "screenId,nodeId,captions\n3,0.,x\n" }, /widget_captions\.csv row 1 field "nodeId": expected numbers joined by dots, found "0\."/],
    ["coco-captions", { [layouts["coco-captions"].annotations]: { images: [{ ...karpathyImage(1, ["x"]), filename: "../../../etc/passwd" }] } }, /dataset_coco\.json row 1 field "filename": expected a file name, found "\.\.\/\.\.\/\.\.\/etc\/passwd"/],
  ] as const)("%s %#", async (benchmark, replaced, message) => {
    const { code, out, err } = await run(benchmark, { ...layouts[benchmark].files, ...replaced });
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(message);
  });
});

describe("a picture that cannot be used fails its samples, and the others are scored", () => {
  it("of widget-captioning: one screenshot is missing, one is a page of HTML, one is a PNG named .jpg", async () => {
    const hierarchy = screen(widgetNode([0, 0, 100, 100]), widgetNode([100, 0, 200, 100]));
    const { code, out, lines, scores } = await run("widget-captioning", {
      "widget-captioning/widget_captions.csv": `screenId,nodeId,captions\n${["1,0.0,back", "2,0.0,search", "3,0.0,menu", "3,0.1,home|start"].join("\n")}\n`,
      "widget-captioning/split/test.txt": "1\n2\n3\n",
      ...Object.fromEntries([1, 2, 3].map((id) => [`widget-captioning/combined/${id}.json`, hierarchy])),
      "widget-captioning/combined/2.jpg": "<html>404</html>",
      "widget-captioning/combined/3.jpg": smallPng(108, 192),
    });
    expect(code).toBe(3);
    const failed = Object.fromEntries(lines.map(({ id, status, error }) => [id, status === "failed" ? error : status]));
    expect(failed).toEqual({
      "1/0.0": { code: "data", message: expect.stringMatching(/combined\/1\.jpg: the picture does not exist$/) as unknown },
      "2/0.0": { code: "data", message: expect.stringMatching(/combined\/2\.jpg: is not a JPEG, PNG, GIF, BMP, WebP or TIFF picture$/) as unknown },
      "3/0.0": "answered", "3/0.1": "answered",
    });
    expect(scores).toMatchObject({ counts: { total: 4, answered: 2, failed: 2 }, rows: { found: 4 } });
    expect(out).toContain("partial");
  });

  it("of coco-captions: one is a JPEG cut short, one a WebP named .jpg", async () => {
    const place = (cocoid: number): string => `coco-captions/val2014/${String(karpathyImage(cocoid, [])["filename"])}`;
    const { code, lines, scores } = await run("coco-captions", {
      "coco-captions/dataset_coco.json": { images: [1, 2, 3].map((cocoid) => karpathyImage(cocoid, ["a dog", "the dog"])) },
      [place(1)]: (await raw().jpeg().toBuffer()).subarray(0, 200), [place(2)]: await raw().webp().toBuffer(), [place(3)]: smallPng(),
    });
    expect(code).toBe(3);
    expect(lines.filter(({ status }) => status === "failed")).toMatchObject([{ id: "1", error: { code: "data", message: expect.stringMatching(/000000000001\.jpg: the picture is damaged or cut short/) as unknown } }]);
    expect(scores?.counts).toMatchObject({ total: 3, answered: 2, failed: 1 });
  });
});

describe("ids that trip JavaScript", () => {
  it("are asked, scored and known again like others", async () => {
    const ids = [0, "__proto__", "constructor", "\ud800", "\ud801", "a b/../c", "\u2028"];
    const root = folderOf({
      "coco-captions/dataset_coco.json": { images: ids.map((cocoid, i) => ({ ...karpathyImage(cocoid, [`caption ${i} of a dog`]), filename: `${i}.jpg` })) },
      "answers.jsonl": ids.map((id, i) => `${JSON.stringify({ id: String(id), text: `caption ${i} of a dog` })}\n`).join(""),
    });
    const words = ["run", "--benchmark", "coco-captions", "--data", ".", "--backend", "replay:answers.jsonl", "--out", "run", "--allow-approximate"];
    const journal = (): string => readFileSync(path.join(root, "run/coco-captions/samples.jsonl"), "utf8");
    expect((await cardeval(words, root)).code).toBe(0);
    const first = journal();
    expect(first.trim().split("\n").map((line) => (JSON.parse(line) as JournalLine).id)).toEqual(ids.map(String));
    const scored = readFileSync(path.join(root, "run/coco-captions/scored.jsonl"), "utf8").trim().split("\n").map((line) => JSON.parse(line) as ScoredSample);
    expect(scored.map(({ id, references, text }) => [id, references, text])).toEqual(ids.map((id, i) => [String(id), [`caption ${i} of a dog`], `caption ${i} of a dog`]));
    expect((await cardeval(words, root)).code).toBe(0);
    expect(journal()).toBe(first);
  });
});

describe("what was odd but could be read", () => {
  it("stands in the record and in the report: repeated rows, empty captions, bounds that are none", async () => {
    const { code, root, scores } = await run("widget-captioning", {
      ...layouts["widget-captioning"].files,
      "widget-captioning/widget_captions.csv": "screenId,nodeId,captions\n3,0.0,back|\n3,0.1,home\n3,0.0,go back\n3,0.2,lost",
      "widget-captioning/combined/3.json": screen(widgetNode([0, 0, 100, 100]), widgetNode([100, 0, 200, 100]), widgetNode([0, null, 100, 100])),
    });
    expect(code).toBe(0);
    expect(scores?.warnings.map(({ code: kind, examples }) => [kind, examples])).toEqual([
      ["repeated-widget", ["3/0.0 (row 3)"]], ["cut-table", ["widget_captions.csv (row 4)"]], ["empty-caption", ["3/0.0"]], ["widget-without-bounds", ["3/0.2"]],
    ]);
    expect(readFileSync(path.join(root, "run/report.html"), "utf8")).toContain("1 × rows of a widget that stood in an earlier row, their captions pooled: 3/0.0 (row 3)");
  });
});
