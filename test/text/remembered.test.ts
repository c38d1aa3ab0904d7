/** What is kept of texts is what was computed, also when the same come again, and after so many that all are forgotten. */

import { expect, it } from "vitest";
import { remembered } from "../../src/text/remembered.ts";
import { fuzzAnswers } from "./answer-fuzz.ts";

it("gives what the function gives, for any text, as often as it is asked", () => {
  let computed = 0;
  const compute = (text: string): string => {
    computed++;
    return text.trim().toLowerCase();
  };
  const kept = remembered(compute);
  const texts = [...fuzzAnswers(11, 20_000), "", "__proto__", "x".repeat(65)];
  const twice = [...texts, ...texts.toReversed()];
  expect(twice.map(kept)).toEqual(twice.map((text) => text.trim().toLowerCase()));
  expect(computed).toBeLessThan(twice.length);
});
