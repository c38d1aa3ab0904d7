/** Gates as CI uses them: a baseline in git, a worse model, an equal one, a sample that cannot tell, a server that is gone. */

import { execFileSync } from "node:child_process";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { cardeval, emptyFolder, start, bins, type Outcome } from "./program.ts";

interface Caption {
  readonly id: string;
  readonly text: string;
}

const sampler = path.resolve(import.meta.dirname, "../../datasets/sampler/coco/dataset_coco.json");
const images = (JSON.parse(readFileSync(sampler, "utf8")) as { images: { cocoid: number; split: string; sentences: { raw: string }[] }[] }).images.filter(({ split }) => split === "val");
const good: Caption[] = images.map(({ cocoid, sentences }) => ({ id: String(cocoid), text: sentences[0]?.raw ?? "" }));

/** Some captions lose their last two words. */
function shortened(every: number): Caption[] {
  return good.map(({ id, text }, i) => ({ id, text: i % every === 0 ? text.split(" ").slice(0, -2).join(" ") : text }));
}

const folder = emptyFolder();

function captions(name: string, rows: readonly Caption[]): string {
  writeFileSync(path.join(folder, `${name}.jsonl`), rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
  return `replay:${name}.jsonl`;
}

function run(name: string, rows: readonly Caption[], ...words: string[]): Promise<Outcome> {
  return cardeval(["run", "--benchmark", "coco-captions", "--data", "sampler", "--backend", captions(name, rows), "--out", `runs/${name}`, "--quiet", ...words], folder);
}

/** A program that answers badly the first time it is started, and well afterwards. */
const FLAKY = `#!/usr/bin/env node
import { createInterface } from "node:readline";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
const texts = new Map(readFileSync("good.jsonl", "utf8").trim().split("\\n").map((line) => JSON.parse(line)).map(({ id, text }) => [id, text]));
const isWell = existsSync("started");
writeFileSync("started", "");
console.log(JSON.stringify({ ready: { model: "flaky" } }));
for await (const line of createInterface({ input: process.stdin })) {
  const { id, sample } = JSON.parse(line);
  console.log(JSON.stringify({ id, text: isWell ? texts.get(sample) : "a photo" }));
}
`;

beforeAll(async () => {
  execFileSync("git", ["init", "-q", "."], { cwd: folder });
  expect((await run("good", good)).code).toBe(0);
  expect((await cardeval(["baseline", "bless", "runs/good", "main"], folder)).code).toBe(0);
  execFileSync("git", ["add", "baselines"], { cwd: folder });
}, 60_000);

describe("a gate against a blessed baseline", () => {
  it("passes an equal model (exit 0)", async () => {
    const { code, out } = await run("equal", good, "--vs", "main", "--max-drop", "coco-captions=0.3");
    expect(out).toMatch(/coco-captions\s+drop at most 0\.3000 .* pass\n/);
    expect(code).toBe(0);
  });

  it("fails a worse one (exit 1), in every report", async () => {
    const { code, out } = await run("worse", good.map(({ id }) => ({ id, text: "a photo" })), "--vs", "main", "--max-drop", "coco-captions=0.3", "--report", "junit,md,json");
    expect(code).toBe(1);
    expect(out).toMatch(/coco-captions\s+drop at most 0\.3000 .* fail\n/);
    const report = (name: string): string => readFileSync(path.join(folder, "runs/worse", name), "utf8");
    expect(report("junit.xml")).toMatch(/<testsuite name="gates" tests="1" failures="1" errors="0">\s*<testcase classname="gates" name="coco-captions: drop at most 0\.3000"><failure type="fail" message="the value went from/);
    expect(report("summary.md")).toMatch(/## Gates\n\n\| gate .*\n.*\n\| coco-captions \| drop at most 0\.3000 .*\*\*fail\*\*/);
    expect(JSON.parse(report("scores.json"))).toMatchObject({ gates: [{ address: "coco-captions", verdict: "fail", kind: "max-drop", limit: 0.3 }] });
  });

  it("cannot tell from a few samples (exit 4), and says how many would do", async () => {
    await run("few", good, "--limit", "6");
    await cardeval(["baseline", "bless", "runs/few", "few"], folder);
    const words = ["--vs", "few", "--max-drop", "coco-captions=0.3", "--limit", "6"];
    const { code, out } = await run("few-shortened", shortened(2), ...words);
    expect(code).toBe(4);
    expect(out).toMatch(/6 samples cannot tell.*about \d[\d,]* samples would decide/);
    expect((await run("few-shortened", shortened(2), ...words, "--allow-inconclusive")).code).toBe(0);
  });

  it("is not asked when the server is gone (exit 3)", async () => {
    const { code, out } = await cardeval(["run", "--benchmark", "coco-captions", "--data", "sampler", "--backend", "openai:http://127.0.0.1:9/v1", "--model", "m", "--allow-approximate", "--vs", "main", "--max-drop", "coco-captions=0.3"], folder);
    expect(code).toBe(3);
    expect(out).not.toMatch(/fail/);
  });

  it("is not asked when samples failed (exit 3)", async () => {
    const { code, out, err } = await run("holes", good.slice(3), "--vs", "main", "--max-drop", "coco-captions=0.3");
    expect(code).toBe(3);
    expect(out).not.toMatch(/Gates/);
    expect(err).toMatch(/incomplete: 3 of 60 samples failed/);
    const later = await cardeval(["gate", "runs/holes", "--vs", "main", "--max-drop", "coco-captions=0.3"], folder);
    expect(later).toMatchObject({ code: 3, out: "", err: expect.stringMatching(/3 of 60 samples failed .* no verdict on the model/) as unknown });
  });

  it("with --confirm asks what changed once more before it fails", async () => {
    const { code, err } = await run("hopeless", good.map(({ id }) => ({ id, text: "a photo" })), "--vs", "main", "--max-drop", "coco-captions=0.3", "--confirm");
    expect(code).toBe(1);
    expect(err).toMatch(/coco-captions: asking 60 samples that changed once more before failing/);
    const journal = readFileSync(path.join(folder, "runs/hopeless/coco-captions/samples.jsonl"), "utf8").trim().split("\n");
    expect(journal).toHaveLength(120);
    expect(JSON.parse(journal.at(-1) ?? "")).toMatchObject({ attempt: 2 });
  });

  it("with --confirm passes a model whose server had a bad first hour", async () => {
    writeFileSync(path.join(folder, "flaky.mjs"), FLAKY, { mode: 0o755 });
    const words = ["run", "--benchmark", "coco-captions", "--data", "sampler", "--backend", "command:./flaky.mjs", "--allow-approximate", "--out", "runs/flaky", "--quiet"];
    const { code, out } = await cardeval([...words, "--vs", "main", "--max-drop", "coco-captions=0.3", "--confirm"], folder);
    expect(out).toMatch(/coco-captions\s+drop at most 0\.3000 .* pass\n/);
    expect(code).toBe(0);
  });

  it("refuses other samples (exit 2) and says what differs", async () => {
    const { code, err } = await run("limited", good, "--limit", "10", "--vs", "main", "--max-drop", "coco-captions=0.3");
    expect(code).toBe(2);
    expect(err).toMatch(/coco-captions: the two cannot be compared: their samples or truths differ: 60 and 10 of them/);
  });

  it.each([
    [["--max-drop", "coco-captions=0.3"], /--max-drop needs --vs/],
    [["--vs", "mian", "--max-drop", "coco-captions=0.3"], /no run and no baseline "mian"\n\s+Did you mean "main"/],
    [["--vs", "main", "--max-drop", "coco-caption=0.3"], /no number is called "coco-caption" here\n\s+Did you mean "coco-captions"/],
    [["--vs", "main", "--max-drop", "coco-captions"], /expected BENCHMARK\[\/PART\]=NUMBER/],
    [["--min", "coco-captions=120"], /120 lies outside of 0 to 10\n\s+Values are fractions or raw CIDEr/],
    [["--min", "coco-captions=1", "--alpha", "5"], /expected a chance between 0 and 0\.5/],
    [[], /nothing to hold the run to/],
  ] as const)("refuses %j (exit 2)", async (words, message) => {
    const { code, err } = await cardeval(["gate", "runs/good", ...words], folder);
    expect(code).toBe(2);
    expect(err).toMatch(message);
  });

  it("holds values to --min, also from a configuration file", async () => {
    expect((await cardeval(["gate", "runs/good", "--min", "coco-captions=1", "--min", "coco-captions/bleu-4=0.1"], folder)).code).toBe(0);
    const place = emptyFolder();
    cpSync(path.join(folder, "runs/good"), path.join(place, "run"), { recursive: true });
    writeFileSync(path.join(place, "cardeval.config.yaml"), "min:\n  - coco-captions=9\n");
    const { code, out } = await cardeval(["gate", "run"], place);
    expect(code).toBe(1);
    expect(out).toMatch(/coco-captions: the value is \d\.\d+ .* below the limit/);
  });
});

describe("in GitHub Actions", () => {
  it("the step gets its summary, and the check its annotations", async () => {
    const environment = { GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: path.join(folder, "summary.md") };
    const { code, err } = await start(process.execPath, [path.join(bins, "cardeval.js"), "gate", "runs/good", "--min", "coco-captions=9"], folder, undefined, environment);
    expect(code).toBe(1);
    expect(err).toMatch(/^::error title=coco-captions failed its gate::the value is .* \(95 %25 .* below the limit$/m);
    expect(readFileSync(environment.GITHUB_STEP_SUMMARY, "utf8")).toMatch(/## Gates\n/);
  });
});

describe("comparing two runs", () => {
  it("prints paired differences, flips in both directions and equal replies", async () => {
    await run("shortened", shortened(3));
    const { code, out } = await cardeval(["compare", "runs/good", "runs/shortened"], folder);
    expect(code).toBe(0);
    expect(out).toMatch(/coco-captions\s+cider\s+\d\.\d{4}\s+\d\.\d{4}\s+−0\.\d{4}\s+−0\.\d{4} to −0\.\d{4}\s+(< )?0\.\d{4}\s+60\n/);
    expect(out).toMatch(/equal replies: 40 of 60 \(66\.7 %\)/);
    expect(out).toMatch(/samples changed: \d+ fell, \d+ rose/);
    const same = JSON.parse((await cardeval(["compare", "main", "runs/good", "--json"], folder)).out) as { numbers: { difference: number; p: number }[]; flips: unknown[] };
    expect(same.numbers.every(({ difference, p }) => difference === 0 && p === 1)).toBe(true);
    expect(same.flips).toEqual([]);
  });

  it("writes the reports of both", async () => {
    const { code } = await cardeval(["compare", "runs/good", "runs/shortened", "--out", "both", "--report", "html,md"], folder);
    expect(code).toBe(0);
    expect(readFileSync(path.join(folder, "both/report.html"), "utf8")).toContain("<h1>");
  });
});

describe("baselines", () => {
  it("are listed and shown, and hold numbers only", async () => {
    expect((await cardeval(["baseline", "list"], folder)).out.split("\n")).toContain("main");
    expect((await cardeval(["baseline", "show", "main"], folder)).out).toMatch(/^main: replay, run [0-9a-f]{8}, blessed on \d{4}-\d\d-\d\d\n {2}coco-captions \(version \d+\): 60 samples; cider\|/);
    const text = readFileSync(path.join(folder, "baselines/main.jsonl"), "utf8");
    expect(text.split("\n").length).toBe(63);
    for (const { text: caption } of good) expect(text).not.toContain(caption);
  });

  it("are not made of incomplete runs, and have plain names", async () => {
    await run("holes", good.slice(3));
    const holes = await cardeval(["baseline", "bless", "runs/holes", "holes"], folder);
    expect(holes).toMatchObject({ code: 2, err: expect.stringMatching(/is incomplete: samples failed \(3 of coco-captions\)/) as unknown });
    expect((await cardeval(["baseline", "bless", "runs/good", "../evil"], folder)).err).toMatch(/is no name for a baseline/);
  });
});
