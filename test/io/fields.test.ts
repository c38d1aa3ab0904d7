/** Field readers: the value, or an error with file, row, field, what was expected and what was found. */

import { describe, expect, it } from "vitest";
import { DataError } from "../../src/core/errors.ts";
import { fileField, idField, listField, recordField, recordOf, textField, textsField } from "../../src/io/fields.ts";

const place = { file: "f.json", row: 3 };
const inherited = (a: unknown): Record<string, unknown> => Object.create({ a }) as Record<string, unknown>;

function errorOf(read: () => unknown): DataError {
  try {
    read();
  } catch (error) {
    expect(error).toBeInstanceOf(DataError);
    return error as DataError;
  }
  throw new Error("nothing was thrown");
}

describe("values that are as expected", () => {
  it.each([
    ["text", textField({ a: " x " }, "a", place), " x "],
    ["empty text", textField({ a: "" }, "a", place), ""],
    ["id 0", idField({ a: 0 }, "a", place), "0"],
    ["id minus 0", idField({ a: -0 }, "a", place), "0"],
    ["a negative id", idField({ a: -5 }, "a", place), "-5"],
    ["the largest exact id", idField({ a: 2 ** 53 - 1 }, "a", place), "9007199254740991"],
    ["id __proto__", idField({ a: "__proto__" }, "a", place), "__proto__"],
    ["an id with leading zeros", idField({ a: "007" }, "a", place), "007"],
    ["a file name", fileField({ a: "COCO_val2014_000000000042.jpg" }, "a", place), "COCO_val2014_000000000042.jpg"],
    ["a file name in a folder", fileField({ a: "00/a b.jpg" }, "a", place), "00/a b.jpg"],
    ["an empty list", listField({ a: [] }, "a", place), []],
    ["a mixed list", listField({ a: [1, null] }, "a", place), [1, null]],
    ["a list of texts", textsField({ a: ["x", ""] }, "a", place), ["x", ""]],
    ["an object", recordField({ a: { b: 1 } }, "a", place), { b: 1 }],
    ["a row", recordOf({ b: 1 }, place), { b: 1 }],
    ["a field named __proto__", textField(JSON.parse('{"__proto__": "x"}') as Record<string, unknown>, "__proto__", place), "x"],
  ])("%s", (_, found, expected) => {
    expect(found).toEqual(expected);
  });
});

describe("values that are not", () => {
  it.each([
    ["no text", () => textField({}, "a", place), "expected text, found nothing"],
    ["null for text", () => textField({ a: null }, "a", place), "expected text, found null"],
    ["a number for text", () => textField({ a: 5 }, "a", place), "expected text, found 5"],
    ["text of the prototype", () => textField(inherited("x"), "a", place), "expected text, found nothing"],
    ["an id of the prototype", () => idField(inherited(5), "a", place), "expected an id (whole number or text), found nothing"],
    ["a list of the prototype", () => listField(inherited([]), "a", place), "expected a list, found nothing"],
    ["a method of every object", () => textField({}, "toString", place), "expected text, found nothing"],
    ["an empty id", () => idField({ a: "" }, "a", place), 'expected an id (whole number or text), found ""'],
    ["a broken number as id", () => idField({ a: 1.5 }, "a", place), "expected an id (whole number or text), found 1.5"],
    ["an id too large to be exact", () => idField({ a: 2 ** 53 }, "a", place), "expected an id (whole number or text), found 9007199254740992"],
    ["true as id", () => idField({ a: true }, "a", place), "expected an id (whole number or text), found true"],
    ["no file name", () => fileField({}, "a", place), "expected text, found nothing"],
    ["an empty file name", () => fileField({ a: "" }, "a", place), 'expected a file name, found ""'],
    ["a file name above the folder", () => fileField({ a: "../a.jpg" }, "a", place), 'expected a file name, found "../a.jpg"'],
    ["an absolute file name", () => fileField({ a: "/etc/passwd" }, "a", place), 'expected a file name, found "/etc/passwd"'],
    ["a file name with NUL", () => fileField({ a: "a\0.jpg" }, "a", place), 'expected a file name, found "a\\u0000.jpg"'],
    ["text for a list", () => listField({ a: "x" }, "a", place), 'expected a list, found "x"'],
    ["an object for a list", () => listField({ a: { 0: 1 } }, "a", place), 'expected a list, found {"0":1}'],
    ["a number among texts", () => textsField({ a: ["x", 5] }, "a", place), "expected a list of texts, found 5"],
    ["nothing for texts", () => textsField({}, "a", place), "expected a list, found nothing"],
  ])("%s", (_, read, message) => {
    const error = errorOf(read);
    expect(error).toMatchObject({ file: "f.json", row: 3, hint: "Compare the row with the official file." });
    expect(["a", "toString"]).toContain(error.field);
    expect(error.message).toBe(`f.json row 3 field "${error.field}": ${message}`);
  });

  it.each([["null", null], ["a list", []], ["text", "x"], ["nothing", undefined]])("%s for a row", (_, value) => {
    expect(errorOf(() => recordOf(value, place)).message).toMatch(/^f\.json row 3 field "\(row\)": expected an object, found /);
  });

  it("include an object of the prototype", () => {
    expect(errorOf(() => recordField(inherited({}), "a", place)).message).toMatch(/expected an object, found nothing$/);
  });

  it("are shown cut to 60 characters", () => {
    expect(errorOf(() => listField({ a: "x".repeat(500) }, "a", place)).message).toBe(`f.json row 3 field "a": expected a list, found "${"x".repeat(59)}`);
  });

  it("are named by file and field where a file has no rows", () => {
    expect(errorOf(() => textField({}, "a", { file: "f.json" })).message).toBe('f.json field "a": expected text, found nothing');
  });
});
