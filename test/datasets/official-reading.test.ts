/** TextVQA, DocVQA, InfographicVQA, ST-VQA and OCR-VQA from files in the official layout. */

import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { inAllOrders } from "../../datasets/infographic-vqa.ts";
import { decodeImage } from "../../src/io/decode-image.ts";
import { mediaTypeOf } from "../../src/io/media-type.ts";
import { readFiles, targets } from "../fixtures/official-folder.ts";
import { answerLayouts, book, dataFile, docvqaRow, infographicRow, rotations, stvqaRow, ten, textvqaRow } from "../fixtures/official-layouts-answers.ts";
import { smallPng } from "../fixtures/pictures.ts";

const matching = (pattern: RegExp): string => expect.stringMatching(pattern) as string;

describe("textvqa", () => {
  const QUESTIONS = "textvqa/TextVQA_0.5.1_val.json";
  const ROTATIONS = "textvqa/train_images/rotation.csv";
  /** 64 × 32: the left half is red, the right half blue. */
  const picture = (): Promise<Buffer> => sharp({ create: { width: 64, height: 32, channels: 3, background: "#0000ff" } })
    .composite([{ input: { create: { width: 32, height: 32, channels: 3, background: "#ff0000" } }, left: 0, top: 0 }]).jpeg({ quality: 100 }).toBuffer();
  const read = (table: string, bytes: Uint8Array, options = {}): ReturnType<typeof readFiles> =>
    readFiles("textvqa", { [QUESTIONS]: dataFile(textvqaRow(1, "0a", ten("x"))), [ROTATIONS]: table, "textvqa/train_images/0a.jpg": bytes }, options);

  it.each([
    ["90.0", [32, 64], "bottom"],
    ["180.0", [64, 32], "right"],
    ["270", [32, 64], "top"],
  ] as const)("turns a photo with rotation %s to the left", async (degrees, size, redSide) => {
    const { samples } = await read(rotations(["0a", degrees]), await picture());
    const bytes = (await samples[0]?.images[0]?.read()) ?? new Uint8Array();
    expect(mediaTypeOf(bytes)).toBe("image/jpeg");
    const { width, height, data } = await decodeImage(bytes, "0a");
    expect([width, height]).toEqual(size);
    const [x, y] = { bottom: [16, 60], right: [60, 16], top: [16, 4] }[redSide];
    const [red = 0, , blue = 0] = data.subarray(3 * (y as number * width + (x as number)));
    expect(red > 200 && blue < 50).toBe(true);
  });

  it.each([["", 0], ["0.0", 0], ["0", 0]])("sends a photo with rotation %j as it is stored", async (degrees) => {
    const bytes = await picture();
    const { samples, warnings } = await read(rotations(["0a", degrees]), bytes);
    expect(Buffer.compare(Buffer.from((await samples[0]?.images[0]?.read()) ?? []), bytes)).toBe(0);
    expect(warnings).toEqual([]);
  });

  it("counts photos that the list does not hold, and can do without a list", async () => {
    const bytes = await picture();
    expect((await read(rotations(["0b", "90.0"]), bytes)).warnings).toMatchObject([{ code: "unknown-rotation", count: 1, examples: ["0a"] }]);
    const { samples, warnings } = await readFiles("textvqa", { [QUESTIONS]: dataFile(textvqaRow(1, "0a", ten("x"))), "textvqa/train_images/0a.jpg": bytes }, { rotation: "kept" });
    expect([samples.length, warnings.length]).toEqual([1, 0]);
    await expect(readFiles("textvqa", { [QUESTIONS]: dataFile() })).rejects.toThrow(/rotation\.csv: the file does not exist/);
  });

  it("reads a list whose titles go over several lines, and refuses another list", async () => {
    const { samples } = await read('ImageID,Title,Rotation\n0b,"a\n0a,b",0.0\n0a,"x, ""y\n0a,""z",180.0\n', await picture());
    const { data } = await decodeImage((await samples[0]?.images[0]?.read()) ?? new Uint8Array(), "0a");
    expect([data[0], data[2]].map((value) => (value as number) > 128)).toEqual([false, true]);
    await expect(read("ImageID,Rotation,Title\n0a,90.0,x\n", await picture())).rejects.toMatchObject({ row: 1, message: matching(/columns do not begin with ImageID and end with Rotation/) });
    await expect(read("0a,train,x,90.0\n", await picture())).rejects.toThrow(/columns do not begin with ImageID/);
  });

  it("refuses an angle that is no quarter, and a damaged photo that is to be turned", async () => {
    await expect(read(rotations(["0b", "0.0"], ["0a", "45.0"]), await picture())).rejects.toMatchObject({ row: 3, field: "Rotation", message: matching(/expected 0, 90, 180, 270 or nothing, found "45\.0"/) });
    const { samples } = await read(rotations(["0a", "90.0"]), (await picture()).subarray(0, -20));
    await expect(samples[0]?.images[0]?.read()).rejects.toMatchObject({ code: "DATA", message: matching(/0a\.jpg: the picture is damaged or cut short/) });
  });
});

