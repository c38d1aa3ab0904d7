/** VQAv2, OK-VQA, A-OKVQA, VizWiz-VQA and ChartQA from files in the official layout. */

import { describe, expect, it } from "vitest";
import { readFiles, targets, type Files } from "../fixtures/official-folder.ts";
import { answerLayouts, aokvqaRow, chartRow, OKVQA, ten, vizwizRow, VQAV2, vqaAnnotation, vqaFiles, vqaQuestion } from "../fixtures/official-layouts-answers.ts";
import { smallPng } from "../fixtures/pictures.ts";

const numbers = [1, 2, 3, 4, 5];
const questions = numbers.map((i) => vqaQuestion(i, 10 * i, `Question ${i}?`));
const annotations = numbers.map((i) => vqaAnnotation(i, 10 * i, ten(`answer ${i}`)));
const vqav2 = (asked: readonly unknown[], answered: readonly unknown[]): Files => vqaFiles("vqav2", VQAV2, asked, answered);

describe("vqav2", () => {
  it.each([
    ["the same order", annotations],
    ["the other order", annotations.toReversed()],
    ["another order", [3, 0, 4, 1, 2].map((i) => annotations[i])],
  ])("joins questions with answers in %s, in the order of the questions", async (_, answered) => {
    const reading = await readFiles("vqav2", vqav2(questions, answered));
    expect(targets(reading)).toEqual(numbers.map((i) => [String(i), ten(`answer ${i}`)]));
    expect(reading.samples.map(({ text, cluster, groups }) => [text, cluster, groups])).toEqual(numbers.map((i) => [`Question ${i}?`, String(10 * i), { answerType: "other" }]));
    expect(reading.warnings).toEqual([]);
  });

  it("counts questions without answers and answers without a question, and keeps the rest", async () => {
    const reading = await readFiles("vqav2", vqav2(questions.slice(1), annotations.slice(0, 4)));
    expect(reading.samples.map(({ id }) => id)).toEqual(["2", "3", "4"]);
    expect(reading.warnings.map(({ code, count, examples }) => [code, count, examples])).toEqual([
      ["question-without-answers", 1, ["5"]],
      ["answers-without-question", 1, ["1 (row 1)"]],
    ]);
  });

  it("keeps answers as they were written, empty ones counted", async () => {
    const odd = ten("Yes ", "yes", "", "\u201cyes\u201d", "a\nb");
    const { samples, warnings } = await readFiles("vqav2", vqav2([questions[0]], [vqaAnnotation(1, 10, odd)]));
    expect(samples[0]?.target).toEqual(odd);
    expect(warnings).toMatchObject([{ code: "empty-answer", count: 1, examples: ["1"] }]);
  });

  it.each([
    ["nine answers", questions, [vqaAnnotation(1, 10, ten("x").slice(1))], "annotations", 1, "answers", /expected the answers of ten people, found \["x",/],
    ["an answer that is no text", questions, [{ ...vqaAnnotation(1, 10, ten("x")), answers: [{ answer: 2 }] }], "annotations", 1, "answer", /expected text, found 2/],
    ["answers that are texts", questions, [{ ...vqaAnnotation(1, 10, ten("x")), answers: ten("x") }], "annotations", 1, "answers", /expected an object, found "x"/],
    ["the answers of another picture", questions, [vqaAnnotation(1, 11, ten("x"))], "annotations", 1, "image_id", /expected 10 as in the file of questions, found 11/],
    ["a question that is asked twice", [...questions, vqaQuestion("2", 9, "?")], annotations, "questions", 6, "question_id", /question_id 2 occurs twice/],
    ["answers that stand twice", questions, [annotations[0], annotations[0], ...annotations.slice(1)], "annotations", 2, "question_id", /question_id 1 occurs twice/],
    ["no question", [{ question_id: 1, image_id: 10 }], annotations, "questions", 1, "question", /expected text, found nothing/],
  ] as const)("refuses %s with file, row and field", async (_, asked, answered, role, row, field, message) => {
    const error = await readFiles("vqav2", vqav2(asked, answered)).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "DATA", row, field, message: expect.stringMatching(message) as unknown });
    expect((error as { file: string }).file.endsWith(VQAV2[role])).toBe(true);
  });

  it.each(["vqav2/val2014", "vqav2/images/val2014", "vqav2", "vqa/val2014", "coco/val2014", "val2014"])("finds the photo in %s", async (place) => {
    const { samples } = await readFiles("vqav2", { ...answerLayouts.vqav2.files, [`${place}/COCO_val2014_000000000042.jpg`]: smallPng() });
    expect(await samples[0]?.images[0]?.read()).toHaveLength(smallPng().length);
  });
});

describe("okvqa", () => {
  it("takes `answer`, never `raw_answer`, and the question's category", async () => {
    const { samples } = await readFiles("okvqa", vqaFiles("okvqa", OKVQA, [vqaQuestion(5, 42, "?")], [vqaAnnotation(5, 42, ten("race", "racing"), "other", "four")]));
    expect(samples[0]?.target).toEqual(ten("race", "racing"));
    expect(samples[0]?.groups).toEqual({ questionType: "four" });
  });
});

