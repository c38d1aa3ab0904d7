/** Real questions, real answers and real models' replies through the adapters, as official files hold them, against recorded scores. */

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { scoreBenchmark } from "../../runner/score.ts";
import type { BenchmarkName } from "../../datasets/index.ts";
import type { JournalLine } from "../../src/core/records.ts";
import type { Sample } from "../../src/core/types.ts";
import { decodeImage } from "../../src/io/decode-image.ts";
import { folderOf, readAll, type Files, type Reading } from "../fixtures/official-folder.ts";
import { aokvqaRow, book, dataFile, docvqaRow, OKVQA, rotations, stvqaRow, ten, textvqaRow, vqaAnnotation } from "../fixtures/official-layouts-answers.ts";
import { hasRealFiles, placeReal, realPath, realText } from "../fixtures/official-real.ts";

const json = (name: string): unknown => JSON.parse(realText(name));

/** Value of a part, by its name or "" for the headline, when the model said these things in the order of the samples. */
async function score({ benchmark, samples, warnings }: Reading, said: readonly string[]): Promise<(part: string) => number | undefined> {
  expect(warnings).toEqual([]);
  expect(samples).toHaveLength(said.length);
  const stream = async function* (): AsyncGenerator<Sample<unknown>> { yield* samples; };
  const line = (id: string, text: string): JournalLine => ({ v: 1, id, attempt: 1, status: "answered", text, latencyMs: 1, request: "", cache: "miss" });
  const replies = new Map(samples.map(({ id }, i) => [id, line(id, said[i] ?? "")]));
  const { scores } = await scoreBenchmark({ benchmark, samples: stream(), replies, spoolPlace: "pairs.tmp", whole: true, expected: benchmark.dataset.size, seed: 1, warnings: () => [] });
  expect(scores.counts).toEqual({ total: said.length, answered: said.length, unreadable: 0, failed: 0 });
  return (name) => scores.scores.find(({ part = "" }) => part === name)?.value;
}

const read = (name: BenchmarkName, files: Files, options: Readonly<Record<string, string>> = {}): Promise<Reading> => readAll(name, folderOf(files), options);

interface Answered {
  readonly question: string;
  readonly answer: string;
  readonly gt_answers: string | readonly string[];
  readonly image_path: string;
}

const ofT5 = (name: string): readonly Answered[] => json(`multimodal-ocr/answer_save/T5/${name}.json.gz`) as Answered[];

