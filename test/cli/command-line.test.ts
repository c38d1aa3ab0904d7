/** What a user types: exit codes, streams, suggestions, and `eval run --suite captioning` in real shells. */

import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { bins, cardeval, emptyFolder, start } from "./program.ts";

describe("mistakes", () => {
  it.each([
    [["run", "--suit", "captioning"], /suite/],
    [["run", "--suite", "captionning"], /captioning/],
    [["run", "--benchmark", "coco-caption"], /coco-captions/],
    [["run"], /nothing to run/],
    [["run", "--suite", "captioning", "--backend", "openai:http://127.0.0.1:9/v1"], /--data/],
    [["run", "--suite", "captioning", "--limit", "0"], /leaves nothing to ask/],
    [["run", "--suite", "card", "--column", "pt-896x"], /no column "pt-896x"[\s\S]*pt-896/],
    [["report", "/no/such/run"], /run\.json/],
    [["metric", "cidr", "x.jsonl"], /cider/],
  ] as const)("%j exits with 2 and says what to do", async (words, message) => {
    const { code, out, err } = await cardeval([...words], emptyFolder());
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(message);
  });

  it("of whoever reads are none: a run ends well when nobody takes its table", async () => {
    const folder = emptyFolder();
    const { code, err } = await cardeval(["run", "--benchmark", "mmvp", "--limit", "2", "--out", "run"], folder, (child) => child.stdout?.destroy());
    expect({ code, err }).toEqual({ code: 0, err: expect.stringContaining("written: run/report.html") as unknown });
    expect(readFileSync(path.join(folder, "run", "scores.json"), "utf8")).toContain("mmvp");
  });

  it("in a configuration file are named by file, key and nearest valid key", async () => {
    const folder = emptyFolder();
    writeFileSync(path.join(folder, "cardeval.config.yaml"), "suite: captioning\nconcurency: 4\n");
    const { code, err } = await cardeval(["run", "--dry-run"], folder);
    expect(code).toBe(2);
    expect(err).toMatch(/cardeval\.config\.yaml[\s\S]*concurency[\s\S]*concurrency/);
  });
});

describe("a run", () => {
  it("prints the table on standard output and progress on standard error", async () => {
    const folder = emptyFolder();
    const { code, out, err } = await cardeval(["run", "--suite", "captioning", "--limit", "2", "--out", "run"], folder);
    expect(code).toBe(0);
    expect(out).toMatch(/COCO captions\s+CIDEr\s+val\s+pt-224\s+141\.92/);
    expect(out).toContain("Sampler data and a demonstration model");
    expect(err).toContain("run folder: run");
    const record = JSON.parse(readFileSync(path.join(folder, "run", "run.json"), "utf8")) as { benchmarks: { name: string; protocol: unknown }[] };
    expect(record.benchmarks.find(({ name }) => name === "coco-captions")?.protocol).toEqual({ prompt: "caption en", beams: 2, maxTokens: 32, promptTokens: 32, resolution: 224, antialias: false });
  });

  it("shows its samples in the report when the pictures are elsewhere", async () => {
    const folder = emptyFolder();
    mkdirSync(path.join(folder, "data/coco-captions"), { recursive: true });
    const images = [1, 2].map((cocoid) => ({ cocoid, filename: `${cocoid}.jpg`, split: "val", sentences: [{ raw: "a dog" }] }));
    writeFileSync(path.join(folder, "data/coco-captions/dataset_coco.json"), JSON.stringify({ images }));
    writeFileSync(path.join(folder, "answers.jsonl"), '{"id":"1","text":"a dog"}\n{"id":"2","text":"a cat"}\n');
    const { code } = await cardeval(["score", "--benchmark", "coco-captions", "--predictions", "answers.jsonl", "--data", "data", "--out", "run"], folder);
    expect(code).toBe(0);
    expect(readFileSync(path.join(folder, "run/report.html"), "utf8")).toContain('"text":"a cat"');
  });

  it("scores a run as it was made: what its own record says cannot be said otherwise", async () => {
    const { code, err } = await cardeval(["score", "run", "--data", "sampler", "--set", "coco-captions.split=x", "--limit", "3"], emptyFolder());
    expect([code, err]).toEqual([2, expect.stringContaining("score run takes the run as it was made, without --set, --limit")]);
  });

  it("scores with exit 3 when the model is gone, and says so", async () => {
    const { code, out } = await cardeval(["run", "--benchmark", "coco-captions", "--limit", "3", "--data", "sampler", "--backend", "command:/bin/false", "--attempts", "1", "--allow-approximate"], emptyFolder());
    expect(code).toBe(3);
    expect(out).not.toMatch(/reproduced/);
  });
});

describe("`eval run --suite captioning`", () => {
  const onPath = emptyFolder();
  mkdirSync(onPath, { recursive: true });
  for (const name of ["cardeval", "eval", "run"]) {
    writeFileSync(path.join(onPath, `${name}.sh`), `#!/bin/sh\nexec ${process.execPath} ${path.join(bins, `${name}.js`)} "$@"\n`, { mode: 0o755 });
    symlinkSync(path.join(onPath, `${name}.sh`), path.join(onPath, name));
  }

  for (const shell of ["bash", "zsh", "sh", "fish"]) {
    it.skipIf(spawnSync(shell, ["-c", "true"]).status !== 0)(`works in ${shell}`, async () => {
      const { code, out } = await start(shell, ["-c", "eval run --suite captioning --limit 1"], emptyFolder(), undefined, { PATH: `${onPath}:${process.env["PATH"] ?? ""}` });
      expect(code).toBe(0);
      expect(out).toContain("COCO captions");
    });
  }
});