describe("docvqa", () => {
  it("joins by question id, not by picture and question, and clusters by document", async () => {
    const reading = await readFiles("docvqa", { "docvqa/val_v1.0_withQT.json": dataFile(docvqaRow(2, 14465, ["A"]), docvqaRow(1, 14465, ["A", "b"])) });
    expect(targets(reading)).toEqual([["2", ["A"]], ["1", ["A", "b"]]]);
    expect(reading.samples.map(({ cluster }) => cluster)).toEqual(["14465", "14465"]);
  });

  it.each(["docvqa/val/documents", "docvqa/documents", "docvqa/spdocvqa_images", "documents"])("finds the page in %s", async (place) => {
    const { samples } = await readFiles("docvqa", { ...answerLayouts.docvqa.files, [`${place}/pybv0228_81.png`]: smallPng() });
    expect(await samples[0]?.images[0]?.read()).toHaveLength(smallPng().length);
  });

  it.each([
    ["no answers, as in the test split", docvqaRow(1, 1, undefined), "answers", /expected a list, found nothing/],
    ["answers as one text", docvqaRow(1, 1, "0.28"), "answers", /expected a list, found "0\.28"/],
    ["an answer that is a number", docvqaRow(1, 1, [0.28]), "answers", /expected a list of texts, found 0\.28/],
    ["an id that stands twice", docvqaRow(7, 1, ["x"]), "questionId", /questionId 7 occurs twice/],
    ["a picture outside of the data", { ...docvqaRow(1, 1, ["x"]), image: "../../etc/passwd" }, "image", /expected a file name/],
  ])("refuses %s", async (_, row, field, message) => {
    await expect(readFiles("docvqa", { "docvqa/val_v1.0_withQT.json": dataFile(docvqaRow(7, 7, ["y"]), row) })).rejects.toMatchObject({ row: 2, field, message: matching(message) });
  });

  it("counts questions without answers and empty answers", async () => {
    const { samples, warnings } = await readFiles("docvqa", { "docvqa/val_v1.0_withQT.json": dataFile(docvqaRow(1, 1, []), docvqaRow(2, 1, ["", "x"])) });
    expect(samples.map(({ target }) => target)).toEqual([["", "x"]]);
    expect(warnings.map(({ code, examples }) => [code, examples])).toEqual([["question-without-answers", ["1"]], ["empty-answer", ["2"]]]);
  });
});

describe("infographic-vqa", () => {
  it.each([
    ["24%", ["24%"]],
    ["a, b", ["a, b", "b, a"]],
    ["a, b, c", ["a, b, c", "a, c, b", "b, a, c", "b, c, a", "c, a, b", "c, b, a"]],
    ["1,000", ["1,000"]],
    ["x, x", ["x, x"]],
    [", a", [", a", "a, "]],
  ])("has %j in all orders of its items", (answer, orders) => {
    expect(inAllOrders(answer)).toEqual(orders);
  });

  it("puts the orders of every answer one after the other", async () => {
    const { samples } = await readFiles("infographic-vqa", { "infographic-vqa/infographicsVQA_val_v1.0_withQT.json": dataFile(infographicRow(1, "1.jpeg", ["A, b", "C"])) });
    expect(samples[0]?.target).toEqual(["A, b", "b, A", "C"]);
    expect(samples[0]?.cluster).toBe("1.jpeg");
  });

  it("takes a list of nine in its own order, counted", async () => {
    const nine = "a, b, c, d, e, f, g, h, i";
    const { samples, warnings } = await readFiles("infographic-vqa", { "infographic-vqa/infographicsVQA_val_v1.0_withQT.json": dataFile(infographicRow(1, "1.jpeg", [nine])) });
    expect(samples[0]?.target).toEqual([nine]);
    expect(warnings).toMatchObject([{ code: "long-list", count: 1, examples: ["1"] }]);
    expect(inAllOrders(nine.slice(0, -3))).toHaveLength(40_320);
  });
});

