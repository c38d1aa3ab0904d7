/** Real published captions through the command line: the numbers that pycocoevalcap gives for them. */

import { existsSync, mkdirSync, readFileSync, readdirSync, copyFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { hasRealFiles, realPath, realText } from "../fixtures/official-real.ts";
import { cardeval, emptyFolder } from "./program.ts";

interface Row {
  readonly image_name: string;
  readonly captions: readonly string[];
  readonly prediction: string | readonly string[];
}

/** What pycocoevalcap gave for a file. */
interface Expected {
  readonly BLEU_1_4: readonly number[];
  readonly ROUGE_L: number;
  readonly CIDEr: number;
}

function read(name: string): Row[] {
  const file = `coco-captions/magic/inference_result/${name}.json`;
  return JSON.parse(realText(existsSync(realPath(file)) ? file : `${file}.gz`)) as Row[];
}

function expectedOf<Content>(name: string): Content | undefined {
  return hasRealFiles ? (JSON.parse(realText(`expected/${name}.json`)) as Content) : undefined;
}

const predictionOf = ({ prediction }: Row): string => (typeof prediction === "string" ? prediction : (prediction[0] ?? ""));

/** All three metrics through `cardeval metric`, each equal to the expected number to 1e-9. */
async function expectEqual(rows: readonly { id: unknown; prediction: string; references: readonly string[] }[], { CIDEr, BLEU_1_4: allBleu, ROUGE_L: rouge }: Expected, ...words: string[]): Promise<void> {
  const folder = emptyFolder();
  writeFileSync(path.join(folder, "captions.jsonl"), rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
  const measure = async (metric: string): Promise<{ n: number; value: number; parts?: Record<string, number> }> => JSON.parse((await cardeval(["metric", metric, "captions.jsonl", "--json", ...words], folder)).out) as { n: number; value: number };
  const cider = await measure("cider");
  expect(cider.n).toBe(rows.length);
  expect(cider.value).toBeCloseTo(CIDEr, 9);
  expect((await measure("rouge-l")).value).toBeCloseTo(rouge, 9);
  const { parts } = await measure("bleu");
  [1, 2, 3, 4].forEach((order, i) => expect(parts?.[`bleu-${order}`]).toBeCloseTo(allBleu[i] ?? Number.NaN, 9));
}

describe.skipIf(!hasRealFiles)("published captions", () => {
  const { computed_here: files = {} } = expectedOf<{ computed_here: Readonly<Record<string, Expected>> }>("captions") ?? {};

  const published = Object.entries(files).filter(([name]) => /^(mscoco|flickr30k)\//.test(name));

  it.each(published)("%s", async (name, expected) => {
    await expectEqual(read(name).map((row) => ({ id: row.image_name, prediction: predictionOf(row), references: row.captions })), expected);
  }, 180_000);

  it("are three of COCO and two of Flickr30k", () => {
    expect(published.map(([name]) => name.split("/")[0])).toEqual(["mscoco", "mscoco", "mscoco", "flickr30k", "flickr30k"]);
  });
});

describe.skipIf(!hasRealFiles)("SciCap's baseline of 21,934 captions", () => {
  const scicap = expectedOf<{ n: number; pycocoevalcap_ptb: Expected; pycocoevalcap_whitespace: Expected }>("scicap");

  it.each([["ptb", scicap?.pycocoevalcap_ptb], ["dataset", scicap?.pycocoevalcap_whitespace]] as const)("with the tokenizer %s", async (tokenizer, expected) => {
    const { hypo, gold } = JSON.parse(realText("scicap/rule_based_gen_results/rule_based_sent_max_1_eval_results.json.gz")) as { hypo: string[]; gold: string[] };
    expect(hypo).toHaveLength(scicap?.n ?? 0);
    await expectEqual(hypo.map((prediction, id) => ({ id, prediction, references: [gold[id] ?? ""] })), expected as Expected, "--tokenizer", tokenizer);
  }, 180_000);
});

describe.skipIf(!hasRealFiles)("12 real photos in Karpathy's layout", () => {
  const data = emptyFolder();

  function build(): void {
    const pictures = realPath("coco-captions/images/val2014");
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
