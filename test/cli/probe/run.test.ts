/** From the command line: a run of a server that was never probed says so, and one whose probe failed says so loudly. */

import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { RunRecord } from "../../../src/core/records.ts";
import { bins, emptyFolder, start, type Outcome } from "../program.ts";
import { startWiredServer, type WiredServer } from "../../fixtures/wired-server.ts";

let server: WiredServer;
const folder = emptyFolder();

beforeAll(async () => {
  server = await startWiredServer();
});

afterAll(() => server.close());

function cardeval(...words: readonly string[]): Promise<Outcome> {
  return start(process.execPath, [path.join(bins, "cardeval.js"), ...words], folder, undefined, { CARDEVAL_CACHE: path.join(folder, "cache") });
}

const run = (): Promise<Outcome> => cardeval("run", "--benchmark", "xm3600", "--limit", "4", "--backend", `openai:${server.url}`, "--data", "sampler", "--out", "out");
const record = (): RunRecord => JSON.parse(readFileSync(path.join(folder, "out", "run.json"), "utf8")) as RunRecord;

it("marks what was never probed, names what a probe found, and stays the same run", async () => {
  const before = await run();
  expect(before).toMatchObject({ code: 0 });
  expect(before.out).toContain("tiny-pali was never probed");
  expect(record().benchmarks[0]?.probe).toEqual({ verdict: "never" });
  expect(readFileSync(path.join(folder, "out", "report.html"), "utf8")).toContain("was never probed");
  const { fingerprint } = record();

  server.wire({ mask: "causal" });
  const probed = await cardeval("probe", `openai:${server.url}`);
  expect(probed.code).toBe(1);
  expect(probed.out).toMatch(/✗ causal mask[^]*FAILED/);

  const after = await run();
  expect(after.err).toContain("PROBE FAILED: tiny-pali");
  expect(after.out).toContain("PROBE FAILED: tiny-pali");
  expect(record()).toMatchObject({ fingerprint, benchmarks: [{ probe: { verdict: "failed", causes: ["causal-mask"], asked: 150 } }] });

  server.wire({});
  const passed = await cardeval("probe", `openai:${server.url}`);
  expect(passed).toMatchObject({ code: 0 });
  expect(passed.out).toContain("150 answers compared: 150 equal");
  expect((await run()).out).not.toMatch(/probe/i);
});

it("refuses to probe recorded replies, and says when the server runs another model", async () => {
  expect(await cardeval("probe", "replay:answers.jsonl")).toMatchObject({ code: 2, err: expect.stringContaining("cannot be probed") });
  server.wire({ template: () => "detect nothing at all" });
  const { code, out } = await cardeval("probe", `openai:${server.url}`);
  expect(code).toBe(1);
  expect(out).toContain("not the embedded checkpoint");
});
