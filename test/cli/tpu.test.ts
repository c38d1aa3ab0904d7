/** The JAX runtime from the command line: the embedded model's scores, a runtime that is killed again and again, and doctor's next step. */

import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { childrenOf, hasJax, needsJax, python } from "../backends/tpu/python.ts";
import { createRandom } from "../fixtures/random.ts";
import { bins, cardeval, emptyFolder, start } from "./program.ts";

const COMMAND = ["run", "--benchmark", "coco-captions", "--backend", "tpu:tiny", "--out", "run", "--quiet"];

function textOf(folder: string, file: string): string {
  return readFileSync(path.join(folder, file), "utf8");
}

/** What is derived from the journal, but for how it went: time a reply took, and attempts. */
function derived(folder: string): string[] {
  const files = ["report.html", "report.csv", "summary.md", "scores.json", "coco-captions/scores.json", "coco-captions/scored.jsonl"];
  return files.map((file) => textOf(path.join(folder, "run"), file).replaceAll(/"(latencyMs|attempt)":[\d.e+-]+/g, '"$1":0'));
}

describe.skipIf(!hasJax)(`cardeval with tpu:tiny${needsJax}`, () => {
  it("scores the captioning suite as the embedded model does, to the last digit", async () => {
    const folder = emptyFolder();
    for (const backend of ["tiny", "tpu:tiny"]) expect((await cardeval(["run", "--suite", "captioning", "--backend", backend, "--out", backend.replace(":", "-"), "--quiet"], folder)).code).toBe(0);
    for (const name of JSON.parse(textOf(folder, "tiny/run.json")).benchmarks.map((benchmark: { name: string }) => benchmark.name) as string[]) {
      expect(textOf(folder, `tpu-tiny/${name}/scores.json`)).toBe(textOf(folder, `tiny/${name}/scores.json`));
    }
  }, 300_000);

  it("comes to the same bytes when its runtime is killed at random points", async () => {
    const [whole, killed] = [emptyFolder(), emptyFolder()];
    expect((await cardeval(COMMAND, whole)).code).toBe(0);
    const random = createRandom(8);
    let kills = 0;
    const { code, err } = await cardeval([...COMMAND, "--attempts", "20"], killed, (program) => {
      const journal = path.join(killed, "run/coco-captions/samples.jsonl");
      const strike = (): void => {
        if (program.exitCode !== null) return;
        // However fast the machine is, the first one comes between two batches.
        const isTime = kills > 0 || (existsSync(journal) && statSync(journal).size > 0);
        for (const child of isTime ? childrenOf(program.pid as number) : []) {
          process.kill(child, "SIGKILL");
          kills++;
        }
        if (kills < 4) setTimeout(strike, kills === 0 ? 10 : 500 + random.below(6_000));
      };
      strike();
    });
    expect([code, err]).toEqual([0, expect.any(String)]);
    expect(kills).toBeGreaterThan(0);
    expect(derived(killed)).toEqual(derived(whole));
    const last = new Map(textOf(killed, "run/coco-captions/samples.jsonl").trim().split("\n").map((line) => JSON.parse(line) as { id: string; status: string }).map((line) => [line.id, line.status]));
    expect([...last.values()].filter((status) => status !== "answered")).toEqual([]);
  }, 300_000);

  it.each([
    ["on a bare machine", () => "/no/such/python", /· tpu runtime \(jax\) {4}no Python: "\/no\/such\/python" does not start\n +→ Install Python 3\.11 or newer .*cardeval doctor --install tpu/],
    ["with Python but no JAX", pythonWithoutJax, /· tpu runtime \(jax\) {4}Python 3\.\S+ \(\S+\) has no jax\n +→ cardeval doctor --install tpu makes an environment of its own in \S+; then unset CARDEVAL_PYTHON\./],
    ["with everything", () => python, /✓ tpu runtime \(jax\) {4}jax \S+ on cpu \(1 × cpu\), Python 3\.\S+ \(\S+\)\n/],
  ])("doctor tells the next step %s", async (_, choose, expected) => {
    const environment = { CARDEVAL_PYTHON: choose(), CARDEVAL_CACHE: emptyFolder() };
    const { out } = await start(process.execPath, [path.join(bins, "cardeval.js"), "doctor"], emptyFolder(), undefined, environment);
    expect(out).toMatch(expected);
  }, 60_000);

  it("doctor installs nothing that it does not know", async () => {
    expect(await cardeval(["doctor", "--install", "gpu"], emptyFolder())).toMatchObject({ code: 2, err: expect.stringContaining("Say --install tpu") });
    expect(await cardeval(["doctor", "--install", "tpu:abacus"], emptyFolder())).toMatchObject({ code: 2, err: expect.stringContaining('no build of JAX for "abacus"') });
  }, 60_000);
});

function pythonWithoutJax(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "cardeval-python-"));
  execFileSync(python, ["-m", "venv", "--without-pip", folder]);
  return path.join(folder, "bin/python");
}
