/** Real published captions through the command line: the numbers that pycocoevalcap gives for them. */

import { existsSync, mkdirSync, readFileSync, readdirSync, copyFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { cardeval, emptyFolder } from "./program.ts";

const real = path.resolve(import.meta.dirname, "../../../shared/real");
const results = path.join(real, "coco-captions/magic/inference_result");
const isHere = existsSync(results);

interface Row {
  readonly image_name: string;
  readonly captions: readonly string[];
  readonly prediction: string | readonly string[];
}

interface Expected {
  readonly computed_here: Readonly<Record<string, { readonly BLEU_1_4: readonly number[]; readonly ROUGE_L: number; readonly CIDEr: number }>>;
}

const read = (name: string): Row[] => JSON.parse(gunzipSync(readFileSync(path.join(results, `${name}.json.gz`))).toString("utf8")) as Row[];
const expected = isHere ? (JSON.parse(readFileSync(path.join(real, "expected/captions.json"), "utf8")) as Expected).computed_here : {};
const predictionOf = ({ prediction }: Row): string => (typeof prediction === "string" ? prediction : (prediction[0] ?? ""));

describe.skipIf(!isHere)("published captions", () => {
  it.each(Object.entries(expected).filter(([name]) => name.includes("/") && existsSync(path.join(results, `${name}.json.gz`))))("%s", async (name, { CIDEr, BLEU_1_4: allBleu, ROUGE_L: rouge }) => {
    const folder = emptyFolder();
    const lines = read(name).map((row) => JSON.stringify({ id: row.image_name, prediction: predictionOf(row), references: row.captions }));
    writeFileSync(path.join(folder, "captions.jsonl"), `${lines.join("\n")}\n`);
    const measure = async (metric: string): Promise<{ value: number; parts?: Record<string, number> }> => JSON.parse((await cardeval(["metric", metric, "captions.jsonl", "--json"], folder)).out) as { value: number };
    expect((await measure("cider")).value).toBeCloseTo(CIDEr, 9);
    expect((await measure("rouge-l")).value).toBeCloseTo(rouge, 9);
    const { parts } = await measure("bleu");
    [1, 2, 3, 4].forEach((order, i) => expect(parts?.[`bleu-${order}`]).toBeCloseTo(allBleu[i] ?? Number.NaN, 9));
  }, 180_000);
});

describe.skipIf(!isHere)("12 real photos in Karpathy's layout", () => {
  const data = emptyFolder();

  function build(): void {
    const pictures = path.join(real, "coco-captions/images/val2014");
    const names = new Set(readdirSync(pictures));
    const rows = read("mscoco/magic_result").filter((row) => names.has(row.image_name));
    expect(rows).toHaveLength(12);
    mkdirSync(path.join(data, "coco/val2014"), { recursive: true });
    for (const { image_name: name } of rows) copyFileSync(path.join(pictures, name), path.join(data, "coco/val2014", name));
    const images = rows.map(({ image_name: filename, captions }) => ({ cocoid: Number(/(\d+)\.jpg$/.exec(filename)?.[1]), filename, split: "val", filepath: "val2014", sentences: captions.map((raw) => ({ raw })) }));
    writeFileSync(path.join(data, "coco/dataset_coco.json"), JSON.stringify({ dataset: "coco", images }));
    writeFileSync(path.join(data, "answers.jsonl"), rows.map((row, i) => JSON.stringify({ id: String(images[i]?.cocoid), text: predictionOf(row) })).join("\n"));
  }

  it("with the recorded captions give their CIDEr, in the HTML report too", async () => {
    build();
    const folder = emptyFolder();
    const { code, out } = await cardeval(["run", "--benchmark", "coco-captions", "--data", data, "--backend", `replay:${path.join(data, "answers.jsonl")}`, "--out", "run", "--json", "--allow-approximate"], folder);
    expect(code).toBe(0);
    const report = JSON.parse(out) as { runs: { benchmarks: { rows: { found: number; expected: number }; scores: { part?: string; value: number }[] }[] }[] };
    const [benchmark] = report.runs[0]?.benchmarks ?? [];
    expect(benchmark?.rows).toMatchObject({ found: 12, expected: 5000 });
    expect(benchmark?.scores[0]?.value).toBeCloseTo(0.8374520823212294, 9);
    expect(readFileSync(path.join(folder, "run/report.html"), "utf8")).toContain("data:image/webp;base64,");
  });

  it("go through the embedded model to the report", async () => {
    const folder = emptyFolder();
    const { code, out } = await cardeval(["run", "--benchmark", "coco-captions", "--data", data, "--backend", "tiny", "--out", "run"], folder);
    expect(code).toBe(0);
    expect(out).toContain("partial");
    expect(readFileSync(path.join(folder, "run/report.html"), "utf8")).toContain("A demonstration model");
  });
});
