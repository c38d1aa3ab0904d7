/** Answer metrics against the evaluators they follow, case by case. */

import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { anls, strictSimilarity } from "../../metrics/anls.ts";
import { anlsRrc } from "../../metrics/anls-rrc.ts";
import { exactMatch } from "../../metrics/exact-match.ts";
import { isRelaxedMatch, relaxedAccuracy } from "../../metrics/relaxed-accuracy.ts";
import { chosenLetter, scienceAccuracy } from "../../metrics/science-accuracy.ts";
import { numeralOf, tallyAccuracy } from "../../metrics/tally-accuracy.ts";
import { normalizeTextAnswer } from "../../metrics/textvqa-accuracy.ts";
import { vqaAccuracyOfficial } from "../../metrics/vqa-accuracy-official.ts";
import { vqaAccuracySimple } from "../../metrics/vqa-accuracy-simple.ts";
import { vqaAccuracy } from "../../metrics/vqa-accuracy.ts";
import type { AnyMetric } from "../../src/core/types.ts";
import { cardAnswers, serverAnswers } from "../../src/text/vqa-answer.ts";

interface Simple {
  readonly acc: number;
  readonly acc_any: number;
}

interface Golden {
  readonly vqav2_accuracy: readonly {
    readonly answer: string; readonly gts: readonly string[]; readonly acc: number; readonly official_x100?: number;
    readonly answer_type?: string; readonly simple?: Simple; readonly simple_lower?: Simple;
  }[];
  readonly vqav2_postprocess: readonly { readonly in: string; readonly strip: string; readonly out: string; readonly official?: string }[];
  readonly anls: readonly { readonly target: string; readonly pred: string; readonly anls: number; readonly anls_lower?: number }[];
  readonly chartqa_relaxed_match: readonly { readonly target: string; readonly pred: string; readonly match: boolean; readonly lower?: { readonly relaxed_acc: number } }[];
  readonly scienceqa_postproc: readonly { readonly in: string; readonly out: string }[];
  readonly tally?: readonly { readonly target: string; readonly pred: string; readonly target_out: string; readonly pred_out: string; readonly match: boolean }[];
  readonly tally_word_to_numeral?: readonly { readonly in: string; readonly out: string }[];
  readonly evalai?: readonly { readonly in: string; readonly out: string }[];
  readonly rrc?: readonly { readonly pred: string; readonly targets: readonly string[]; readonly anls: number }[];
}

type Texts = AnyMetric<string, readonly string[]>;

/** The metric's value of each case alone. */
function eachOf(metric: Texts, cases: readonly (readonly [answer: string, answers: readonly string[]])[]): number[] {
  return cases.map(([answer, target], i) => metric.summarize(metric.measure([{ id: String(i), answer, target }])).value);
}

/** How far the farthest value is off; equal lengths are part of the question. */
function worst(found: readonly number[], wanted: readonly (number | undefined)[]): number {
  expect(found).toHaveLength(wanted.length);
  return Math.max(0, ...found.map((value, i) => Math.abs(value - (wanted[i] ?? Number.NaN))));
}

function checkVqa({ vqav2_accuracy: rows, vqav2_postprocess: texts }: Golden): void {
  const cases = rows.map(({ answer, gts }) => [answer, gts] as const);
  expect(worst(eachOf(vqaAccuracy, cases), rows.map(({ acc }) => acc))).toBeLessThanOrEqual(1e-9);
  const official = rows.filter((row) => row.official_x100 !== undefined);
  // The script rounds each value to two decimals of a percent.
  const officialValues = eachOf(vqaAccuracyOfficial, official.map(({ answer, gts }) => [answer, gts]));
  expect(worst(officialValues, official.map((row) => (row.official_x100 ?? Number.NaN) / 100))).toBeLessThanOrEqual(5.1e-5);
  const simple = rows.filter((row) => row.simple !== undefined);
  const simpleCases = simple.map(({ answer, gts }) => [answer, gts] as const);
  expect(worst(eachOf(vqaAccuracySimple(), simpleCases), simple.map((row) => row.simple?.acc))).toBeLessThanOrEqual(1e-9);
  expect(worst(eachOf(vqaAccuracySimple("ignored"), simpleCases), simple.map((row) => row.simple_lower?.acc))).toBeLessThanOrEqual(1e-9);
  expect(eachOf(exactMatch(), simpleCases)).toEqual(simple.map((row) => row.simple?.acc_any));
  expect(eachOf(exactMatch("ignored"), simpleCases)).toEqual(simple.map((row) => row.simple_lower?.acc_any));
  expect(texts.map((text) => cardAnswers.strip(text.in))).toEqual(texts.map(({ strip }) => strip));
  expect(texts.map(({ strip }) => cardAnswers.normalize(strip))).toEqual(texts.map(({ out }) => out));
}

