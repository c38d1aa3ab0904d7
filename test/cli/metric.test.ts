/** `cardeval metric` on lines with groups, with options, and with lines it cannot take. */

import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { cardeval, emptyFolder, type Outcome } from "./program.ts";

async function measure(lines: readonly object[], ...words: readonly string[]): Promise<Outcome> {
  const folder = emptyFolder();
  writeFileSync(path.join(folder, "lines.jsonl"), lines.map((line) => JSON.stringify(line)).join("\n"));
  const [name = "", ...flags] = words;
  return cardeval(["metric", name, "lines.jsonl", ...flags], folder);
}

const resultOf = ({ code, out, err }: Outcome): Record<string, unknown> => {
  expect([code, err]).toEqual([0, ""]);
  return JSON.parse(out) as Record<string, unknown>;
};

/** Twenty statements, each about two pairs of pictures; every fourth is judged wrongly once. */
const statements = Array.from({ length: 40 }, (_, i) => ({
  id: `dev-${i >> 1}-${i % 2}-0`, prediction: i % 8 === 0 ? "False" : "true", references: ["True"], group: String(i >> 1),
}));

describe("groups", () => {
  it("are drawn whole where they are scored whole", async () => {
    const result = resultOf(await measure(statements, "nlvr-consistency", "--json", "--per-sample"));
    expect(result).toMatchObject({ metric: "nlvr-consistency", n: 40, value: 0.75, parts: { accuracy: 0.875 } });
    const { low, high, method } = result["interval"] as { low: number; high: number; method: string };
    expect(method).toMatch(/bootstrap/);
    // 20 statements at 0.75: ± 1.96 × 0.097.
    expect(high - low).toBeGreaterThan(0.3);
    expect(high - low).toBeLessThan(0.45);
    expect((result["perSample"] as number[]).slice(0, 4)).toEqual([0, 0, 1, 1]);
  });

  it("are parts where they are question types", async () => {
    const rows = statements.map((row, i) => ({ ...row, group: i < 10 ? "comp" : "presence" }));
    const { value, parts } = resultOf(await measure(rows, "mean-type-accuracy", "--json"));
    expect([value, parts]).toEqual([(0.8 + 0.9) / 2, { "type-comp": 0.8, "type-presence": 0.9, overall: 0.875 }]);
  });

  it("are scored on their own elsewhere, also when only some rows have one", async () => {
    const rows = statements.map(({ group: _, ...row }, i) => (i < 10 ? { ...row, group: "first" } : row));
    const { value, groups } = resultOf(await measure(rows, "exact-match", "--case", "ignored", "--json"));
    expect([value, groups]).toEqual([0.875, { first: { n: 10, value: 0.8 } }]);
  });

  it("are asked for, with the row", async () => {
    const rows = statements.map(({ group, ...row }, i) => (i === 6 ? row : { ...row, group }));
    const { code, err } = await measure(rows, "paired-accuracy");
    expect([code, err]).toEqual([2, expect.stringMatching(/lines\.jsonl row 7 field "group": .*\n.*right or wrong as a whole/)]);
  });
});

describe("a file of many rows", () => {
  const rows = (count: number): Record<string, unknown>[] => Array.from({ length: count }, (_, i) => ({ id: `q${i}`, prediction: i % 4 === 0 ? "no" : "yes", references: ["yes"] }));

  it("is measured as any other", async () => {
    expect(resultOf(await measure(rows(20_000), "exact-match", "--json"))).toMatchObject({ n: 20_000, value: 0.75 });
  });

  it.each([
    ["an id that was there", { id: "q3", prediction: "yes", references: ["yes"] }, /row 19000 field "id": id "q3" was in row 4 already/],
    ["a line of another shape", { id: "q18999", prediction: "yes" }, /row 19000 field "references": expected a list/],
  ])("is refused for %s, with its row", async (_, wrong, message) => {
    const { code, err } = await measure(rows(20_000).with(18_999, wrong), "exact-match");
    expect([code, err]).toEqual([2, expect.stringMatching(message)]);
  });
});

describe("answers", () => {
  const row = { id: "q1", prediction: "Red", references: ["red"] };

  it("are compared without case when asked, and the signature says so", async () => {
    expect(resultOf(await measure([row], "exact-match", "--json"))).toMatchObject({ value: 0, signature: "exact-match|case:kept|v:1" });
    expect(resultOf(await measure([row], "exact-match", "--case", "ignored", "--json"))).toMatchObject({ value: 1, signature: "exact-match|case:ignored|v:1" });
  });

  it.each([
    ["exact-match", ["--case", "upper"], row, /case cannot be "upper"\n.*kept, ignored/],
    ["vqa-accuracy", [], row, /sample "q1": expected ten human answers, found 1/],
    ["science-accuracy", [], row, /sample "q1": expected "The answer is X\."/],
    ["pope-accuracy", [], row, /sample "q1": expected the label yes or no/],
    ["exact-mach", [], row, /Did you mean "exact-match"/],
    ["anls", [], { ...row, references: "red" }, /row 1 field "references": expected a list/],
    ["anls", [], { ...row, prediction: 7 }, /row 1 field "prediction": expected text/],
  ] as const)("%s %j of a line it cannot take is an error of the user's side", async (name, flags, line, message) => {
    const { code, out, err } = await measure([line], name, ...flags);
    expect([code, out, err]).toEqual([2, "", expect.stringMatching(message)]);
  });
});
