/** The PTB tokenizer against the jar: our own golden lines, the published ones where they are, fresh fuzzed ones where Java is. */

import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { javaLowerCase } from "../../src/text/java-lower-case.ts";
import { ptbTokenize, type PtbOptions } from "../../src/text/ptb-tokenize.ts";
import { fuzzBatches } from "./ptb-fuzz.ts";

const root = path.resolve(import.meta.dirname, "../..");
const python = [process.env["CARDEVAL_ORACLE_PYTHON"], path.join(root, ".venv-oracle/bin/python")].find((place) => place !== undefined && existsSync(place));
const hasOracle = python !== undefined && spawnSync("java", ["-version"]).status === 0;

function tokenized(captions: readonly string[], options: PtbOptions = { strictLines: true }): string[] {
  const tokens: string[][] = captions.map(() => []);
  ptbTokenize(captions, (caption, token) => tokens[caption]?.push(token), options);
  return tokens.map((list) => list.join(" "));
}

interface Golden {
  readonly batches: readonly { readonly captions: readonly string[]; readonly tokenized: readonly string[] }[];
}

describe("the PTB tokenizer", () => {
  it.each([undefined, 1, 100])("equals the jar on golden captions, lexed in texts of %s units", (chunkUnits) => {
    const { batches } = JSON.parse(gunzipSync(readFileSync(path.join(root, "test/golden/ptb-lines.json.gz"))).toString("utf8")) as Golden;
    for (const { captions, tokenized: wanted } of batches) expect(tokenized(captions, { strictLines: true, ...(chunkUnits === undefined ? {} : { chunkUnits }) }).slice(0, wanted.length)).toEqual(wanted);
  });

  const published = path.join(root, "../shared/golden/ptb_lines.jsonl.gz");
  it.skipIf(!existsSync(published))("equals the jar on the published lines", () => {
    const lines = gunzipSync(readFileSync(published)).toString("utf8").trim().split("\n").slice(1).map((line) => JSON.parse(line) as { single?: boolean; captions: string[]; tokenized: string[] });
    for (const { single, captions, tokenized: wanted } of lines) {
      expect(single === true ? captions.map((caption) => tokenized([caption])[0]) : tokenized(captions)).toEqual(wanted);
    }
  });

  it.skipIf(!hasOracle)("equals the jar on fuzzed lines (needs Java and pycocoevalcap; CARDEVAL_FUZZ_LINES chooses how many)", () => {
    const batches = fuzzBatches(Number(process.env["CARDEVAL_FUZZ_SEED"] ?? 7), Number(process.env["CARDEVAL_FUZZ_LINES"] ?? 5_000), 1_000);
    const out = execFileSync(python ?? "", [path.join(root, "test/oracles/ptb_jar.py")], { input: batches.map((batch) => JSON.stringify(batch)).join("\n"), maxBuffer: 1 << 30, encoding: "utf8" });
    const wanted = out.trim().split("\n").map((line) => JSON.parse(line) as string[]);
    batches.forEach((captions, i) => expect(tokenized(captions).slice(0, wanted[i]?.length)).toEqual(wanted[i]));
  }, 600_000);

  it("keeps line separators inside captions from shifting other captions", () => {
    expect(tokenized(["a\u2028dog", "a cat"], {})).toEqual(["a dog", "a cat"]);
  });

  it("counts separators and halves of surrogate pairs", () => {
    expect(ptbTokenize(["a\u2028b\r", "x\ud800y"], () => undefined)).toEqual({ lineSeparators: 2, loneSurrogates: 1 });
  });
});

describe("Java's lower case", () => {
  it.each([
    ["ΟΔΟΣ", "οδος"], ["ΣΑΣ1Α", "σασ1α"], ["ΣΑΣ猫Α", "σας猫α"], ["ΣΑΣ-ΑΒ", "σασ-αβ"], ["ΣΑΣ1-2Α", "σασ1-2α".replace("σασ1", "σας1")], ["Σ", "σ"], ["İ", "i̇"],
  ])("of %s", (text, lower) => expect(javaLowerCase(text)).toBe(lower));
});
