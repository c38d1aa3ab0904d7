/** Segmentation through the command line: a metric alone, and a whole run from recorded replies to overlays. */

import { copyFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { BenchmarkScores, ScoredSample } from "../../src/core/records.ts";
import { folderOf } from "../fixtures/official-folder.ts";
import { DECODER, instances, PHOTO, referred } from "../fixtures/official-layouts-segmentation.ts";
import { pickled } from "../fixtures/pickle.ts";
import { cardeval, emptyFolder, type Outcome } from "./program.ts";

interface Reply { prediction: string; size: [number, number]; mask: unknown; both: number; either: number }

const goldenFile = (name: string): string => path.join(import.meta.dirname, "../golden", name);
const { replies } = JSON.parse(gunzipSync(readFileSync(goldenFile("masks.json.gz"))).toString()) as { replies: Reply[] };
const iouOf = ({ both, either }: Reply): number => both / either;
const meanIou = replies.reduce((sum, row) => sum + iouOf(row), 0) / replies.length;

async function metric(name: string, rows: readonly object[], ...words: readonly string[]): Promise<Outcome> {
  const folder = emptyFolder();
  copyFileSync(goldenFile("mask-decoder.npz"), path.join(folder, "decoder.npz"));
  writeFileSync(path.join(folder, "replies.jsonl"), rows.map((row) => JSON.stringify(row)).join("\n"));
  return cardeval(["metric", name, "replies.jsonl", ...words], folder);
}

const rows = replies.map(({ prediction, size, mask }, i) => ({ id: i, prediction, size, mask }));

describe("cardeval metric mask-iou", () => {
  it("equals JAX, Pillow and pycocotools in a row, on polygons and both kinds of run lengths", async () => {
    const { code, out } = await metric("mask-iou", rows, "--mask-decoder", "decoder.npz", "--json", "--per-sample");
    const { value, parts, n, perSample, signature } = JSON.parse(out) as { value: number; parts: { overall: number }; n: number; perSample: number[]; signature: string };
    expect([code, n, signature]).toEqual([0, 24, "mask-iou|mask:above-0|size:original|v:1"]);
    perSample.forEach((iou, i) => expect(Math.abs(iou - iouOf(replies[i] as Reply))).toBeLessThan(1e-12));
    expect(value).toBeCloseTo(meanIou, 12);
    const total = (key: "both" | "either"): number => replies.reduce((sum, row) => sum + row[key], 0);
    expect(parts.overall).toBeCloseTo(total("both") / total("either"), 12);
  });

  it("asks for the decoder's file, and says where it comes from", async () => {
    const { code, err } = await metric("mask-iou", rows);
    expect([code, err]).toEqual([2, expect.stringMatching(/vae-oid\.npz: the mask decoder cannot be read\n.*gs:\/\/big_vision\/paligemma\/vae-oid\.npz/)]);
  });

  it.each([
    ["a size that is one number", { size: 5 }, /row 2 field "size": expected a list, found 5/],
    ["a size of three sides", { size: [5, 5, 3] }, /row 2 field "size": expected height and width in pixels, found \[5,5,3\]/],
    ["a side of nothing", { size: [0, 5] }, /row 2 field "size": expected height and width in pixels/],
    ["a mask of another size", { mask: { size: [9, 9], counts: [81] } }, /row 2 field "mask": expected a mask of 120 × 160/],
    ["no mask", { mask: undefined }, /row 2 field "mask": expected an object, found nothing/],
    ["no prediction", { prediction: null }, /row 2 field "prediction": expected text, found null/],
    ["the id of another row", { id: 0 }, /row 2 field "id": id "0" was in row 1 already/],
  ])("refuses %s", async (_, change, message) => {
    const first = { ...rows[0], id: 0 };
    const { code, err } = await metric("mask-iou", [first, { ...first, id: 1, ...change }], "--mask-decoder", "decoder.npz");
    expect([code, err]).toEqual([2, expect.stringMatching(message)]);
  });
});

describe("cardeval metric box-accuracy", () => {
  const words = "<seg000>".repeat(16);
  const size = [100, 200];
  const mask = [[50, 20, 150, 20, 150, 80, 50, 80]];
  const lines = [
    { id: "exact", prediction: `<loc0205><loc0256><loc0818><loc0767>${words}`, size, mask },
    { id: "too small", prediction: `<loc0205><loc0256><loc0500><loc0500>${words}`, size, mask },
    { id: "of another box", prediction: `<loc0000><loc0000><loc1023><loc0511>${words}`, size, mask, box: [0, 0, 100, 100] },
    { id: "unreadable", prediction: "no", size, mask },
  ];

  it("needs no decoder, and takes the mask's own box where none is given", async () => {
    const { code, out } = await metric("box-accuracy", lines, "--json", "--per-sample");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ value: 0.5, perSample: [1, 0, 1, 0], signature: "box-accuracy|iou:>=0.5|v:1" });
  });

  it("scores groups on their own", async () => {
    const { out } = await metric("box-accuracy", lines.map((line, i) => ({ ...line, group: i < 2 ? "a" : "b" })), "--json");
    expect(JSON.parse(out)).toMatchObject({ groups: { a: { n: 2, value: 0.5 }, b: { n: 2, value: 0.5 } } });
  });
});