function checkOthers(golden: Golden): void {
  const distances = golden.anls;
  expect(worst(distances.map(({ target, pred }) => strictSimilarity(target, pred)), distances.map((row) => row.anls))).toBeLessThanOrEqual(1e-9);
  const lowered = distances.filter((row) => row.anls_lower !== undefined);
  expect(worst(eachOf(anls, lowered.map(({ target, pred }) => [pred, [target]])), lowered.map((row) => row.anls_lower))).toBeLessThanOrEqual(1e-9);
  const charts = golden.chartqa_relaxed_match;
  expect(charts.map(({ target, pred }) => isRelaxedMatch(target, pred))).toEqual(charts.map(({ match }) => match));
  const lower = charts.filter((row) => row.lower !== undefined);
  expect(eachOf(relaxedAccuracy, lower.map(({ target, pred }) => [pred, [target]]))).toEqual(lower.map((row) => row.lower?.relaxed_acc));
  expect(golden.scienceqa_postproc.map((row) => chosenLetter(row.in) ?? "failed")).toEqual(golden.scienceqa_postproc.map(({ out }) => out));
  const tally = golden.tally ?? [];
  expect(tally.map(({ target, pred }) => [numeralOf(target), numeralOf(pred)])).toEqual(tally.map((row) => [row.target_out, row.pred_out]));
  expect(eachOf(tallyAccuracy, tally.map(({ target, pred }) => [pred, [target]]))).toEqual(tally.map(({ match }) => Number(match)));
  expect((golden.tally_word_to_numeral ?? []).map((row) => numeralOf(row.in))).toEqual((golden.tally_word_to_numeral ?? []).map(({ out }) => out));
}

describe("golden answers of the repository", () => {
  const golden = JSON.parse(gunzipSync(readFileSync(path.join(import.meta.dirname, "../golden/answers.json.gz"))).toString("utf8")) as Golden;

  it("VQA accuracies and their normaliser", () => checkVqa(golden));
  it("the server's normaliser where Python 2 makes a difference", () => {
    const differing = golden.vqav2_postprocess.filter(({ official }) => official !== undefined);
    expect(differing.length).toBeGreaterThan(50);
    for (const { strip, out, official } of differing) expect([cardAnswers.normalize(strip), serverAnswers.normalize(strip)]).toEqual([out, official]);
  });
  it("ANLS, relaxed accuracy, TallyQA, ScienceQA", () => checkOthers(golden));
  it("the EvalAI normaliser of TextVQA", () => {
    const { evalai = [] } = golden;
    expect(evalai.length).toBeGreaterThan(500);
    expect(evalai.map((row) => normalizeTextAnswer(row.in))).toEqual(evalai.map(({ out }) => out));
  });
  it("ANLS of the RRC server", () => {
    const { rrc = [] } = golden;
    expect(rrc.filter((row) => row.anls > 0 && row.anls < 1).length).toBeGreaterThan(100);
    expect(worst(eachOf(anlsRrc, rrc.map(({ pred, targets }) => [pred, targets])), rrc.map((row) => row.anls))).toBeLessThanOrEqual(1e-9);
  });
});

const shared = path.resolve(import.meta.dirname, "../../../shared/golden");

