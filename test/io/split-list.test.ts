/** Split lists: one id a line, each once, in the file's order. */

import path from "node:path";
import { describe, expect, it } from "vitest";
import { readSplitList } from "../../src/io/split-list.ts";
import { folderOf } from "../fixtures/official-folder.ts";

function list(content: string | Uint8Array): Promise<string[]> {
  return readSplitList(path.join(folderOf({ "list.txt": content }), "list.txt"));
}

describe("readSplitList", () => {
  it.each([
    ["one id a line", "10\n9\n100\n", ["10", "9", "100"]],
    ["no end of the last line", "10\n9", ["10", "9"]],
    ["CRLF and a byte order mark", "\ufeff10\r\n9\r\n", ["10", "9"]],
    ["blank lines and outer spaces", "\n 10 \n\n\t9\n\n", ["10", "9"]],
    ["ids as written", "007\n7\n__proto__\n0\nconstructor\n", ["007", "7", "__proto__", "0", "constructor"]],
  ])("takes %s", async (_, content, ids) => {
    expect(await list(content)).toEqual(ids);
  });

  it.each([
    ["an id that occurs twice", "10\n\n9\n10\n", /list\.txt row 4: id 10 occurs twice$/],
    ["an empty file", "", /list\.txt: the list is empty$/],
    ["blank lines alone", "\n \n", /list\.txt: the list is empty$/],
    ["Latin-1 text", Buffer.from("1\ncaf\xe9\n", "latin1"), /list\.txt row 2: is not UTF-8 text$/],
  ])("refuses %s", async (_, content, message) => {
    await expect(list(content)).rejects.toThrow(message);
  });

  it("names a missing file", async () => {
    await expect(readSplitList(path.join(folderOf(), "none.txt"))).rejects.toThrow(/none\.txt: the file does not exist/);
  });
});
