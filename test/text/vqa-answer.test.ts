/** The VQA family's normaliser: its tables and its quirks. */

import { readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { cardAnswers, countMatches, evalAiAnswers, serverAnswers } from "../../src/text/vqa-answer.ts";

interface Tables {
  readonly contractions: Readonly<Record<string, string>>;
  readonly numbers: Readonly<Record<string, string>>;
  readonly punct: readonly string[];
  readonly articles: readonly string[];
}

const golden = gunzipSync(readFileSync(path.join(import.meta.dirname, "../golden/answers.json.gz"))).toString("utf8");
const { tables } = JSON.parse(golden) as { readonly tables: Tables };

/** Keys with a capital never match, since words are looked up in lower case. */
const living = Object.entries({ ...tables.contractions, ...tables.numbers }).filter(([key]) => key === key.toLowerCase());

describe("the tables of the reference", () => {
  it("hold 116 contractions that can match and 12 numbers", () => expect(living).toHaveLength(128));
  it.each([["card", cardAnswers], ["server", serverAnswers], ["EvalAI", evalAiAnswers]] as const)("%s: every word becomes what the table says", (_, { normalize }) => {
    expect(living.map(([word]) => normalize(word))).toEqual(living.map(([, value]) => value));
    expect(tables.articles.map((word) => normalize(`${word} x`))).toEqual(tables.articles.map(() => "x"));
  });
  it("replace nothing else", () => {
    const bare = new Set(Object.values(tables.contractions).map((word) => word.toLowerCase().replaceAll("'", "")));
    const words = [...bare].filter((word) => !living.some(([key]) => key === word));
    expect(words).toContain("lets");
    expect(words.map((word) => cardAnswers.normalize(word))).toEqual(words);
    for (const word of ["its", "wed", "well", "ill", "id", "shell", "im", "ive", "eleven"]) expect(cardAnswers.normalize(word)).toBe(word);
  });
  it("delete a sign beside a space and part words at it elsewhere", () => {
    for (const sign of tables.punct) expect([cardAnswers.normalize(`x${sign}y`), cardAnswers.normalize(`x${sign}y${sign} z`)]).toEqual(["x y", "xy z"]);
    for (const sign of ":%'&|~^*#$") expect(cardAnswers.normalize(`x${sign}y`)).toBe(`x${sign}y`);
  });
});

describe("quirks", () => {
  it.each([
    ["a,b", "b"], ["1,000 t-shirts", "1000 tshirts"], ["t-shirt", "t shirt"], ["3.", "3"], [".5", ".5"], ["u.s.", "us"], ["-5", "5"],
    ["Two dogs", "2 dogs"], ["none", "0"], ["a b c?d", "b c d"], [".".repeat(40), ""],
  ])("%s is %j", (text, normalized) => expect(cardAnswers.normalize(text)).toBe(normalized));

  it("32 full stops go where the flag is passed as the count", () => {
    for (const { normalize } of [serverAnswers, evalAiAnswers]) expect(normalize(".".repeat(40))).toBe("........");
  });

  it("digits of other scripts are digits under Python 3 only", () => {
    expect([cardAnswers.normalize("५,६?x"), serverAnswers.normalize("५,६?x")]).toEqual(["५६x", "५ ६ x"]);
  });

  it("unanimous answers are compared as they stand", () => {
    const tenTimes = (text: string): string[] => Array.from({ length: 10 }, () => text);
    expect(countMatches("red.", tenTimes("red"), cardAnswers)).toBe(0);
    expect(countMatches(" red\n", tenTimes("red\t"), cardAnswers)).toBe(10);
    expect(countMatches("red.", [...tenTimes("red"), "blue"], cardAnswers)).toBe(10);
  });
});
