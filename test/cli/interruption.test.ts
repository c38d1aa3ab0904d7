/** Killing a run anywhere and issuing the command again gives the bytes of an uninterrupted run. */

import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { createRandom } from "../fixtures/random.ts";
import { cardeval, emptyFolder } from "./program.ts";

const COMMAND = ["run", "--benchmark", "coco-captions", "--out", "run", "--threads", "1"];
const KILLS = 20;

/** Everything derived from the journal, but for how long replies took: that alone differs between two runs. */
function derived(folder: string): Record<string, string> {
  const files = ["report.html", "report.csv", "summary.md", "scores.json", "coco-captions/scores.json", "coco-captions/scored.jsonl"];
  return Object.fromEntries([
    ...files.map((name) => [name, readFileSync(path.join(folder, "run", name), "utf8").replaceAll(/"latencyMs":[\d.e+-]+/g, '"latencyMs":0')]),
    ["blobs", readdirSync(path.join(folder, "run", "blobs")).filter((name) => !name.includes("tmp")).sort().join(" ")],
  ]);
}

function answeredIn(folder: string): string[] {
  const file = path.join(folder, "run", "coco-captions", "samples.jsonl");
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8").split("\n").slice(0, -1);
  return lines.map((line) => (JSON.parse(line) as { id: string }).id);
}

describe("an interrupted run", () => {
  it(`killed at ${KILLS} random points comes to the same bytes, and asks nothing twice`, async () => {
    const [whole, killed] = [emptyFolder(), emptyFolder()];
    expect((await cardeval(COMMAND, whole)).code).toBe(0);
    const random = createRandom(20);
    let kills = 0;
    for (let i = 0; i < KILLS; i++) {
      const afterMs = 250 + random.below(750);
      const { signal } = await cardeval(COMMAND, killed, (child) => setTimeout(() => child.kill("SIGKILL"), afterMs));
      if (signal === "SIGKILL") kills++;
    }
    expect(kills).toBeGreaterThan(0);
    expect((await cardeval(COMMAND, killed)).code).toBe(0);
    expect(derived(killed)).toEqual(derived(whole));
    const ids = answeredIn(killed);
    expect(new Set(ids).size).toBe(ids.length);
  }, 240_000);

  it("by Ctrl-C keeps what was answered, says how to go on, and exits with 130", async () => {
    const folder = emptyFolder();
    const { code, err } = await cardeval(COMMAND, folder, (child) => setTimeout(() => child.kill("SIGINT"), 1_500));
    expect(code).toBe(130);
    expect(err).toMatch(/interrupted; everything answered is kept/);
    expect(JSON.parse(readFileSync(path.join(folder, "run", "run.json"), "utf8"))).toMatchObject({ status: "interrupted" });
  });
});
