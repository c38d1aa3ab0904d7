/** A tokenizer of Gemma's kind (BPE with byte fallback): ids and texts equal to the `tokenizers` library's. */

import { readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { openTokenizer } from "../../../src/backends/onnx/tokenizer.ts";

interface Golden {
  readonly tokenizer: object;
  readonly encode: readonly [text: string, ids: readonly number[]][];
  readonly decode: readonly [ids: readonly number[], text: string][];
}

const golden = JSON.parse(gunzipSync(readFileSync(path.join(import.meta.dirname, "../../golden/bpe-tokens.json.gz"))).toString()) as Golden;
const tokenizer = await openTokenizer(JSON.stringify(golden.tokenizer), "tokenizer.json", undefined);

it(`encodes ${golden.encode.length} texts without special tokens`, () => {
  expect(golden.encode.length).toBeGreaterThan(200);
  expect(golden.encode.map(([text]) => [text, tokenizer.encode(text)])).toEqual(golden.encode);
});

it("decodes them", () => {
  expect(golden.decode.map(([ids]) => [ids, tokenizer.decode(ids)])).toEqual(golden.decode);
});
