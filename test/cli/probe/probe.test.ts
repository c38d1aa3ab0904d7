/** Every wrong wiring, injected into a real server round the embedded model, is named right; the true one passes. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openBackend } from "../../../src/backends/index.ts";
import { openOpenai } from "../../../src/backends/openai/openai.ts";
import { causeOf } from "../../../src/cli/probe/causes.ts";
import { readQuestions, type ProbeQuestion } from "../../../src/cli/probe/questions.ts";
import { runProbe, type ProbeResult } from "../../../src/cli/probe/run-probe.ts";
import { WIRINGS } from "../../fixtures/probe-questions.ts";
import { startWiredServer, type Faults, type WiredServer } from "../../fixtures/wired-server.ts";

let server: WiredServer;
const { questions } = await readQuestions();

/** Fewer where a wrong wiring changes most answers anyway: all of the groups in which some show only. */
const fewer = questions.filter(({ group }, i) => group === "beams" || group === "two pictures" || i % 5 === 0);

/** With a reference every question is asked many times. */
const fewest = questions.filter(({ wrong }, i) => "picture-order" in wrong || "beams-ignored" in wrong || i % 6 === 0);

beforeAll(async () => {
  server = await startWiredServer();
});

afterAll(() => server.close());

async function probe(faults: Faults, asked: readonly ProbeQuestion[], options: { readonly reference?: true } = {}): Promise<ProbeResult> {
  server.wire(faults);
  const backend = await openOpenai(server.url, {});
  const reference = options.reference === undefined ? undefined : await openBackend("tiny", { threads: 1 });
  try {
    return await runProbe({
      backend, ...(reference === undefined ? {} : { reference }), questions: asked, resolution: 84, concurrency: 16,
      signal: new AbortController().signal, onProgress: () => undefined,
    });
  } finally {
    await backend.close();
    await reference?.close();
  }
}

describe("a probe with the shipped answers", () => {
  it("passes the true wiring, 150 of 150", async () => {
    const result = await probe({}, questions);
    expect(result).toMatchObject({ verdict: "passed", asked: 150, equal: 150, findings: [], differences: [], refused: {}, unexplained: 0 });
    expect(result.backend.details).toMatchObject({ dialect: "vllm", serverVersion: "wired" });
  });

  it.each(Object.keys(WIRINGS))("names %s", async (wiring) => {
    const { verdict, findings, unexplained } = await probe(WIRINGS[wiring] as Faults, fewer);
    expect(verdict).toBe("failed");
    expect(findings.map(({ cause, kind }) => (kind === undefined ? cause : `${cause}:${kind}`))).toEqual([wiring]);
    expect(unexplained).toBe(0);
  });

  it.each<[string, string, Faults]>([
    ["stop tokens left in", "stop-tokens", { specialTokens: "left in" }],
    ["a space before every answer", "spaces", { space: "before" }],
    ["sampling", "sampling", { sampling: 7 }],
    ["sampling behind a cache of whole requests", "sampling", { sampling: 7, cache: "by body" }],
    ["results that depend on the batch", "batches", { batches: "padded" }],
    ["cached responses", "cached", { cache: "by prompt" }],
    ["a limit of tokens that overrules the request's", "cut-answers", { cutAfter: 2 }],
    // Not just as the shipped answers have it.
    ["another chat template is unlike the known ones, and still no other cause is named", "", { template: (prompt) => `### Instruction: ${prompt} ### Response:` }],
    ["prompts that are cut elsewhere", "truncated-prompts", { promptTokens: 40 }],
    ["pictures recompressed at another quality", "jpeg", { jpeg: 70 }],
  ])("names %s", async (_, cause, faults) => {
    const { verdict, findings } = await probe(faults, fewer);
    expect(verdict).toBe("failed");
    expect(findings.map((finding) => finding.cause).join(" ")).toBe(cause);
  });

  it("names two causes at once", async () => {
    const { findings } = await probe({ resize: "antialiased", beams: "ignored" }, questions);
    expect(findings.map(({ cause }) => cause).sort()).toEqual(["beams-ignored", "resize-filter"]);
  });
});

describe("a probe with a reference", () => {
  it("passes the true wiring", async () => {
    expect(await probe({}, fewest, { reference: true })).toMatchObject({ verdict: "passed", equal: fewest.length, reference: { kind: "tiny" } });
  });

  it.each(["picture-order", "resize-filter:bicubic", "beams-ignored"])("names %s", async (wiring) => {
    const { findings } = await probe(WIRINGS[wiring] as Faults, fewest, { reference: true });
    expect(findings.map(({ cause }) => cause)).toEqual([causeOf(wiring)]);
  });
});
