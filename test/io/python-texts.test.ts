/** Lists as Python writes them, and what is none. */

import { describe, expect, it } from "vitest";
import { readPythonTexts } from "../../src/io/python-texts.ts";

describe("a list of texts", () => {
  // Right sides: Python's ast.literal_eval of the left.
  it.each([
    ["[]", []],
    ["['a']", ["a"]],
    [`['a', "it's", 'say "x"']`, ["a", "it's", 'say "x"']],
    [String.raw`['it\'s', 'a\\b', 'x\ny', '\t']`, ["it's", "a\\b", "x\ny", "\t"]],
    [String.raw`['\xe9', '\u732b', '\U0001f600', '\q']`, ["é", "猫", "😀", "\\q"]],
    [" [ 'a' ,'b' ] ", ["a", "b"]],
    ["['[', ']', ',']", ["[", "]", ","]],
  ])("%s", (text, texts) => {
    expect(readPythonTexts(text)).toEqual(texts);
  });

  it.each(["", "a", "['a'", "['a' 'b']", "['a',, 'b']", "[1, 2]", "['a', None]", "[a]", "['a\nb']", "__import__('os')", "['a'] + ['b']"])("is not %j", (text) => {
    expect(readPythonTexts(text)).toBeUndefined();
  });
});
