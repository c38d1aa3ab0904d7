/** AI2D from files in the official layout: which questions, which letters, which pixels. */

import { describe, expect, it } from "vitest";
import { decodeImage } from "../../src/io/decode-image.ts";
import { readFiles, type Files, type Reading } from "../fixtures/official-folder.ts";
import { layouts } from "../fixtures/official-layouts.ts";
import { diagramQuestion } from "../fixtures/official-layouts-reasoning.ts";
import { smallPng } from "../fixtures/pictures.ts";

const picture = smallPng(40, 30, [0, 0, 255]);
const files: Files = { ...layouts.ai2d.files, "ai2d/images/7.png": picture };
const read = (of: Files, options = {}): Promise<Reading> => readFiles("ai2d", { ...files, ...of }, options);
const texts = (...texts: readonly unknown[]): Files => ({ "ai2d/annotations/7.png.json": { text: Object.fromEntries(texts.map((text, i) => [`T${i}`, text])) } });
const questions = (asked: unknown, imageName: unknown = "7.png"): Files => ({ "ai2d/questions/7.png.json": { imageName, questions: asked } });

async function pixelsOf({ samples }: Reading, index: number): Promise<Uint8Array> {
  const image = samples[index]?.images[0];
  return (await decodeImage((await image?.read()) ?? new Uint8Array(), image?.name ?? "")).data;
}

describe("ai2d", () => {
  it("asks the questions of the listed pictures, in the list's order", async () => {
    const reading = await read({ "ai2d/ai2d_test_ids.csv": "9\n7\n", "ai2d/questions/9.png.json": { imageName: "9.png", questions: { "x?": diagramQuestion("9.png-0", ["a", "b", "b"], 2) } }, "ai2d/questions/8.png.json": "not read" });
    expect(reading.samples.map(({ id, cluster, target, groups }) => [id, cluster, target, groups])).toEqual([
      ["9.png-0", "9", ["b"], { about: "words" }], ["7.png-0", "7", ["cow"], { about: "words" }], ["7.png-1", "7", ["fox"], { about: "letters" }],
    ]);
    expect(reading.warnings).toEqual([]);
  });

  it("counts pictures of the list that nothing is asked about", async () => {
    const { samples, warnings } = await read({ "ai2d/ai2d_test_ids.csv": "5\n7\n" });
    expect(samples).toHaveLength(2);
    expect(warnings).toMatchObject([{ code: "picture-without-questions", count: 1, examples: ["5"] }]);
  });

  it("shows the original picture to questions about words, and letters to those about letters", async () => {
    const reading = await read({});
    expect(Buffer.from((await reading.samples[0]?.images[0]?.read()) ?? []).equals(Buffer.from(picture))).toBe(true);
    const data = await pixelsOf(reading, 1);
    const at = (x: number, y: number): number[] => [...data.subarray((y * 40 + x) * 3, (y * 40 + x) * 3 + 3)];
    expect([at(0, 0), at(10, 13), at(1, 1), at(9, 1)]).toEqual([[0, 0, 255], [0, 0, 255], [255, 255, 255], [255, 255, 255]]);
    const inside = Array.from({ length: 9 * 12 }, (_, i) => at(1 + (i % 9), 1 + Math.floor(i / 9))[0] as number);
    expect(Math.min(...inside)).toBeLessThan(60);
  });

  it("shows original pictures alone when letters are off, and needs no annotations then", async () => {
    const { "ai2d/annotations/7.png.json": _, ...others } = files;
    const { samples } = await readFiles("ai2d", others, { letters: "off" });
    expect(samples[1]?.images[0]).toBe(samples[0]?.images[0]);
    await expect(readFiles("ai2d", others)).rejects.toThrow(/annotations\/7\.png\.json: the file does not exist/);
  });

  it("counts replacement texts that it cannot draw; their boxes are covered", async () => {
    const reading = await read(texts({ rectangle: [[0, 0], [39, 29]], replacementText: "é", value: "x" }));
    expect(reading.warnings).toMatchObject([{ code: "replacement-not-drawn", count: 1 }]);
    expect(new Set(await pixelsOf(reading, 1))).toEqual(new Set([255]));
  });

  it.each([
    ["three corners", { rectangle: [[0, 0], [1]], replacementText: "A" }],
    ["fractions of pixels", { rectangle: [[0, 0], [1, 1.5]], replacementText: "A" }],
    ["corners that are turned round", { rectangle: [[5, 5], [1, 9]], replacementText: "A" }],
    ["no rectangle", { replacementText: "A" }],
  ])("refuses a text with %s", async (_, text) => {
    await expect(read(texts(text))).rejects.toThrow(/annotations\/7\.png\.json field "rectangle": expected/);
  });

  it.each([
    ["a right answer beyond the choices", questions({ "x?": diagramQuestion("1", ["a", "b"], 2) }), /field "correctAnswer": expected a number from 0 to 1, found 2/],
    ["an id that occurs twice", questions({ "x?": diagramQuestion("1", ["a"], 0), "y?": diagramQuestion("1", ["a"], 0) }), /field "questionId": questionId 1 occurs twice/],
    ["a picture outside", questions({}, "../../x.png"), /field "imageName": expected a file name/],
    ["no questions", { "ai2d/questions/7.png.json": { imageName: "7.png" } }, /field "questions": expected an object, found nothing/],
    ["an empty list", { "ai2d/ai2d_test_ids.csv": "\n" }, /ai2d_test_ids\.csv: the list is empty/],
  ])("refuses %s", async (_, content, message) => {
    await expect(read(content)).rejects.toThrow(message);
  });
});
