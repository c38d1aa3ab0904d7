/** Replies in location and mask tokens: what begins with an object is read, all else is unreadable. */

import { describe, expect, it } from "vitest";
import { readSegmentationTokens } from "../../src/text/segmentation-tokens.ts";

const box = "<loc0010><loc0020><loc0500><loc1023>";
const words = Array.from({ length: 16 }, (_, i) => `<seg${String(i * 8 + 7).padStart(3, "0")}>`).join("");
const expected = { location: [10, 20, 500, 1023], codes: Array.from({ length: 16 }, (_, i) => i * 8 + 7) };

describe("an object", () => {
  it.each([
    ["alone", box + words],
    ["with a name", `${box}${words} dog`],
    ["before another", `${box}${words} dog ; ${box}${words} cat`],
    ["before more mask tokens", `${box}${words}<seg000>`],
    ["before the end token as text", `${box}${words}<eos>`],
    ["before a line end", `${box}${words}\n`],
  ])("%s", (_, reply) => {
    expect(readSegmentationTokens(reply)).toEqual(expected);
  });
});

describe("unreadable", () => {
  it.each([
    ["nothing", ""],
    ["words", "a dog on the left"],
    ["a space before", ` ${box}${words}`],
    ["a name before", `dog ${box}${words}`],
    ["a box alone", box],
    ["three locations", box.slice(9) + words],
    ["five locations", `<loc0001>${box}${words}`],
    ["fifteen code words", box + words.slice(8)],
    ["a space between", `${box} ${words}`],
    ["a location among the code words", `${box}<loc0000>${words}`],
    ["code words first", words + box],
    ["a location that there is not", `<loc1024>${box.slice(9)}${words}`],
    ["a code word that there is not", `${box}<seg128>${words.slice(8)}`],
    ["locations of three digits", `<loc010>${box.slice(9)}${words}`],
    ["code words of four digits", `${box}<seg0000>${words.slice(8)}`],
    ["digits of another script", `<loc٠٠١٠>${box.slice(9)}${words}`],
    ["capitals", (box + words).toUpperCase()],
    ["a bottom above its top", `<loc0500><loc0020><loc0010><loc1023>${words}`],
    ["a right left of its left", `<loc0010><loc1023><loc0500><loc0020>${words}`],
    ["no height", `<loc0010><loc0020><loc0010><loc1023>${words}`],
    ["no width", `<loc0010><loc0020><loc0500><loc0020>${words}`],
    ["cut in the last token", (box + words).slice(0, -1)],
  ])("%s", (_, reply) => {
    expect(readSegmentationTokens(reply)).toBeUndefined();
  });
});
