/** Ids and strings equal to the `tokenizers` library's on the shipped tokenizer.json. */

import { expect, it } from "vitest";
import { readGolden, shipped } from "./golden.ts";

const { encode, decode } = readGolden<{ encode: [text: string, ids: number[]][]; decode: [ids: number[], text: string][] }>("tokens");
const { tokenizer } = await shipped();

it(`encodes ${encode.length} strings of many scripts, added tokens among them`, () => {
  expect(encode.length).toBeGreaterThan(200);
  expect(encode.map(([text]) => tokenizer.encode(text))).toEqual(encode.map(([, ids]) => ids));
});

it(`decodes ${decode.length} lists of ids, broken UTF-8 among them`, () => {
  expect(decode.length).toBeGreaterThan(100);
  expect(decode.map(([ids]) => tokenizer.decode(ids))).toEqual(decode.map(([, text]) => text));
});
