/** Python's text functions against Python itself. */

import { createHash } from "node:crypto";
import { spawnSync } from "node:child_process";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { countCodePoints } from "../../src/text/levenshtein.ts";
import { pythonFloat } from "../../src/text/python-float.ts";
import { pythonSplit, pythonStrip } from "../../src/text/python-whitespace.ts";
import { python2LowerCase, python2Split, python2Strip } from "../../src/text/python2-text.ts";
import { cardAnswers, evalAiAnswers } from "../../src/text/vqa-answer.ts";
import { fuzzAnswers } from "./answer-fuzz.ts";

const hasPython = spawnSync("python3", ["--version"]).status === 0;

interface Observed {
  readonly lower: string;
  readonly upperLength: number;
  readonly length: number;
  readonly strip: string;
  readonly split: readonly string[];
  readonly float: string | null;
  readonly stripped: string;
  readonly card: string;
  readonly evalai: string;
}

function observed(texts: readonly string[]): Observed[] {
  const script = path.resolve(import.meta.dirname, "../oracles/python_text.py");
  const { stdout, stderr } = spawnSync("python3", [script], { input: `${JSON.stringify(texts)}\n`, encoding: "utf8", maxBuffer: 1 << 30 });
  expect(stderr).toBe("");
  return JSON.parse(stdout) as Observed[];
}

/** The number that Python prints so. */
function printed(float: string | null): number | undefined {
  if (float === null) return undefined;
  return Number(float.replace("inf", "Infinity"));
}

describe.skipIf(!hasPython)("random answers under python3 (skipped without it; CARDEVAL_FUZZ_LINES chooses how many)", () => {
  it("are lowered, cut, measured, read as numbers and normalised alike", () => {
    const texts = fuzzAnswers(Number(process.env["CARDEVAL_FUZZ_SEED"] ?? 11), Number(process.env["CARDEVAL_FUZZ_LINES"] ?? 20_000));
    const wanted = observed(texts);
    expect(wanted.filter(({ float }) => float !== null).length).toBeGreaterThan(texts.length / 50);
    texts.forEach((text, i) => {
      const { float, ...rest } = wanted[i] as Observed;
      expect({
        lower: text.toLowerCase(), upperLength: countCodePoints(text.toUpperCase()), length: countCodePoints(text),
        strip: pythonStrip(text), split: pythonSplit(text), stripped: cardAnswers.strip(text),
        card: cardAnswers.normalize(cardAnswers.strip(text)), evalai: evalAiAnswers.normalize(evalAiAnswers.strip(text)),
      }, JSON.stringify(text)).toEqual(rest);
      expect(pythonFloat(text), JSON.stringify(text)).toEqual(printed(float));
    });
  }, 120_000);
});

describe("float()", () => {
  it.each([
    [" 1_000. ", 1000], ["٣", 3], ["𝟗", 9], ["1e400", Number.POSITIVE_INFINITY], ["-infinity", Number.NEGATIVE_INFINITY], ["NaN", Number.NaN],
    ["-0", -0], ["\u00851\u3000", 1], ["1,000", undefined], ["", undefined], ["0x10", undefined], ["1__0", undefined], ["_1", undefined],
    ["1_", undefined], ["\u001c1", undefined], ["\u200b1", undefined], ["①", undefined], ["1 2", undefined], ["infinit", undefined],
  ] as const)("of %j is %s", (text, number) => expect(pythonFloat(text)).toEqual(number));
});

it("float() is done with a hundred thousand digits at once", () => {
  const started = performance.now();
  expect(pythonFloat(`${"1".repeat(100_000)}x`)).toBeUndefined();
  expect(performance.now() - started).toBeLessThan(1_000);
});

describe("Python 2", () => {
  it("lowers every code point as CPython 2.7.18 does (test/oracles/python2_lower.py)", () => {
    const digest = createHash("sha256");
    for (let point = 0; point < 0x110000; point++) {
      if (point < 0xd800 || point > 0xdfff) digest.update(python2LowerCase(`${String.fromCodePoint(point)}`));
    }
    expect(digest.digest("hex")).toBe("186157557c76b891ca16ca83c959d6aa76e892e1c2ec16ad881f13cf27998f08");
  });

  it("knows no final sigma, and U+180E as white space", () => {
    expect(python2LowerCase("ΣΑΣ É")).toBe("σασ é");
    expect(python2Strip("\u180e\u001c a \u3000")).toBe("a");
    expect(python2Split("a\u180eb\u200bc")).toEqual(["a", "b\u200bc"]);
  });
});