describe.skipIf(!hasRealFiles)("real questions", () => {
  const anls = (name: string): Record<string, number> => (json("expected/anls.json") as { files: Record<string, Record<string, number>> }).files[name] ?? {};
  const agreement = (name: string): Record<string, number> => (json("expected/vqa_accuracy.json") as { files: Record<string, Record<string, number>> }).files[name] ?? {};

  it("of OK-VQA: all 5,046, each with its photo, in the file's order", async () => {
    const { questions } = json("okvqa/OpenEnded_mscoco_val2014_questions.json") as { questions: { question_id: number; image_id: number; question: string }[] };
    const root = folderOf({ [`okvqa/${OKVQA.annotations}`]: { annotations: questions.map(({ question_id, image_id }) => vqaAnnotation(question_id, image_id, ten("x"))) } });
    placeReal(root, `okvqa/${OKVQA.questions}`, "okvqa/OpenEnded_mscoco_val2014_questions.json");
    const { benchmark, samples, warnings } = await readAll("okvqa", root);
    expect(warnings).toEqual([]);
    expect(samples).toHaveLength(benchmark.dataset.size);
    expect(samples.map(({ id, text, cluster }) => [id, text, cluster])).toEqual(questions.map(({ question_id, question, image_id }) => [String(question_id), question, String(image_id)]));
  });

  it("of VQAv2: three, with their answers and a photo", async () => {
    const root = folderOf();
    placeReal(root, "vqav2/v2_OpenEnded_mscoco_val2014_questions.json", "vqav2/questions.json");
    placeReal(root, "vqav2/v2_mscoco_val2014_annotations.json", "vqav2/annotations.json");
    placeReal(root, "vqav2/val2014/COCO_val2014_000000458752.jpg", "vqav2/images/COCO_train2014_000000458752.jpg");
    const { samples, warnings } = await readAll("vqav2", root);
    expect(warnings).toEqual([]);
    expect(samples.map(({ id, text, target }) => [id, text, target.length])).toEqual([
      ["458752000", "What is this photo taken looking through?", 10], ["458752001", "What position is this man playing?", 10], ["458752002", "What color is the players shirt?", 10],
    ]);
    for (const { images } of samples) expect((await decodeImage((await images[0]?.read()) ?? new Uint8Array(), "photo")).width).toBeGreaterThan(100);
  });

  it("of ChartQA: 2,373 rows with their labels, and ten charts", async () => {
    const rows = (set: string): unknown[] => ["simple", "complex"].flatMap((folder) => ["simple", "complex"].flatMap((kind) => json(`chartqa/split/dataset/${folder}/test_${set}_${kind}.json`) as unknown[]));
    const root = folderOf({ "chartqa/test/test_human.json": rows("human"), "chartqa/test/test_augmented.json": rows("augmented") });
    placeReal(root, "chartqa/test/png", "chartqa/split/dataset/complex/png");
    const reading = await readAll("chartqa", root);
    expect(["human", "augmented"].map((set) => reading.samples.filter(({ groups }) => groups?.["set"] === set).length)).toEqual([1_161, 1_212]);
    expect(reading.samples.filter(({ target }) => target[0]?.startsWith("["))).toHaveLength(20);
    const shown = await Promise.all(reading.samples.map(({ images }) => images[0]?.read().then(() => 1, () => 0)));
    expect(shown.filter((found) => found === 1)).toHaveLength(20);
    const value = await score(reading, reading.samples.map(({ target, groups }) => (groups?.["set"] === "human" ? target[0] ?? "" : "nothing")));
    expect([value("human"), value("augmented"), value("")]).toEqual([1, 0, 0.5]);
  });

  it("of TextVQA: LLaVA's replies under the card's rule", async () => {
    const rows = json("textvqa/predictions/llava_next/textvqa_eval_llava_predictions.json") as { image: string; gold_answers: string[]; model_answer: string }[];
    const reading = await read("textvqa", {
      "textvqa/TextVQA_0.5.1_val.json": dataFile(...rows.map(({ image, gold_answers }, i) => textvqaRow(i, image.replace(".jpg", ""), gold_answers))),
      "textvqa/train_images/rotation.csv": rotations(...[...new Set(rows.map(({ image }) => image.replace(".jpg", "")))].map((id): [string, string] => [id, ""])),
    });
    const value = await score(reading, rows.map(({ model_answer }) => model_answer));
    expect(value("")).toBeCloseTo(agreement("textvqa/predictions/llava_next")["official_mean"] as number, 9);
  });

  it("of A-OKVQA: LLaVA's direct answers, case and all", async () => {
    const rows = json("aokvqa/predictions/llava_next/aokvqa_eval_llava_predictions.json") as { question_id: string; gold_answers: string[]; model_answer: string }[];
    const reading = await read("aokvqa-da", { "aokvqa/aokvqa_v1p0_val.json": rows.map(({ question_id, gold_answers }, i) => aokvqaRow(question_id, i, ["a", "b", "c", "d"], 0, gold_answers)) });
    expect(reading.samples).toHaveLength(reading.benchmark.dataset.size);
    const value = await score(reading, rows.map(({ model_answer }) => model_answer));
    expect(value("")).toBeCloseTo(agreement("aokvqa/predictions/llava_next")["bv_list_rule_mean"] as number, 12);
    expect(value("not-difficult")).toBe(value(""));
  });

  it("of DocVQA: Qwen2-VL's answers under the card evaluator's rule and the server's", async () => {
    const rows = JSON.parse(readFileSync(realPath("docvqa/outputs/qwen2_vl_7b_instruct_results.json"), "utf8")) as { questionId: number; predicted_answer: string; ground_truth: string[] }[];
    const reading = await read("docvqa", { "docvqa/val_v1.0_withQT.json": dataFile(...rows.map(({ questionId, ground_truth }) => docvqaRow(questionId, 1, ground_truth))) });
    const value = await score(reading, rows.map(({ predicted_answer }) => predicted_answer));
    const wanted = anls("docvqa/outputs/qwen2_vl_7b_instruct");
    expect(value("")).toBeCloseTo(wanted["a_bv_lower_NLlt0.5"] as number, 12);
    expect(value("anls-rrc")).toBeCloseTo(wanted["b_qwen_lmms_rawlen_ge0.5"] as number, 12);
  });

  it("of ST-VQA: T5's answers to 5,000 questions", async () => {
    const rows = ofT5("STVQA");
    const reading = await read("st-vqa", { "st-vqa/train_task_3.json": dataFile(...rows.map(({ gt_answers, image_path }, i) => stvqaRow(i, image_path.replace("./data/STVQA/", ""), gt_answers))) });
    const value = await score(reading, rows.map(({ answer }) => answer));
    expect(value("")).toBeCloseTo(anls("multimodal-ocr/T5/STVQA")["a_bv_lower_NLlt0.5"] as number, 12);
    expect(value("anls-rrc")).toBeCloseTo(anls("multimodal-ocr/T5/STVQA")["b_qwen_lmms_rawlen_ge0.5"] as number, 12);
  });

  it.each([["kept", 0.0512], ["ignored", 0.2818]])("of OCR-VQA: T5's answers to 5,000 questions, case %s", async (letters, expected) => {
    const covers = new Map<string, Answered[]>();
    for (const row of ofT5("ocrVQA")) covers.set(row.image_path, [...(covers.get(row.image_path) ?? []), row]);
    const books = Object.fromEntries([...covers.values()].map((rows, i) => [`b${i}`, book(3, rows.map(({ question }) => question), rows.map(({ gt_answers }) => gt_answers))]));
    const reading = await read("ocr-vqa", { "ocr-vqa/dataset.json": books }, { case: letters });
    const value = await score(reading, [...covers.values()].flat().map(({ answer }) => answer));
    expect(value("")).toBeCloseTo(expected, 12);
  });
});
