/** The models file: placeholders, overrides, what is refused, and the shipped example. */

import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { benchmarkNames } from "../../datasets/index.ts";
import { suites } from "../../datasets/suites.ts";
import { readModels } from "../../src/cli/models-file.ts";
import type { RunRecord } from "../../src/core/records.ts";
import { cardeval, emptyFolder } from "./program.ts";

const EXAMPLE = path.resolve(import.meta.dirname, "../../examples/models/paligemma-3b-ft.yaml");

function file(content: unknown): string {
  const place = path.join(mkdtempSync(path.join(tmpdir(), "cardeval-models-")), "models.json");
  writeFileSync(place, JSON.stringify(content));
  return place;
}

const names = ["coco-captions", "nocaps", "vqav2"];

describe("a models file", () => {
  it("fills in benchmark, resolution, column and the checkpoint's name", async () => {
    const models = await readModels(file({
      checkpoints: { "coco-captions": "cococap", nocaps: "cococap" },
      columns: { "pt-448": { resolution: 448, backend: "openai:http://localhost/{column}/v1", model: "ft-{checkpoint}-{resolution}", reasoning: "</think>", benchmarks: { vqav2: { model: "own-{benchmark}", dialect: "vllm" } } } },
    }), "pt-448", names);
    expect(models.resolution).toBe(448);
    const captions = { backend: "openai:http://localhost/pt-448/v1", model: "ft-cococap-448", reasoning: "</think>" };
    expect(models.asked("coco-captions")).toEqual(captions);
    expect(models.asked("nocaps")).toEqual(captions);
    expect(models.asked("vqav2")).toEqual({ backend: "openai:http://localhost/pt-448/v1", model: "own-vqav2", dialect: "vllm", reasoning: "</think>" });
  });

  it.each([
    ["an unknown column", { columns: { a: { resolution: 224, backend: "tiny" } } }, /has no column "pt-224"/],
    ["an override of an unknown benchmark", { columns: { "pt-224": { resolution: 224, backend: "tiny", benchmarks: { cococaptions: {} } } } }, /no benchmark "cococaptions"/],
    ["a checkpoint of an unknown benchmark", { checkpoints: { vqa: "x" }, columns: { "pt-224": { resolution: 224, backend: "tiny" } } }, /checkpoints: there is no benchmark "vqa"/],
    ["an unknown key", { columns: { "pt-224": { resolution: 224, backend: "tiny", modle: "x" } } }, /unknown key "modle"/],
  ])("refuses %s", async (_, content, message) => {
    await expect(readModels(file(content), "pt-224", names)).rejects.toThrow(message);
  });

  it("refuses a placeholder that nothing fills, for the benchmark that needs it", async () => {
    const models = await readModels(file({ checkpoints: { nocaps: "cococap" }, columns: { "pt-224": { resolution: 224, backend: "tpu:/models/{checkpoint}" } } }), "pt-224", names);
    expect(models.asked("nocaps").backend).toBe("tpu:/models/cococap");
    expect(() => models.asked("vqav2")).toThrow(/nothing is known to fill \{checkpoint\} for vqav2/);
  });

  it("ships for the fine-tuned checkpoints: every row of every column is addressed, related rows by one checkpoint", async () => {
    for (const [column, resolution] of [["pt-224", 224], ["pt-448", 448], ["pt-896", 896]] as const) {
      const models = await readModels(EXAMPLE, column, benchmarkNames);
      expect(models.resolution).toBe(resolution);
      for (const benchmark of [...suites.captioning, ...suites["question-answering"], ...suites.segmentation]) expect(models.asked(benchmark).backend).toMatch(new RegExp(`^tpu:/models/paligemma-3b-ft-[a-z0-9-]+-${resolution}$`));
      expect(models.asked("nocaps")).toEqual(models.asked("coco-captions"));
    }
    const mix = await readModels(EXAMPLE, "mix-448", benchmarkNames);
    expect(mix.asked("pope").backend).toBe("tpu:/models/paligemma-3b-mix-448");
  });
});

/** Writes its own name down whenever it is started, and answers everything with it. */
const PROGRAM = `#!/usr/bin/env node
const name = require("node:path").basename(process.argv[1], ".cjs");
require("node:fs").appendFileSync(__dirname + "/starts.txt", name + "\\n");
console.log(JSON.stringify({ ready: { model: name, beams: true } }));
require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => console.log(JSON.stringify({ id: JSON.parse(line).id, text: name })));
`;

it("walks all rows with one command, and opens each checkpoint once", async () => {
  const folder = emptyFolder();
  for (const name of ["coco", "xm"]) {
    writeFileSync(path.join(folder, `${name}.cjs`), PROGRAM);
    chmodSync(path.join(folder, `${name}.cjs`), 0o755);
  }
  writeFileSync(path.join(folder, "models.yaml"), `checkpoints: { coco-captions: coco, xm3600: xm, nocaps: coco }\ncolumns: { pt-224: { resolution: 224, backend: "command:${folder}/{checkpoint}.cjs" } }\n`);
  const outcome = await cardeval(["run", "--benchmark", "coco-captions,xm3600,nocaps", "--models", "models.yaml", "--column", "pt-224", "--data", "sampler", "--limit", "2", "--out", "out"], folder);
  expect(outcome).toMatchObject({ code: 0 });
  expect(readFileSync(path.join(folder, "starts.txt"), "utf8")).toBe("coco\nxm\n");
  const { benchmarks } = JSON.parse(readFileSync(path.join(folder, "out", "run.json"), "utf8")) as RunRecord;
  expect(benchmarks.map(({ name, backend, probe }) => [name, backend?.model, probe?.verdict])).toEqual([["coco-captions", "coco", "never"], ["xm3600", "xm", "never"], ["nocaps", "coco", "never"]]);
});