describe.skipIf(!existsSync(shared))("shared golden answers (skipped without ../shared)", () => {
  const whole = existsSync(shared) ? JSON.parse(gunzipSync(readFileSync(path.join(shared, "text_answers.json.gz"))).toString("utf8")) as Golden & Totals : undefined;

  it("equal the references in every case", () => {
    checkVqa(whole as Golden);
    checkOthers(whole as Golden);
    const { vqav2_postprocess: texts } = whole as Golden;
    expect(texts.map((text) => serverAnswers.normalize(serverAnswers.strip(text.in)))).toEqual(texts.map(({ out, official }) => official ?? out));
  });
  it("equal the references in their totals", () => checkTotals(whole as Golden & Totals));
  it("equal the observed vectors", () => {
    const vectors = JSON.parse(readFileSync(path.join(shared, "text_metric_vectors.json"), "utf8")) as Golden;
    checkVqa(vectors);
    checkOthers(vectors);
  });
});

interface Totals {
  readonly vqav2_overall: Readonly<Record<string, number>>;
  readonly official_accuracy: { readonly overall: number };
  readonly tally_run: { readonly rows: readonly { readonly target: string; readonly pred: string; readonly issimple: number }[]; readonly metrics: Readonly<Record<string, number>> };
  readonly scienceqa_run: { readonly half: number; readonly metrics: Readonly<Record<string, number>> };
}

function totalOf(metric: Texts, rows: readonly { readonly answer: string; readonly target: readonly string[] }[]): ReturnType<Texts["summarize"]> {
  return metric.summarize(metric.measure(rows.map((row, i) => ({ id: String(i), ...row }))));
}

function checkTotals(golden: Golden & Totals): void {
  const rows = golden.vqav2_accuracy.map(({ answer, gts, answer_type: type }) => ({ answer, target: gts, type }));
  const { acc = Number.NaN, "acc/number": ofNumbers = Number.NaN } = golden.vqav2_overall;
  expect(totalOf(vqaAccuracy, rows).value).toBeCloseTo(acc, 9);
  expect(totalOf(vqaAccuracy, rows.filter(({ type }) => type === "number")).value).toBeCloseTo(ofNumbers, 9);
  expect((totalOf(vqaAccuracyOfficial, rows).value * 100).toFixed(2)).toBe(golden.official_accuracy.overall.toFixed(2));
  const tally = golden.tally_run.rows.map(({ target, pred, issimple }) => ({ answer: pred, target: [target], issimple }));
  expect(totalOf(tallyAccuracy, tally).value).toBeCloseTo(golden.tally_run.metrics["acc"] ?? Number.NaN, 9);
  for (const [name, flag] of [["simple", 1], ["complex", 0]] as const) {
    const half = tally.filter(({ issimple }) => issimple === flag);
    expect(totalOf(tallyAccuracy, half).value).toBeCloseTo(golden.tally_run.metrics[`acc/${name}`] ?? Number.NaN, 9);
  }
  const { half, metrics } = golden.scienceqa_run;
  const science = golden.scienceqa_postproc.slice(0, half).map((truth, i) => ({ truth: truth.in, answer: golden.scienceqa_postproc[half + i]?.in ?? "" }));
  const sound = science.filter(({ truth }) => chosenLetter(truth) !== undefined);
  const { value, parts } = totalOf(scienceAccuracy, sound.map(({ truth, answer }) => ({ answer, target: [truth] })));
  // The reference counts two texts without a letter as equal; ours refuses such a truth, so those are added here.
  const bothFailed = science.filter(({ truth, answer }) => chosenLetter(truth) === undefined && chosenLetter(answer) === undefined).length;
  expect((value * sound.length + bothFailed) / half).toBeCloseTo(metrics["acc"] ?? Number.NaN, 9);
  const unparsed = science.filter(({ answer }) => chosenLetter(answer) === undefined).length;
  expect(unparsed / half).toBeCloseTo(metrics["parsefail"] ?? Number.NaN, 9);
  expect(parts?.["unparsed"]).toBeCloseTo(sound.filter(({ answer }) => chosenLetter(answer) === undefined).length / sound.length, 9);
}