describe("aokvqa", () => {
  const rows = (row: unknown): Files => ({ "aokvqa/aokvqa_v1p0_val.json": [row] });
  const choices = ["a", "b", "c", "b"];

  it("shows the choices in the file's order; the right one is its text", async () => {
    const { samples } = await readFiles("aokvqa-mc", rows(aokvqaRow("q", 42, choices, 0, ten("x"))));
    expect(samples).toMatchObject([{ id: "q", choices, target: ["a"], cluster: "42" }]);
  });

  it("has ten direct answers, and says which questions the server leaves out", async () => {
    const { samples } = await readFiles("aokvqa-da", answerLayouts["aokvqa-da"].files);
    expect(samples.map(({ target, groups }) => [target, groups])).toEqual([[ten("cat", "kitten"), { difficult: "no" }], [ten("red", "scarlet"), { difficult: "yes" }]]);
    expect(samples[0]).not.toHaveProperty("choices");
  });

  it.each([
    ["three choices", aokvqaRow("q", 42, ["a", "b", "c"], 0, ten("x")), "choices", /expected four choices/],
    ["no right choice, as in the test split", { ...aokvqaRow("q", 42, choices, 0, ten("x")), correct_choice_idx: undefined }, "correct_choice_idx", /expected a number from 0 to 3, found nothing/],
    ["a right choice that is none", aokvqaRow("q", 42, choices, 4, ten("x")), "correct_choice_idx", /found 4/],
    ["a right choice in words", aokvqaRow("q", 42, choices, "", ten("x")), "correct_choice_idx", /found ""/],
    ["answers as Python writes them", { ...aokvqaRow("q", 42, choices, 0, []), direct_answers: "['x', 'y']" }, "direct_answers", /expected a list, found "\['x', 'y'\]"/],
    ["nine answers", aokvqaRow("q", 42, choices, 0, ten("x").slice(1)), "direct_answers", /expected the answers of ten people/],
    ["no word on difficulty", aokvqaRow("q", 42, choices, 0, ten("x"), null), "difficult_direct_answer", /expected true or false, found null/],
  ] as const)("refuses %s", async (_, row, field, message) => {
    await expect(readFiles("aokvqa-da", rows(row))).rejects.toMatchObject({ row: 1, field, message: expect.stringMatching(message) as unknown });
    await expect(readFiles("aokvqa-mc", rows(row))).rejects.toMatchObject({ row: 1, field });
  });
});

describe("vizwiz-vqa", () => {
  it("drops empty answers, counted, and leaves out what has no other", async () => {
    const { samples, warnings } = await readFiles("vizwiz-vqa", { "vizwiz/val.json": [vizwizRow("a.jpg", ten("", "x", " ", "")), vizwizRow("b.jpg", ten(""), 0), vizwizRow("c.jpg", ten("y"), 0)] });
    expect(samples.map(({ id, target, groups }) => [id, target, groups])).toEqual([["a.jpg", ["x", " "], { answerable: "yes" }], ["c.jpg", ten("y"), { answerable: "no" }]]);
    expect(warnings.map(({ code, count, examples }) => [code, count, examples])).toEqual([["dropped-answers", 2, ["a.jpg", "b.jpg"]], ["question-without-answers", 1, ["b.jpg"]]]);
  });

  it("refuses a picture that stands twice", async () => {
    await expect(readFiles("vizwiz-vqa", { "val.json": [vizwizRow("a.jpg", ten("x")), vizwizRow("a.jpg", ten("y"))] })).rejects.toMatchObject({ row: 2, field: "image", message: expect.stringMatching(/image a\.jpg occurs twice/) as unknown });
  });
});

describe("chartqa", () => {
  const files = (human: readonly unknown[], augmented: readonly unknown[]): Files => ({ "ChartQA Dataset/test/test_human.json": human, "ChartQA Dataset/test/test_augmented.json": augmented });

  it("names rows by set and place, human first, and takes labels as texts", async () => {
    const reading = await readFiles("chartqa", files([chartRow("a.png", "Q", "[2003,2009]"), chartRow("a.png", "Q", "0.10")], [chartRow("b.png", "Q", "2.72 / 2720")]));
    expect(targets(reading)).toEqual([["human/0", ["[2003,2009]"]], ["human/1", ["0.10"]], ["augmented/0", ["2.72 / 2720"]]]);
    expect(reading.samples.map(({ cluster, groups }) => [cluster, groups])).toEqual([["a.png", { set: "human" }], ["a.png", { set: "human" }], ["b.png", { set: "augmented" }]]);
  });

  it("refuses a label that is a number: nobody knows how it was written", async () => {
    await expect(readFiles("chartqa", files([chartRow("a.png", "Q", 0.1)], []))).rejects.toMatchObject({ row: 1, field: "label" });
  });

  it("finds the chart beside the official archive's folder", async () => {
    const { samples } = await readFiles("chartqa", { ...files([chartRow("a.png", "Q", "1")], []), "ChartQA Dataset/test/png/a.png": smallPng() });
    expect(await samples[0]?.images[0]?.read()).toHaveLength(smallPng().length);
  });
});
