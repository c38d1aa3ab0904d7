/** MMVP, NLVR2 and MaRVL from files in the official layout: what is right only together, and samples of two pictures. */

import { describe, expect, it } from "vitest";
import { optionsOf } from "../../datasets/mmvp.ts";
import { lines, readFiles, type Reading } from "../fixtures/official-folder.ts";
import { layouts } from "../fixtures/official-layouts.ts";
import { marvlRow, nlvrRow } from "../fixtures/official-layouts-reasoning.ts";
import { smallPng } from "../fixtures/pictures.ts";

const mmvp = (rows: string, options = {}): Promise<Reading> => readFiles("mmvp", { "mmvp/Questions.csv": `Index,Question,Options,Correct Answer\n${rows}` }, options);
const truths = ({ samples }: Reading): unknown[] => samples.map(({ id, cluster, target }) => [id, cluster, target]);

describe("mmvp", () => {
  it("makes pairs of the numbers 1 and 2, 3 and 4, with the option's text and letter as answers", async () => {
    const reading = await mmvp('1,Is it?,(a) Yes (b) No,(b)\n4,"Left, or right?",(a) Left (b) The right side,(b)\n3,x,(a) A(b) B, (A)\n');
    expect(truths(reading)).toEqual([
      ["1", "1", { answers: ["No", "(b) No", "(b)", "b"], group: "1" }],
      ["4", "2", { answers: ["The right side", "(b) The right side", "(b)", "b"], group: "2" }],
      ["3", "2", { answers: ["A", "(a) A", "(a)", "a"], group: "2" }],
    ]);
    expect(reading.samples[1]?.text).toBe("Left, or right?");
  });

  it.each([
    ["(a) Open (b) Closed", [["a", "Open"], ["b", "Closed"]]],
    ["(A)  1 (x)\n(b) 2", [["a", "1 (x)"], ["b", "2"]]],
    ["(a) up (left) (b) f(x)y", [["a", "up (left)"], ["b", "f(x)y"]]],
    ["Open or closed", []],
  ])("cuts %j into its options", (cell, expected) => {
    expect(optionsOf(cell).map(({ letter, text }) => [letter, text])).toEqual(expected);
  });

  it("keeps the four wrong labels, and takes the other option when they are to be corrected", async () => {
    const rows = ["98", "99", "100", "279", "280"].map((id) => `${id},x,(a) Yes (b) No,(a)\n`).join("");
    const first = ({ samples }: Reading): unknown[] => samples.map(({ target }) => (target as unknown as { answers: string[] }).answers[0]);
    expect(first(await mmvp(rows))).toEqual(["Yes", "Yes", "Yes", "Yes", "Yes"]);
    expect(first(await mmvp(rows, { labels: "corrected" }))).toEqual(["Yes", "No", "No", "No", "No"]);
  });

  it.each([
    ["1,x,(a) Yes (b) No,(c)\n", /row 1 field "Correct Answer": expected the letter of one of the options, found "\(c\)"/],
    ["1,x,(a) Yes (b) No,\n", /field "Correct Answer"/],
    ["1,x,Yes or No,(a)\n", /row 1 field "Options": expected options such as/],
    ["0,x,(a) Yes (b) No,(a)\n", /field "Index": expected a whole number from 1, found "0"/],
    ["1,x,(a) Yes (b) No,(a)\n1,x,(a) Yes (b) No,(b)\n", /row 2 field "Index": Index 1 occurs twice/],
  ])("refuses %j", async (rows, message) => {
    await expect(mmvp(rows)).rejects.toThrow(message);
  });
});

