/** Messages as lines of JSON. */

import { expect, it } from "vitest";
import { lineOf, type WirePicture } from "../../../src/backends/tpu/messages.ts";

it.each<[string, readonly WirePicture[]]>([
  ["no picture", []],
  ["a key alone", [{ key: "a" }]],
  ["pixels", [{ key: "a", width: 1, height: 1, rgb: "AQID" }]],
  ["pixels between keys, and none", [{ key: "a" }, { key: "b", width: 1, height: 1, rgb: "AQID", antialias: true, outlines: [] }, { key: "c" }, { key: `"rgb":""`, width: 0, height: 0, rgb: "" }, { key: "d", rgb: "BAUG" }]],
])("are what JSON.stringify makes of them: %s", (_, images) => {
  const question = { id: 7, type: "generate", prompt: `is "rgb":"" or \\"rgb\\":"" written at 東京?`, images, beams: 1 };
  const pieces = lineOf(question);
  expect(pieces.join("")).toBe(`${JSON.stringify(question)}\n`);
  expect(pieces.filter((_piece, i) => i % 2 === 1)).toEqual(images.flatMap(({ rgb }) => rgb ?? []));
});
