/** POPE, GQA, xGQA, ScienceQA, RSVQA and TallyQA from files in the official layout. */

import { describe, expect, it } from "vitest";
import { lines, readFiles, type Files, type Reading } from "../fixtures/official-folder.ts";
import { layouts } from "../fixtures/official-layouts.ts";
import { gqaQuestion, popeRow, problem, rsvqa, tallyRow } from "../fixtures/official-layouts-reasoning.ts";
import { raw } from "../fixtures/official-pictures.ts";
import { prepareImage } from "../../src/io/prepare-image.ts";

const shape = ({ samples }: Reading): unknown[] => samples.map(({ id, groups, cluster }) => [id, groups, cluster]);

describe("pope", () => {
  const read = (random: string): Promise<Reading> => readFiles("pope", { ...layouts.pope.files, "pope/coco_pope_random.json": random });

  it("has three sets in turn, the photo as cluster, whatever the line ends", async () => {
    const reading = await read(lines(popeRow(1, "dog", "yes", 9), popeRow(2, "cat", "no", 9)).replaceAll("\n", "\r\n"));
    expect(shape(reading).slice(0, 3)).toEqual([
      ["random/1", { set: "random" }, "COCO_val2014_000000000009.jpg"], ["random/2", { set: "random" }, "COCO_val2014_000000000009.jpg"], ["popular/1", { set: "popular" }, "COCO_val2014_000000000042.jpg"],
    ]);
    expect(reading.samples).toHaveLength(6);
  });

  it.each([
    [{ ...popeRow(1, "dog", "yes"), text: "Is there an apple in the imange?" }, /row 1 field "text": is POPE's set before November 2023/],
    [popeRow(1, "dog", "Yes"), /row 1 field "label": expected yes or no, found "Yes"/],
    [{ ...popeRow(1, "dog", "no"), image: "../x.jpg" }, /field "image": expected a file name/],
    [[popeRow(1, "dog", "no")], /expected an object/],
  ])("refuses %j", async (row, message) => {
    await expect(read(lines(row))).rejects.toThrow(message);
  });

  it("refuses a question_id that occurs twice in a set", async () => {
    await expect(read(lines(popeRow(1, "dog", "yes"), popeRow(1, "cat", "no")))).rejects.toThrow(/coco_pope_random\.json row 2 field "question_id": question_id 1 occurs twice/);
  });
});

describe("gqa", () => {
  const read = (text: string): Promise<Reading> => readFiles("gqa", { "gqa/testdev_balanced_questions.json": text });

  it("keeps the order of the file, also of ids that look like numbers", async () => {
    const text = `{"201": ${JSON.stringify(gqaQuestion("a?", "x"))}, "05": ${JSON.stringify(gqaQuestion("b?", "y", "n2", "verify"))}, "3": ${JSON.stringify(gqaQuestion("c?", "z"))}}`;
    expect(shape(await read(text))).toEqual([["201", { structure: "query" }, "n1"], ["05", { structure: "verify" }, "n2"], ["3", { structure: "query" }, "n1"]]);
  });

  it("refuses an id that occurs twice, which JSON.parse would hide", async () => {
    const row = JSON.stringify(gqaQuestion("a?", "x"));
    await expect(read(`{"1": ${row}, "2": ${row}, "1": ${row}}`)).rejects.toThrow(/row 3 field "question id": question id 1 occurs twice/);
  });

  it.each([
    [{ 1: { ...gqaQuestion("a?", "x"), answer: undefined } }, /row 1 field "answer": expected text, found nothing/],
    [{ 1: { ...gqaQuestion("a?", "x"), imageId: "../../x" } }, /row 1 field "imageId": expected a file name/],
    [{ 1: "x" }, /row 1 field "\(row\)": expected an object, found "x"/],
    [[gqaQuestion("a?", "x")], /is not a JSON object/],
  ])("refuses %j", async (content, message) => {
    await expect(read(JSON.stringify(content))).rejects.toThrow(message);
  });

  it("of xgqa: one question in eight languages is eight samples of one cluster", async () => {
    const { samples } = await readFiles("xgqa", layouts.xgqa.files);
    expect(samples.map(({ id }) => id)).toEqual(["bn/201", "de/201", "en/201", "id/201", "ko/201", "pt/201", "ru/201", "zh/201"]);
    expect(new Set(samples.map(({ cluster }) => cluster))).toEqual(new Set(["n1"]));
    expect(samples.every(({ language }) => language === undefined)).toBe(true);
  });
});

describe("scienceqa", () => {
  const read = (problems: unknown): Promise<Reading> => readFiles("scienceqa", { "scienceqa/problems.json": problems });

  it("has the test problems with a picture, choices in the file's order, the hint as it is", async () => {
    const { benchmark, samples } = await read({
      9: problem({ split: "val" }), 10: problem({ image: "" }), 11: problem({ image: null }), 12: problem({ answer: 0, hint: "Two\nlines", choices: ["b", "b", "a"], subject: "social science" }),
    });
    expect(samples.map(({ id, target, groups }) => [id, target, groups])).toEqual([["12", ["The answer is A."], { subject: "social science" }]]);
    expect(benchmark.task.prompt(samples[0] as (typeof samples)[number])).toBe("Question: Which is living?\nContext: Two\nlines\nOptions: (A) b, (B) b, (C) a\nAnswer:");
  });

  it.each([[2], [-1], [0.5], ["1"], [null]])("refuses %j as the number of one of two choices", async (answer) => {
    await expect(read({ 4: problem({ answer }) })).rejects.toThrow(/row 1 field "answer": expected a (whole number|number from 0 to 1), found/);
  });
});

describe("rsvqa", () => {
  const LR = "rsvqa-lr/LR_split_test";

  it("of low resolution leaves out counts and rows that are not in use", async () => {
    expect(shape(await readFiles("rsvqa-lr", layouts["rsvqa-lr"].files))).toEqual([["0", { type: "comp" }, "7"], ["3", { type: "rural_urban" }, "7"]]);
  });

  it("of high resolution leaves out counts and areas, in both of its tests", async () => {
    expect(shape(await readFiles("rsvqa-hr", layouts["rsvqa-hr"].files))).toEqual([["test/1", { split: "test", type: "presence" }, "7"], ["test2/1", { split: "test2", type: "comp" }, "7"]]);
  });

  it("reads TIFF pictures", async () => {
    const { samples } = await readFiles("rsvqa-lr", { ...layouts["rsvqa-lr"].files, "rsvqa-lr/Images_LR/7.tif": await raw().tiff().toBuffer() });
    const source = samples[0]?.images[0] as NonNullable<(typeof samples)[number]["images"][number]>;
    expect((await prepareImage({ source, outlines: [] }, { resolution: 8, antialias: false })).data).toHaveLength(8 * 8 * 3);
  });

  const files = rsvqa(LR, [["comp", "a?", "yes"], ["comp", "b?", "no"]]);
  const answers = (of: (rows: Record<string, unknown>[]) => unknown): Files => ({ ...files, [`${LR}_answers.json`]: { answers: of(structuredClone((files[`${LR}_answers.json`] as { answers: Record<string, unknown>[] }).answers)) } });

  it.each([
    ["answers in another order", answers((rows) => rows.reverse()), /LR_split_test_answers\.json row 1 field "id": expected 100 as in the file of questions, found "101"/],
    ["fewer answers", answers((rows) => rows.slice(1, 1)), /LR_split_test_answers\.json: ends before the questions do/],
    ["an answer to another question", answers(([first, ...rows]) => [{ ...first, question_id: 5 }, ...rows]), /row 1 field "question_id": expected 0 as in the file of questions, found "5"/],
    ["an answer that is not in use", answers(([first, ...rows]) => [{ ...first, active: false }, ...rows]), /row 1 field "active": expected true as in the file of questions, found false/],
    ["a number as answer", answers(([first, ...rows]) => [{ ...first, answer: 3 }, ...rows]), /row 1 field "answer": expected text, found 3/],
  ])("refuses %s", async (_, content, message) => {
    await expect(readFiles("rsvqa-lr", content)).rejects.toThrow(message);
  });
});

describe("tallyqa", () => {
  const read = (...rows: unknown[]): Promise<Reading> => readFiles("tallyqa", { "tallyqa/test.json": rows });

  it("knows simple from complex questions, and a question by its picture and its id", async () => {
    const reading = await read(tallyRow(5, 15, 1), { ...tallyRow(5, 0, 0, "val2014/a.jpg"), image_id: 2 });
    expect(shape(reading)).toEqual([["1/5", { kind: "simple" }, "VG_100K_2/1.jpg"], ["2/5", { kind: "complex" }, "val2014/a.jpg"]]);
    expect(reading.samples.map(({ target }) => target)).toEqual([["15"], ["0"]]);
  });

  it.each([
    [[tallyRow(1, "3", true)], /row 1 field "answer": expected a whole number, found "3"/],
    [[tallyRow(1, 1.5, true)], /row 1 field "answer": expected a whole number, found 1\.5/],
    [[tallyRow(1, 1, undefined)], /row 1 field "issimple": expected true or false, found nothing/],
    [[tallyRow(1, 1, true, "/etc/passwd")], /row 1 field "image": expected a file name/],
    [[tallyRow(1, 1, true), tallyRow(1, 2, true)], /row 2 field "question_id": question 1\/1 occurs twice/],
  ])("refuses %j", async (rows, message) => {
    await expect(read(...rows)).rejects.toThrow(message);
  });
});
