/** CIDEr, BLEU and ROUGE-L against pycocoevalcap, corpus and per image. */

import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { bleu } from "../../metrics/bleu.ts";
import { cider } from "../../metrics/cider.ts";
import { rougeL } from "../../metrics/rouge-l.ts";
import { captionTokenizer, ptbTokenizer } from "../../src/text/caption-tokenizers.ts";

interface Case {
  readonly name: string;
  readonly ids: readonly string[];
  readonly references: readonly (readonly string[])[];
  readonly predictions: readonly string[];
  readonly cider?: number;
  readonly cider_error?: string;
  readonly cider_per_image?: readonly number[];
  readonly bleu: readonly number[];
  readonly bleu_per_image: readonly (readonly number[])[];
  readonly rouge_l: number;
  readonly rouge_l_per_image: readonly number[];
}

const ptb = ptbTokenizer();

function check(golden: Case): void {
  const pairs = golden.ids.map((id, i) => ({ id, answer: golden.predictions[i], target: golden.references[i] ?? [] }));
  const ciderStats = cider(ptb).measure(pairs);
  if (golden.cider === undefined) expect(() => cider(ptb).summarize(ciderStats)).toThrow(/every reference is empty/);
  else {
    const { value, perSample } = cider(ptb).summarize(ciderStats);
    near([value, ...Array.from(perSample ?? [])], [golden.cider, ...(golden.cider_per_image ?? [])]);
  }
  const bleuStats = bleu(ptb).measure(pairs);
  const orders = ["bleu-1", "bleu-2", "bleu-3", "bleu-4"];
  near(orders.map((order) => bleu(ptb).summarize(bleuStats).parts?.[order] ?? Number.NaN), golden.bleu);
  bleuStats.forEach((stat, i) => near(orders.map((order) => bleu(ptb).summarize([stat]).parts?.[order] ?? Number.NaN), golden.bleu_per_image.map((each) => each[i] ?? Number.NaN)));
  const { value, perSample } = rougeL(ptb).summarize(rougeL(ptb).measure(pairs));
  near([value, ...Array.from(perSample ?? [])], [golden.rouge_l, ...golden.rouge_l_per_image]);
}

function near(found: readonly number[], wanted: readonly number[]): void {
  expect(found).toHaveLength(wanted.length);
  const worst = Math.max(0, ...found.map((value, i) => Math.abs(value - (wanted[i] ?? Number.NaN))));
  expect(worst).toBeLessThanOrEqual(1e-9);
}

describe("our corpora", () => {
  const { cases } = JSON.parse(readFileSync(path.join(import.meta.dirname, "../golden/captions.json"), "utf8")) as { cases: Case[] };
  it.each(cases.map((golden) => [golden.name, golden] as const))("%s", (_, golden) => check(golden));
});

const shared = path.resolve(import.meta.dirname, "../../../shared/golden/caption_corpora.json.gz");

describe.skipIf(!existsSync(shared))("shared corpora (skipped without ../shared)", () => {
  it("equal the reference in every case", () => {
    const { cases } = JSON.parse(gunzipSync(readFileSync(shared)).toString()) as { cases: (Omit<Case, "references" | "predictions"> & { gts: Record<string, string[]>; res: Record<string, string[]> })[] };
    expect(cases.length).toBeGreaterThan(20);
    for (const { gts, res, ...golden } of cases) check({ ...golden, references: golden.ids.map((id) => gts[id] ?? []), predictions: golden.ids.map((id) => res[id]?.[0] ?? "") });
  });
});

describe("what the reference leaves open", () => {
  const measure = (rows: readonly (readonly [string | undefined, readonly string[]])[]) =>
    cider(captionTokenizer("ptb")).summarize(cider(captionTokenizer("ptb")).measure(rows.map(([answer, target], i) => ({ id: String(i), answer, target }))));

  it("says that a one-image CIDEr is 0 by construction", () => {
    expect(measure([["a dog", ["a dog"]]])).toMatchObject({ value: 0, notes: [expect.stringMatching(/one image/)] });
  });

  it("asks whether ids and captions are aligned when almost no word is found", () => {
    const rows = Array.from({ length: 8 }, (_, i) => ["ein hund läuft schnell", [`a dog number ${i} runs`]] as const);
    expect(measure(rows).notes).toEqual([expect.stringMatching(/0 of 32 predicted words/)]);
  });

  it("does not mix the images of two measurements, as exchanging two models' answers would", () => {
    const metric = cider(ptb);
    const measured = () => metric.measure([{ id: "1", answer: "a dog", target: ["a dog runs"] }, { id: "2", answer: "a cat", target: ["two cats"] }]);
    expect(() => metric.summarize([...measured(), ...measured()])).toThrow(/two measurements/);
  });

  it("counts an unreadable answer as an empty caption", () => {
    const { perSample } = measure([[undefined, ["a dog"]], ["a cat", ["a cat"]]]);
    expect(perSample?.[0]).toBe(0);
  });

  it("keeps captions with their images when a caption holds line separators", () => {
    const rows = [["a red bus", ["a red bus"]], ["a cat", ["a cat"]], ["two dogs", ["two dogs"]]] as const;
    const broken = rows.map(([answer, target]) => [answer.replace(" ", "\r"), target.map((caption) => caption.replace(" ", "\u2028"))] as const);
    expect(measure(broken).value).toBeCloseTo(measure(rows).value, 12);
    expect(measure(broken).notes?.[0]).toMatch(/line separators/);
  });
});
