/** Exported classifiers in this process, held to their Python originals (test/oracles/onnx_classifiers.py). */

import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { CaptionScore } from "../../src/core/scorer.ts";
import { openTextTokenizer } from "../../src/io/text-tokenizer.ts";
import { openScorer } from "../../src/scorers/index.ts";
import { emptyFolder } from "../cli/program.ts";
import { scorerContract } from "../contracts/scorer.ts";

const golden = path.resolve(import.meta.dirname, "../golden/onnx");

interface Said {
  readonly text: string;
  readonly ids: readonly number[];
  readonly labels: Readonly<Record<string, number>>;
}

const expected = JSON.parse(readFileSync(path.join(golden, "expected.json"), "utf8")) as Readonly<Record<"bert" | "roberta", readonly Said[]>>;

/** Labels behind attributes. */
const LABELS = {
  bert: { TOXICITY: "toxic", IDENTITY_ATTACK: "identity_hate", INSULT: "insult", THREAT: "threat", PROFANITY: "obscene" },
  roberta: { TOXICITY: "toxic" },
} as const;

const signal = (): AbortSignal => new AbortController().signal;

/** A copy of a golden model, to be damaged. */
function copyOf(model: keyof typeof LABELS): string {
  const folder = emptyFolder();
  cpSync(path.join(golden, model), folder, { recursive: true });
  return folder;
}

describe.each(["bert", "roberta"] as const)("onnx: %s", (model) => {
  scorerContract({ open: () => openScorer(`onnx:${path.join(golden, model)}`, {}), caption: { id: "1", text: "a man with a beard" } });

  it("cuts captions into the same tokens, the long one to what the model takes", async () => {
    const { encode } = await openTextTokenizer(path.join(golden, model), 24);
    expect(expected[model].map(({ text }) => encode(text))).toEqual(expected[model].map(({ ids }) => ids));
  });

  it("scores as the Python original does, to 1e-4", async () => {
    const scorer = await openScorer(`onnx:${path.join(golden, model)}`, {});
    for (const { text, labels } of expected[model]) {
      const scored: CaptionScore = await scorer.score({ id: "1", text }, signal());
      const scores = "scores" in scored ? scored.scores : {};
      expect(Object.keys(scores)).toEqual(Object.keys(LABELS[model]));
      for (const [attribute, label] of Object.entries(LABELS[model])) {
        expect(Math.abs((scores as Record<string, number>)[attribute] as number - (labels[label] as number))).toBeLessThan(1e-4);
      }
    }
    await scorer.close();
  });
});

describe("onnx", () => {
  it("takes labels for attributes as attributes.json says", async () => {
    const folder = copyOf("bert");
    writeFileSync(path.join(folder, "attributes.json"), JSON.stringify({ TOXICITY: "severe_toxic" }));
    const scorer = await openScorer(`onnx:${folder}`, {});
    const scored = await scorer.score({ id: "1", text: "you stupid idiot" }, signal());
    await scorer.close();
    expect(scorer.identity).toMatchObject({ attributes: ["TOXICITY"], details: { labels: "TOXICITY=severe_toxic" } });
    expect("scores" in scored && scored.scores.TOXICITY).toBeCloseTo(expected.bert.find(({ text }) => text === "you stupid idiot")?.labels["severe_toxic"] ?? Number.NaN, 4);
  });

  it("has a version of its own for other weights", async () => {
    const versions = await Promise.all((["bert", "roberta"] as const).map(async (model) => {
      const scorer = await openScorer(`onnx:${path.join(golden, model)}`, {});
      await scorer.close();
      return scorer.identity.version;
    }));
    expect(new Set(versions).size).toBe(2);
  });

  it.each<[string, (folder: string) => void, RegExp]>([
    ["no config", (folder) => rmSync(path.join(folder, "config.json")), /config\.json: the file does not exist/],
    ["no model", (folder) => rmSync(path.join(folder, "onnx/model.onnx")), /model\.onnx: the file does not exist/],
    ["no tokenizer", (folder) => rmSync(path.join(folder, "tokenizer.json")), /tokenizer\.json: the file does not exist/],
    ["a model that is none", (folder) => writeFileSync(path.join(folder, "onnx/model.onnx"), "version https://git-lfs"), /is not a model that onnxruntime runs/],
    ["a tokenizer that is none", (folder) => writeFileSync(path.join(folder, "tokenizer.json"), "{}"), /is not a tokenizer that can be read/],
    ["labels of something else", (folder) => writeFileSync(path.join(folder, "config.json"), JSON.stringify({ id2label: { 0: "joy" } })), /none of its labels \(joy\)/],
  ])("refuses a folder with %s", async (_, damage, message) => {
    const folder = copyOf("bert");
    damage(folder);
    await expect(openScorer(`onnx:${folder}`, {})).rejects.toThrow(message);
  });
});
