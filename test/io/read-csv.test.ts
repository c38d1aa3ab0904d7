/** CSV with a header line: the wanted columns by name, rows numbered, anything odd an error. */

import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { DataError } from "../../src/core/errors.ts";
import { openDataRoot } from "../../src/io/data-root.ts";
import { readCsv } from "../../src/io/read-csv.ts";
import { folderOf } from "../fixtures/official-folder.ts";

async function rows(content: string, data = openDataRoot("/nowhere", [])): Promise<{ id: string; text: string }[]> {
  const found: { id: string; text: string }[] = [];
  for await (const { value, row } of readCsv(path.join(folderOf({ "table.csv": content }), "table.csv"), ["id", "text"], data)) {
    found.push(value);
    expect(row).toBe(found.length);
  }
  return found.map(({ id, text }) => ({ id, text }));
}

describe("readCsv", () => {
  it.each([
    ["plain cells", "id,text\n1,a\n2,b\n", [{ id: "1", text: "a" }, { id: "2", text: "b" }]],
    ["columns in another order, others between", "text,x,id\na,?,1\n", [{ id: "1", text: "a" }]],
    ["quotes, commas and line ends inside cells", 'id,text\n1,"a ""b"", c\nd"\n', [{ id: "1", text: 'a "b", c\nd' }]],
    ["CRLF and a byte order mark", "\ufeffid,text\r\n1,a\r\n", [{ id: "1", text: "a" }]],
    ["a quoted header", '"id","text"\n1,a\n', [{ id: "1", text: "a" }]],
    ["blank lines", "id,text\n\n1,a\n\n2,b", [{ id: "1", text: "a" }, { id: "2", text: "b" }]],
    ["empty cells and outer spaces, kept", "id,text\n1,\n2, b \n", [{ id: "1", text: "" }, { id: "2", text: " b " }]],
    ["texts that look like numbers, kept as text", "id,text\n007,1e3\n", [{ id: "007", text: "1e3" }]],
    ["other scripts", "id,text\n1,犬 😀\u2028x\n", [{ id: "1", text: "犬 😀\u2028x" }]],
    ["a header alone", "id,text\n", []],
  ])("reads %s", async (_, content, expected) => {
    expect(await rows(content)).toEqual(expected);
  });

  it.each([
    ["id,text\n1,a\n2,b", ["table.csv (row 2)"]],
    ["id,text", ["table.csv (row 0)"]],
    [`id,text\n${"1,a\n".repeat(400_000)}2,b`, ["table.csv (row 400001)"]],
    ['id,text\n1,"a\n"', ["table.csv (row 1)"]],
    ["id,text\n1,a\n", undefined],
    ["id,text\r\n1,a\r\n", undefined],
    ["id,text\r1,a\r", undefined],
  ])("counts a table without a last line end, which may be cut: %#", async (content, examples) => {
    const data = openDataRoot("/nowhere", []);
    await rows(content, data);
    expect(data.warnings()).toMatchObject(examples === undefined ? [] : [{ code: "cut-table", count: 1, examples }]);
  });

  it("streams tables that do not fit into one chunk", async () => {
    const content = `id,text\n${Array.from({ length: 20_000 }, (_, i) => `${i},"text, ${i}"\n`).join("")}`;
    const found = await rows(content);
    expect(found).toHaveLength(20_000);
    expect(found[19_999]).toEqual({ id: "19999", text: "text, 19999" });
  });

  it.each([
    ["a missing column", "id,caption\n1,a\n", /table\.csv: has no column "text"$/, "Its first line names: id, caption."],
    ["both columns missing", "1,a\n2,b\n", /table\.csv: has no column "id", "text"$/, "Its first line names: 1, a."],
    ["a column in another case", "ID,text\n1,a\n", /table\.csv: has no column "id"$/, "Its first line names: ID, text."],
    ["a row with too few cells", "id,text\n1\n", /table\.csv row 1: .*line 2$/, "Compare it with the official file."],
    ["a row with too many cells", "id,text\n1,a,b\n", /table\.csv row 1: .*line 2$/, "Compare it with the official file."],
    ["a quote that is never closed", 'id,text\n1,"a\n2,b\n', /table\.csv row 1: Quote Not Closed: .*line \d+$/, "Compare it with the official file."],
    ["a quote in the middle of a cell", 'id,text\n1,a" b\n', /table\.csv row 1: .*line 2/, "Compare it with the official file."],
  ])("refuses %s", async (_, content, message, hint) => {
    const error = await rows(content).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DataError);
    expect(error).toMatchObject({ message: expect.stringMatching(message) as unknown, hint });
  });
});

describe("a CSV that cannot be read", () => {
  const all = async (file: string): Promise<void> => {
    for await (const _ of readCsv(file, ["id", "text"], openDataRoot("/nowhere", []))) void _;
  };
  const fileOf = (content: string | Buffer): string => {
    const file = path.join(folderOf({ "table.csv": "" }), "table.csv");
    writeFileSync(file, content);
    return file;
  };

  it("is an error that can be caught when it is not there", () => expect(all("/no/such.csv")).rejects.toMatchObject({ code: "DATA", message: expect.stringContaining("/no/such.csv") }));
  it("is named when it is empty", () => expect(all(fileOf(""))).rejects.toThrow(/table\.csv: the file is empty/));
  it("is named when it is no UTF-8", () => expect(all(fileOf(Buffer.from("id,text\n1,caf\u00e9\n", "latin1")))).rejects.toThrow(/table\.csv: is not UTF-8 text/));
  it("names the row that is wrong, however many rows were read ahead", () => expect(all(fileOf(`id,text\n${"1,2\n".repeat(1_000)}1\n`))).rejects.toThrow(/row 1001/));
});
