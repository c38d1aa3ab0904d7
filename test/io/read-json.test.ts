/** JSON readers: any chunking gives what JSON.parse gives; broken files say where they are broken. */

import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readJson, readJsonArray, readJsonBatches, readJsonEntries, readJsonLines } from "../../src/io/read-json.ts";

const folder = mkdtempSync(path.join(tmpdir(), "cardeval-json-"));
let files = 0;

function file(content: string | Uint8Array): string {
  const place = path.join(folder, `${++files}.json`);
  writeFileSync(place, content);
  return place;
}

async function all(rows: AsyncIterable<{ value: unknown; row: number }>): Promise<unknown[]> {
  const values: unknown[] = [];
  for await (const { value, row } of rows) {
    values.push(value);
    expect(row).toBe(values.length);
  }
  return values;
}

describe("readJsonArray", () => {
  it("gives the elements of any array, alone or under a key between others", async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.jsonValue(), { maxLength: 6 }), fc.jsonValue(), fc.constantFrom(undefined, 1), async (made, other, indent) => {
      // JSON has no −0.
      const elements = JSON.parse(JSON.stringify(made)) as unknown[];
      expect(await all(readJsonArray(file(JSON.stringify(elements, null, indent))))).toEqual(elements);
      const wrapped = { "a \"key\" [": other, nested: { images: [1, 2] }, images: elements, after: other };
      expect(await all(readJsonArray(file(JSON.stringify(wrapped, null, indent)), "images"))).toEqual(elements);
    }), { numRuns: 60 });
  });

  it("reads elements that cross chunks, with escapes and characters of several bytes at the borders", async () => {
    const elements = Array.from({ length: 5_000 }, (_, i) => ({ id: i, text: `é"\\ 猫 😀 [${"x".repeat(i % 700)}]`, list: [[], {}, "]"] }));
    const place = file(JSON.stringify({ images: elements }));
    expect(await all(readJsonArray(place, "images"))).toEqual(elements);
  });

  it("takes a byte order mark", async () => {
    expect(await all(readJsonArray(file("\ufeff[1, 2]")))).toEqual([1, 2]);
  });

  it.each([
    ["an empty file", "", undefined, /file is empty/],
    ["an object where an array should be", '{"a": []}', undefined, /is not a JSON array/],
    ["a missing key", '{"a": [1]}', "images", /array "images"/],
    ["a key that holds no array", '{"images": {"a": 1}}', "images", /array "images"/],
    ["a cut file", '{"images": [{"a": 1}, {"b": ', "images", /row 2.*truncated/s],
    ["an element that is not JSON", '[{"a": 1}, {"a": NaN}]', undefined, /row 2.*not JSON/s],
    ["two commas", '[1,,2]', undefined, /row 2.*is not JSON: a comma/],
    ["a last comma", '{"images": [1, ]}', "images", /row 2.*is not JSON: a comma/],
    ["a first comma", '[,1]', undefined, /row 1.*is not JSON: a comma/],
    ["another bracket", '{"images": [1}}', "images", /row 1.*is not JSON: a comma, bracket/],
    ["brackets that cross", '[{"a": [1}]]', undefined, /row 1.*not JSON/],
    ["no comma", '[{"a": 1} {"a": 2}]', undefined, /row 1.*not JSON/],
    ["text after the array", '[1] x', undefined, /row 2.*is not JSON/],
    ["a second array", '[1][2]', undefined, /row 2.*is not JSON/],
    ["a file cut after an element", '[{"a": 1}', undefined, /row 1.*truncated/],
    ["a file cut in a string", '["a\\', undefined, /row 1.*truncated/],
    ["a file cut before the array", '{"a": [1], "ima', "images", /array "images"/],
    ["Latin-1 text", Buffer.from('["caf\xe9"]', "latin1"), undefined, /not UTF-8/],
  ])("says what is wrong with %s", async (_, content, key, message) => {
    await expect(all(readJsonArray(file(content), key))).rejects.toThrow(message);
  });
});