describe("nlvr2", () => {
  const read = (...rows: unknown[]): Promise<Reading> => readFiles("nlvr2", { "nlvr2/test1.json": lines(...rows) });

  it("shows two pictures, the left one first, whose names end in .png", async () => {
    const { samples } = await readFiles("nlvr2", { ...layouts.nlvr2.files, "nlvr2/test1/test1-0-1-img0.png": smallPng(3, 3), "nlvr2/test1/test1-0-1-img1.png": smallPng(5, 5) });
    expect(samples[0]?.images.map(({ name }) => name.replace(/.*\//, ""))).toEqual(["test1-0-1-img0.png", "test1-0-1-img1.png"]);
    const sizes = await Promise.all((samples[0]?.images ?? []).map(async (image) => Buffer.from(await image.read()).readUInt32BE(16)));
    expect(sizes).toEqual([3, 5]);
  });

  it("scores a statement over its pairs: their ids differ in the third number", async () => {
    const reading = await read(nlvrRow("test1-7-0-0", "x", "True"), nlvrRow("test1-7-1-0", "x", "False"), nlvrRow("test1-7-0-1", "y", "True"));
    expect(truths(reading)).toEqual([
      ["test1-7-0-0", "test1-7--0", { answers: ["True"], group: "test1-7--0" }],
      ["test1-7-1-0", "test1-7--0", { answers: ["False"], group: "test1-7--0" }],
      ["test1-7-0-1", "test1-7--1", { answers: ["True"], group: "test1-7--1" }],
    ]);
  });

  it.each([
    [nlvrRow("test1-0-0", "x", "True"), /row 1 field "identifier": expected an identifier such as test1-0-1-0, found "test1-0-0"/],
    [nlvrRow("../../x-0-0-0", "x", "True"), /field "identifier"/],
    [nlvrRow("test1-0-0-0", "x", true), /field "label": expected text, found true/],
    [nlvrRow("test1-0-0-0", "x", "true"), /field "label": expected True or False, found "true"/],
  ])("refuses %j", async (row, message) => {
    await expect(read(row)).rejects.toThrow(message);
  });
});

describe("marvl", () => {
  const read = (of: Readonly<Record<string, string>>): Promise<Reading> => readFiles("marvl", { ...layouts.marvl.files, ...of });

  it("has the languages in turn, pictures in the concept's folder, a cluster for each statement", async () => {
    const { samples } = await read({ "marvl/ta/annotations/marvl-ta.jsonl": lines(marvlRow("ta-0", "ta", "நாய்", false, "26-தைப்பொங்கல்")) });
    expect(samples.map(({ id, groups }) => [id, groups?.["language"]])).toEqual([["id-0", "id"], ["id-1", "id"], ["sw-0", "sw"], ["sw-1", "sw"], ["ta-0", "ta"], ["tr-0", "tr"], ["tr-1", "tr"], ["zh-0", "zh"], ["zh-1", "zh"]]);
    const tamil = samples[4];
    expect([tamil?.target, tamil?.cluster, tamil?.images.map(({ name }) => name.split("/marvl/")[1])]).toEqual([["False"], "ta/நாய்", ["ta/images/26-தைப்பொங்கல்/39-1.jpg", "ta/images/26-தைப்பொங்கல்/39-2.jpg"]]);
    expect(tamil).not.toHaveProperty("language");
  });

  it.each([
    [marvlRow("id-0", "id", "x", "true"), /row 1 field "label": expected true or false, found "true"/],
    [marvlRow("id-0", "id", "x", true, "../../etc"), /row 1 field "concept": expected a file name/],
    [marvlRow("id-0", "id", "x", true, ""), /row 1 field "concept": expected a file name/],
  ])("refuses %j", async (row, message) => {
    await expect(read({ "marvl/id/annotations/marvl-id.jsonl": lines(row) })).rejects.toThrow(message);
  });

  it("refuses an id that another language has too", async () => {
    await expect(read({ "marvl/zh/annotations/marvl-zh.jsonl": lines(marvlRow("id-0", "zh", "x", true)) })).rejects.toThrow(/marvl-zh\.jsonl row 1 field "id": id id-0 occurs twice/);
  });
});