describe("cardeval run --benchmark refcoco, from recorded replies", () => {
  /** Every true object of the golden replies in a photo of its own. */
  const photos = replies.map(({ size: [height, width] }, i) => ({ ...PHOTO, id: i, height, width, file_name: `${String(i).padStart(12, "0")}.jpg` }));
  const objects = replies.map(({ mask, size: [height, width] }, i) => ({ id: 100 + i, image_id: i, category_id: 1, iscrowd: 0, area: 1, bbox: [0, 0, width, height], segmentation: mask }));
  const files = (name: string): Record<string, unknown> => ({
    [`${name}/refs(unc).p`]: pickled(replies.map((_, i) => referred(100 + i, [`object ${i}`], "val", i))),
    "coco/annotations/instances_train2017.json": instances(objects, photos), "paligemma/vae-oid.npz": DECODER,
    "replies.jsonl": replies.map(({ prediction }, i) => JSON.stringify({ id: `${i}_${100 + i}_0`, text: prediction })).join("\n"),
  });
  const run = (root: string): Promise<Outcome> => cardeval(["run", "--benchmark", "refcoco", "--data", ".", "--backend", "replay:replies.jsonl", "--out", "run"], root);
  const jsonOf = <Content>(root: string, file: string): Content => JSON.parse(readFileSync(path.join(root, "run/refcoco", file), "utf8")) as Content;

  it("gives the reference's mean IoU, counts what is unreadable, and warns of other weights", async () => {
    const root = folderOf(files("refcoco"));
    expect((await run(root)).code).toBe(0);
    const { scores, counts, warnings, rows: found } = jsonOf<BenchmarkScores>(root, "scores.json");
    expect(scores.map(({ part, metric: name }) => [part, name])).toEqual([[undefined, "mask-iou"], ["box-accuracy-0.5", "box-accuracy"], ["box-accuracy-0.75", "box-accuracy"]]);
    expect(scores[0]?.value).toBeCloseTo(meanIou, 12);
    expect([counts, found.expected]).toEqual([{ total: 24, answered: 21, unreadable: 3, failed: 0 }, 10_834]);
    expect(warnings).toMatchObject([{ code: "other-mask-decoder", count: 1 }]);
  });

  it("keeps both masks and boxes of every sample for reports", async () => {
    const root = folderOf(files("refcoco"));
    await run(root);
    const lines = readFileSync(path.join(root, "run/refcoco/scored.jsonl"), "utf8").trim().split("\n").map((line) => JSON.parse(line) as ScoredSample);
    expect(lines.map(({ masks, boxes, status }) => [masks?.reference?.length, masks?.predicted?.length, boxes?.predicted?.length, status])).toEqual(
      replies.map((_, i) => (i % 8 === 7 ? [1, 0, 0, "unreadable"] : [1, 1, 1, "answered"])),
    );
    expect(lines.map(({ score = Number.NaN }) => score)).toEqual(replies.map(iouOf));
    expect(lines[1]?.masks?.reference).toEqual([replies[1]?.mask]);
  });

  it("gives the same bytes when it is scored again", async () => {
    const root = folderOf(files("refcoco"));
    await run(root);
    const before = ["scores.json", "scored.jsonl"].map((file) => readFileSync(path.join(root, "run/refcoco", file), "utf8"));
    rmSync(path.join(root, "run/refcoco/scored.jsonl"));
    expect((await cardeval(["score", "run", "--data", "."], root)).code).toBe(0);
    expect(["scores.json", "scored.jsonl"].map((file) => readFileSync(path.join(root, "run/refcoco", file), "utf8"))).toEqual(before);
  });

  it("says before anything is asked that the mask decoder is missing, and where it is got", async () => {
    const { "paligemma/vae-oid.npz": _, ...others } = files("refcoco");
    const { code, err } = await run(folderOf(others));
    expect([code, err]).toEqual([2, expect.stringMatching(/refcoco\/vae-oid\.npz: the file does not exist\n\s*Get it from gs:\/\/big_vision\/paligemma\/vae-oid\.npz/)]);
  });
});

describe("cardeval run --suite segmentation, from the sampler with the embedded model", () => {
  it("finds the shapes that the model was taught, and records that another decoder made the masks", async () => {
    const folder = emptyFolder();
    const { code, out } = await cardeval(["run", "--suite", "segmentation", "--limit", "6", "--threads", "1", "--out", "run"], folder);
    expect([code, out]).toEqual([0, expect.stringContaining("mask decoder of other weights than the published ones")]);
    const scoresOf = (name: string): BenchmarkScores => JSON.parse(readFileSync(path.join(folder, "run", name, "scores.json"), "utf8")) as BenchmarkScores;
    expect(scoresOf("refcoco").scores[0]?.value).toBeGreaterThan(0.5);
    expect(scoresOf("refcoco-plus").scores.map(({ value }) => value)).toEqual([expect.closeTo(0.96, 1), 1, 1]);
    expect(scoresOf("refcocog").warnings).toMatchObject([{ code: "other-mask-decoder" }]);
  });
});
