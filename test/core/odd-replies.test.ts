/** Replies that hide: what is one and what is none. */

import { describe, expect, it } from "vitest";
import { oddReply } from "../../src/core/odd-replies.ts";
import type { Finish } from "../../src/core/types.ts";

const odd: readonly [text: string, finish: Finish, kinds: readonly string[]][] = [
  ["", "stop", ["empty"]],
  [" \n", "length", ["empty", "cut"]],
  ["Sorry, as a base VLM I am not trained to answer this question.", "stop", ["refused"]],
  ["I'm sorry, but I can't help with identifying people.", "stop", ["refused"]],
  ["I’m unable to describe the person in this image", "stop", ["refused"]],
  ["As an AI language model, I do not see pictures", "stop", ["refused"]],
  ["a man in", "filter", ["refused"]],
  ["a dog a dog a dog a dog", "length", ["repeated", "cut"]],
  ["the the the the", "stop", ["repeated"]],
  ["在在在在在在在在在在在在在在在在在在在在在在在在", "stop", ["repeated"]],
  ["a man with a man with a man with a man with a man", "stop", ["repeated"]],
];

const plain = [
  "a man standing next to a red car", "no", "42", "1000000000", "no no no", "a sign that says sorry", "the cat cannot be seen",
  "a woman who is sorry for the dog", "haha haha", "row row row your boat", "https://www.example.org/aaaaaaaaaa", "unanswerable", "I can see a dog",
];

describe("odd replies", () => {
  it.each(odd)("%j (%s)", (text, finish, kinds) => {
    expect(oddReply(text, finish)).toEqual(kinds);
  });

  it.each(plain)("none: %j", (text) => {
    expect(oddReply(text, "stop")).toEqual([]);
  });

  it("takes time in proportion to the reply", () => {
    const started = performance.now();
    for (const text of ["ab cd ".repeat(2).repeat(10_000), "abcdefgh".repeat(5) + "abcdefgi".repeat(10_000), "q".repeat(23).concat("r").repeat(5_000)]) oddReply(text, "length");
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
