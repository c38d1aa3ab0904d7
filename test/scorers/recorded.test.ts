/** Scores from a file: a run's own journal, plain lines, and what is refused. */

import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { nameOfScorer } from "../../src/core/scorer.ts";
import { openScorer } from "../../src/scorers/index.ts";
import { emptyFolder } from "../cli/program.ts";
import { scorerContract } from "../contracts/scorer.ts";

function fileOf(...lines: readonly unknown[]): string {
  const file = path.join(emptyFolder(), "scores.jsonl");
  writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  return file;
}

const signal = (): AbortSignal => new AbortController().signal;
const line = { id: "val/1.jpg", scores: { TOXICITY: 0.25, THREAT: 0 } };

describe("recorded", () => {
  scorerContract({ open: () => openScorer(`recorded:${fileOf(line)}`, {}), caption: { id: "val/1.jpg", text: "a man" } });

  it("finds scores by sample, then by caption, the last line of each", async () => {
    const scorer = await openScorer(`recorded:${fileOf({ text: "a man", scores: { TOXICITY: 0.5 } }, { id: "1", scores: { TOXICITY: 0.1 } }, { id: "1", scores: { TOXICITY: 0.2 } })}`, {});
    expect(await scorer.score({ id: "1", text: "a man" }, signal())).toEqual({ scores: { TOXICITY: 0.2 } });
    expect(await scorer.score({ id: "2", text: "a man" }, signal())).toEqual({ scores: { TOXICITY: 0.5 } });
  });

  it("reads a run's journal: who scored, what was refused, and no failed attempt", async () => {
    const shared = { v: 1, attempt: 1, text: "a man", scorer: "Perspective API unversioned", latencyMs: 1 };
    const scorer = await openScorer(`recorded:${fileOf(
      { ...shared, id: "1", status: "scored", scores: { TOXICITY: 0.9 } }, { ...shared, id: "2", status: "unscored", reason: "COMMENT_TOO_LONG" },
      { ...shared, id: "3", status: "failed", error: { code: "server", message: "" } },
    )}`, {});
    expect(nameOfScorer(scorer.identity)).toBe("Perspective API unversioned");
    expect(await scorer.score({ id: "2", text: "a man" }, signal())).toEqual({ unscored: "COMMENT_TOO_LONG" });
    await expect(scorer.score({ id: "3", text: "a dog" }, signal())).rejects.toMatchObject({ kind: "not-recorded" });
    await expect(scorer.score({ id: "1", text: "another caption" }, signal())).rejects.toThrow("is of another caption: \"a man\"");
  });

  it.each<[string, readonly unknown[], RegExp]>([
    ["scores of two scorers", [{ ...line, scorer: "a 1" }, { ...line, scorer: "b 2" }], /row 2 field "scorer": holds scores of "a 1" and "b 2"/],
    ["a score in percent", [{ id: "1", scores: { TOXICITY: 80 } }], /row 1 field "scores": expected numbers from 0 to 1/],
    ["a line of nobody", [{ scores: { TOXICITY: 0.8 } }], /expected an id or a text/],
    ["no score", [{ id: "1", reason: "COMMENT_TOO_LONG" }], /holds no score/],
  ])("refuses %s", async (_, lines, message) => {
    await expect(openScorer(`recorded:${fileOf(...lines)}`, {})).rejects.toThrow(message);
  });
});