describe("st-vqa", () => {
  const QUESTIONS = { "st-vqa/train_task_3.json": dataFile(stvqaRow(11, "coco-text/COCO_train2014_000000000042.jpg", ["Yamaha"]), stvqaRow(12, "vgenome/1.jpg", ["7"]), stvqaRow(13, "vgenome/1.jpg", ["8"])) };

  it.each(["st-vqa/train2014", "coco/train2014", "coco/images/train2014", "train2014"])("takes a photo of COCO-Text from COCO itself, in %s", async (place) => {
    const low = { "st-vqa/train_images/coco-text/COCO_train2014_000000000042.jpg": smallPng(2, 2) };
    const { samples } = await readFiles("st-vqa", { ...QUESTIONS, ...low, [`${place}/COCO_train2014_000000000042.jpg`]: smallPng(8, 8) });
    expect(Buffer.from((await samples[0]?.images[0]?.read()) ?? []).equals(Buffer.from(smallPng(8, 8)))).toBe(true);
  });

  it("never takes the small copy of such a photo", async () => {
    const { samples } = await readFiles("st-vqa", { ...QUESTIONS, "st-vqa/train_images/coco-text/COCO_train2014_000000000042.jpg": smallPng(2, 2), "st-vqa/train_images/vgenome/1.jpg": smallPng() });
    await expect(samples[0]?.images[0]?.read()).rejects.toThrow(/train2014\/COCO_train2014_000000000042\.jpg: the picture does not exist/);
    expect(await samples[1]?.images[0]?.read()).toHaveLength(smallPng().length);
  });

  it("takes the questions of listed pictures when asked to", async () => {
    const listed = await readFiles("st-vqa", { ...QUESTIONS, "st-vqa/val_images.txt": "vgenome/1.jpg\n" }, { questions: "listed" });
    expect(listed.samples.map(({ id, cluster }) => [id, cluster])).toEqual([["12", "vgenome/1.jpg"], ["13", "vgenome/1.jpg"]]);
    expect((await readFiles("st-vqa", QUESTIONS)).samples).toHaveLength(3);
    await expect(readFiles("st-vqa", QUESTIONS, { questions: "listed" })).rejects.toThrow(/val_images\.txt: the file does not exist/);
  });
});

describe("ocr-vqa", () => {
  const books = (content: unknown): ReturnType<typeof readFiles> => readFiles("ocr-vqa", { "ocr-vqa/dataset.json": content });

  it("takes the books of split 3 in the file's order, every question a sample", async () => {
    const text = `{"9": ${JSON.stringify(book(3, ["Q1", "Q2"], ["A1", ""]))}, "b": ${JSON.stringify(book(2, ["Q"], ["A"]))}, "1": ${JSON.stringify(book(3, ["Q1"], ["No"]))}}`;
    const reading = await books(text);
    expect(reading.samples.map(({ id, text: question, target, cluster }) => [id, question, target, cluster])).toEqual([["9/0", "Q1", ["A1"], "9"], ["9/1", "Q2", [""], "9"], ["1/0", "Q1", ["No"], "1"]]);
  });

  it("finds a cover under the ending of its address, or as .jpg", async () => {
    const gif = { ...book(3, ["Q"], ["A"]), imageURL: "http://x.y/I/51%2BZ.gif" };
    for (const place of ["ocr-vqa/images/1.gif", "ocr-vqa/images/1.jpg", "ocr-vqa/1.gif"]) {
      const { samples } = await readFiles("ocr-vqa", { "ocr-vqa/dataset.json": { 1: gif }, [place]: smallPng() });
      expect(await samples[0]?.images[0]?.read()).toHaveLength(smallPng().length);
    }
  });

  it.each([
    ["fewer answers than questions", { a: book(3, ["Q1", "Q2"], ["A"]) }, /row 1 field "answers": expected 2 answers, one a question, found \["A"\]/],
    ["an answer that is no text", { z: book(1, [], []), a: book(3, ["Q"], [3]) }, /row 2 field "answers": expected a list of texts, found 3/],
    ["a book that stands twice", '{"a": {"split": 1}, "b": {"split": 1}, "a": {"split": 2}}', /row 3: book a occurs twice/],
    ["a book that is no object", { a: [1] }, /row 1 field "\(row\)": expected an object, found \[1\]/],
    ["a key that leads out", { "../../../../x": book(3, ["Q"], ["A"]) }, /leads out of the data root/],
    ["a list", [book(3, ["Q"], ["A"])], /dataset\.json: is not a JSON object/],
  ])("refuses %s", async (_, content, message) => {
    await expect(books(content)).rejects.toMatchObject({ code: "DATA", message: matching(message) });
  });
});
