import { homedir } from "node:os";
import { describe, expect, it } from "vitest";
import { fromHome, splitSpec } from "../../src/io/home-path.ts";

const home = homedir();

describe("a place", () => {
  it.each([
    ["in the home folder", "~/models/a", `${home}/models/a`],
    ["that is the home folder", "~", home],
    ["of another user is left as it is", "~other/a", "~other/a"],
    ["with the sign elsewhere", "a/~/b", "a/~/b"],
  ])("%s", (_, place, expected) => expect(fromHome(place)).toBe(expected));
});

describe("a spec", () => {
  it.each([
    ["without a target", "tiny", ["tiny", ""]],
    ["of a server keeps its other colons", "openai:http://localhost:8000/v1", ["openai", "http://localhost:8000/v1"]],
    ["of a folder in the home folder, which no shell expands there", "onnx:~/a", ["onnx", `${home}/a`]],
  ])("%s", (_, spec, expected) => expect(splitSpec(spec)).toEqual(expected));
});