describe("readJson and readJsonLines", () => {
  it("read CRLF, blank lines, a last line without end", async () => {
    expect(await all(readJsonLines(file('\ufeff{"a":1}\r\n{"a":2}')))).toEqual([{ a: 1 }, { a: 2 }]);
  });

  it("number lines as an editor does", async () => {
    await expect((async () => { for await (const _ of readJsonLines(file('{"a":1}\n\n{"a":\n'))); })()).rejects.toThrow(/row 3/);
  });

  it.each([
    ["conflict markers", '{"a": 1,\n<<<<<<< HEAD\n"b": 2}', /conflict markers/],
    ["a cut record", '[{"a": "b', /truncated/],
    ["a record cut after a value", '{"a": 1\n', /truncated/],
    ["a record cut after a key", '{"a"', /truncated/],
    ["a record with a wrong word", '{"a": nul}', /is not JSON/],
    ["nothing", "", /empty/],
  ])("name %s", async (_, content, message) => {
    await expect(readJson(file(content))).rejects.toThrow(message);
  });

  it("name lines that are cut, and a file without lines", async () => {
    await expect(all(readJsonLines(file('{"a":1}\n{"a":2')))).rejects.toThrow(/row 2: ends in the middle of a record/);
    await expect(all(readJsonLines(file("")))).rejects.toThrow(/the file is empty/);
  });

  const rowsOf = async (rows: AsyncIterable<Iterable<{ value: unknown; row: number }>>): Promise<[number, unknown][]> => {
    const found: [number, unknown][] = [];
    for await (const batch of rows) for (const { value, row } of batch) found.push([row, value]);
    return found;
  };

  it("give the same rows one by one and in batches, with blank lines, CRLF, long lines and line ends anywhere", async () => {
    const value = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.nat(300_000).map((length) => "é".repeat(length)));
    await fc.assert(fc.asyncProperty(fc.array(fc.tuple(value, fc.constantFrom("\n", "\r\n", "\n\n", " \n")), { minLength: 1, maxLength: 40 }), async (lines) => {
      const place = file(lines.map(([made, end]) => JSON.stringify(made) + end).join(""));
      const oneByOne: [number, unknown][] = [];
      for await (const { value: found, row } of readJsonLines(place)) oneByOne.push([row, found]);
      expect(oneByOne.map(([, found]) => found)).toEqual(lines.map(([made]) => JSON.parse(JSON.stringify(made)) as unknown));
      expect(await rowsOf(readJsonBatches(place))).toEqual(oneByOne);
    }), { numRuns: 60 });
  });

  it.each([
    ["two values in one line", '1\n2,3\n', /row 2: is not JSON/],
    ["a value in two lines", '1\n[2\n3]\n', /row 2: ends in the middle of a record/],
    ["no UTF-8", Buffer.from('"a"\n"caf\xe9"\n', "latin1"), /row 2: is not UTF-8/],
    ["nothing", "", /the file is empty/],
  ])("name the line with %s in batches too", async (_, content, message) => {
    await expect(rowsOf(readJsonBatches(file(content)))).rejects.toThrow(message);
  });

  it("name a missing file", async () => {
    await expect(readJson(path.join(folder, "none.json"))).rejects.toThrow(/none\.json: the file does not exist/);
  });
});

describe("readJsonEntries", () => {
  const entries = async (content: string | Uint8Array): Promise<[string, unknown][]> => {
    const found: [string, unknown][] = [];
    for await (const { key, value, row } of readJsonEntries(file(content))) {
      found.push([key, value]);
      expect(row).toBe(found.length);
    }
    return found;
  };

  it("gives the entries of any object, in the order of the file", async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.tuple(fc.string(), fc.jsonValue()), { maxLength: 6 }), fc.constantFrom("", " ", "\n\t"), async (pairs, space) => {
      const text = `{${space}${pairs.map(([key, value]) => `${JSON.stringify(key)}${space}:${space}${JSON.stringify(value)}`).join(`${space},`)}}${space}`;
      expect(await entries(text)).toEqual(pairs.map(([key, value]) => [key, JSON.parse(JSON.stringify(value))]));
    }), { numRuns: 60 });
  });

  it("reads entries that cross chunks, keys that are numbers or stand twice, and a byte order mark", async () => {
    const pairs = Array.from({ length: 3_000 }, (_, i): [string, unknown] => [String(i % 2_999), { text: `é}"{,: ${"x".repeat(i % 900)}` }]);
    expect(await entries(`\ufeff{${pairs.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(",")}}`)).toEqual(pairs);
    expect(await entries('{"__proto__": 1, "constructor": 2}')).toEqual([["__proto__", 1], ["constructor", 2]]);
  });

  it.each([
    ["an array", "[1]", /is not a JSON object$/],
    ["a cut file", '{"a": {"b": 1}, "c": {', /row 2: ends in the middle of the object/],
    ["another bracket", '{"a": 1]', /row 1: is not JSON: a comma, bracket/],
    ["two commas", '{"a": 1,, "b": 2}', /row 2: is not JSON: a comma/],
    ["a value without a key", '{"a": 1, 2}', /row 2: is not JSON/],
    ["a key without a value", '{"a": 1, "b"}', /row 2: is not JSON/],
    ["text after the object", '{"a": 1} x', /is not JSON/],
    ["an empty file", "", /the file is empty/],
  ])("refuses %s", async (_, content, message) => {
    await expect(entries(content)).rejects.toThrow(message);
  });
});
