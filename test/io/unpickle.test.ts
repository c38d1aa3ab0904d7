/** Pickles against CPython; what is more than data, and what is damaged, is refused; nothing hangs. */

import { readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DataError } from "../../src/core/errors.ts";
import { unpickle } from "../../src/io/unpickle.ts";

interface Case { name: string; pickle: string; value: unknown }

const golden = JSON.parse(gunzipSync(readFileSync(path.join(import.meta.dirname, "../golden/pickles.json.gz"))).toString()) as { cases: Case[] };
const bytesOf = ({ pickle }: Case): Uint8Array => Buffer.from(pickle, "base64");

/** A value in the golden file's form. */
function plain(value: unknown): unknown {
  if (typeof value === "bigint") return { $int: String(value) };
  if (typeof value === "number" && Math.abs(value) >= 2 ** 53 && Number.isFinite(value) && Number.isInteger(value)) return { $number: value };
  if (typeof value === "number" && !Number.isFinite(value)) return { $float: Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf" };
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString("hex") };
  if (value instanceof Set) return { $set: Array.from(value, plain) };
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === "object" && value !== null) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
  return value;
}

/** The golden form of numbers that JavaScript has in one form only. */
function wanted(value: unknown): unknown {
  if (typeof value === "number" && Math.abs(value) >= 2 ** 53) return { $number: value };
  if (Array.isArray(value)) return value.map(wanted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  if (entries[0]?.[0] === "$float" && /^-?0\.0$/.test(String(entries[0][1]))) return Number(entries[0][1]);
  return Object.fromEntries(entries.map(([key, item]) => [key, wanted(item)]));
}

function errorOf(content: Uint8Array | string): DataError {
  try {
    unpickle(typeof content === "string" ? Buffer.from(content, "latin1") : content, "refs.p");
  } catch (error) {
    expect(error).toBeInstanceOf(DataError);
    return error as DataError;
  }
  throw new Error("nothing was thrown");
}

describe("equal to CPython", () => {
  it.each(golden.cases.map((row) => [row.name, row] as const))("%s", (_, row) => {
    expect(plain(unpickle(bytesOf(row), "refs.p"))).toEqual(wanted(row.value));
  });

  it("keeps what is one object one object", () => {
    const shared = golden.cases.find(({ name }) => name === "repeated, protocol 2") as Case;
    const value = unpickle(bytesOf(shared), "refs.p") as unknown[];
    expect(value[0]).toBe(value[1]);
  });

  it("gives a list that holds itself", () => {
    const value = unpickle(Buffer.from("]q\0h\0a.", "latin1"), "refs.p") as unknown[];
    expect(value[0]).toBe(value);
  });
});

describe("what is more than data", () => {
  it.each([
    ["a command by GLOBAL and REDUCE", "cos\nsystem\n(S'touch /tmp/x'\ntR.", "the opcode GLOBAL makes more than data (byte 0)"],
    ["a command by STACK_GLOBAL", "\x80\x04\x8c\x02os\x8c\x06system\x93\x8c\x01x\x85R.", "the opcode STACK_GLOBAL makes more than data (byte 14)"],
    ["INST", "(S'x'\nios\nsystem\n.", "the opcode INST makes more than data (byte 6)"],
    ["OBJ", "(I1\no.", "the opcode OBJ makes more than data (byte 4)"],
    ["REDUCE", "K\x01)R.", "the opcode REDUCE makes more than data (byte 3)"],
    ["BUILD", "}}b.", "the opcode BUILD makes more than data (byte 2)"],
    ["NEWOBJ", "K\x01)\x81.", "the opcode NEWOBJ makes more than data (byte 3)"],
    ["NEWOBJ_EX", ")}\x92.", "the opcode NEWOBJ_EX makes more than data (byte 2)"],
    ["PERSID", "Pabc\n.", "the opcode PERSID makes more than data (byte 0)"],
    ["BINPERSID", "K\x01Q.", "the opcode BINPERSID makes more than data (byte 2)"],
    ["EXT1", "\x82\x01.", "the opcode EXT1 makes more than data (byte 0)"],
    ["NEXT_BUFFER", "\x97.", "the opcode NEXT_BUFFER makes more than data (byte 0)"],
  ])("%s", (_, content, message) => {
    expect(errorOf(content)).toMatchObject({ message: `refs.p: is no pickle of plain data: ${message}`, hint: "Fetch the file again, or compare it with the official one." });
  });
});

describe("what is damaged", () => {
  it.each([
    ["an empty file", "", "the file is cut short (byte 0)"],
    ["a JSON file", '[{"ref_id": 1}]', "there is no opcode 0x5b (byte 0)"],
    ["a page of HTML", "<!DOCTYPE html>", "there is no opcode 0x3c (byte 0)"],
    ["no end", "K\x05", "the file is cut short (byte 2)"],
    ["nothing before the end", ".", "a value is missing (byte 0)"],
    ["a text longer than the file", "X\xff\xff\xff\x7fabc.", "the file is cut short (byte 0)"],
    ["a text longer than any file", "\x8d\xff\xff\xff\xff\xff\xff\xff\xffabc.", "the file is cut short (byte 0)"],
    ["a text that is not UTF-8", "U\x04caf\xe9.", "a text is not UTF-8 (byte 0)"],
    ["a text without quotes", "Sabc\n.", "a text has no quotes (byte 0)"],
    ["a text that ends in an escape", "S'abc\\'\n.", "a text ends in the middle of an escape (byte 0)"],
    ["a character beyond Unicode", "V\\U00110000\n.", "a text names a character that there is not (byte 0)"],
    ["a line without end", "I5", "the file is cut short (byte 0)"],
    ["letters for a number", "I5x\n.", '"5x" is no whole number (byte 0)'],
    ["letters for a broken number", "F1.5.2\n.", '"1.5.2" is no number (byte 0)'],
    ["a number of 5,000 digits", `L${"9".repeat(5000)}L\n.`, "a whole number has 5001 digits (byte 0)"],
    ["a missing mark", "K\x01e.", "a mark is missing (byte 2)"],
    ["appending to a number", "K\x01K\x02a.", "something is appended to what is no list (byte 4)"],
    ["setting in a list", "]K\x01K\x02s.", "an entry is set in what is no dictionary (byte 5)"],
    ["a key without value", "}(K\x01u.", "a key has no value (byte 4)"],
    ["a list as key", "}]K\x01s.", "the key of a dictionary is neither a text nor a whole number (byte 4)"],
    ["adding to a list", "](K\x01\x90.", "something is added to what is no set (byte 4)"],
    ["remembering nothing", "q\x01.", "a value is missing (byte 0)"],
    ["recalling what was not remembered", "h\x07.", "nothing was remembered as 7 (byte 0)"],
    ["a place below 0", "K\x01p-1\n.", "a place in the memory is no whole number (byte 2)"],
    ["a pair of one", "K\x01\x86.", "a value is missing (byte 2)"],
    ["protocol 6", "\x80\x06K\x01.", "protocol 6 is not known (byte 0)"],
  ])("%s", (_, content, message) => {
    expect(errorOf(content).message).toBe(`refs.p: is no pickle of plain data: ${message}`);
  });

  it("at every length of a cut file", () => {
    const whole = bytesOf(golden.cases.find(({ name }) => name === "refs, protocol 2") as Case);
    for (let length = 0; length < whole.length; length++) expect(errorOf(whole.subarray(0, length)).code).toBe("DATA");
  });
});

describe("any bytes", () => {
  const check = (bytes: Uint8Array): void => {
    try {
      unpickle(bytes, "refs.p");
    } catch (error) {
      expect(error).toBeInstanceOf(DataError);
    }
  };

  it("give a value or a data error", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), check), { numRuns: 3000 });
  });

  it("of opcodes give a value or a data error", () => {
    const opcode = fc.constantFrom(...Buffer.from("(.012ILJKMNFGSTUVXBC]lae)t}dsughjpqr\n\0\x01'0123\x80\x85\x86\x87\x88\x89\x8a\x8b\x8c\x8d\x8e\x8f\x90\x91\x94\x95\x96", "latin1"));
    fc.assert(fc.property(fc.array(opcode, { maxLength: 200 }), (codes) => check(Uint8Array.from(codes))), { numRuns: 5000 });
  });

  it("of a file with some bytes changed give a value or a data error", () => {
    const pickles = golden.cases.filter(({ name }) => /^(refs|texts|repeated|sets)/.test(name)).map(bytesOf);
    const change = fc.record({ at: fc.nat(), byte: fc.integer({ min: 0, max: 255 }) });
    fc.assert(fc.property(fc.constantFrom(...pickles), fc.array(change, { minLength: 1, maxLength: 4 }), (original, changes) => {
      const bytes = Uint8Array.from(original);
      for (const { at, byte } of changes) bytes[at % bytes.length] = byte;
      check(bytes);
    }), { numRuns: 3000 });
  });

  it("take time in proportion to their number", () => {
    const million = 1 << 20;
    const started = performance.now();
    for (const content of [`${"(".repeat(million)}.`, `]${"2a".repeat(million / 2)}.`, `K\x01${"\x85".repeat(million)}.`, `]${"(222e".repeat(million / 5)}.`]) check(Buffer.from(content, "latin1"));
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
