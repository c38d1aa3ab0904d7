/** Split lists: one id a line. */

import { DataError } from "../core/errors.ts";
import { readLines } from "./lines.ts";

/** Ids in file order. @throws {DataError} for an id that occurs twice, and for an empty list. */
export async function readSplitList(path: string): Promise<string[]> {
  const ids = new Set<string>();
  let row = 0;
  for await (const { text: line } of readLines(path)) {
    row++;
    const id = line.trim();
    if (id === "") continue;
    if (ids.has(id)) throw new DataError(`id ${id} occurs twice`, { file: path, row }, { hint: "Compare it with the official file." });
    ids.add(id);
  }
  if (ids.size === 0) throw new DataError("the list is empty", { file: path }, { hint: "Fetch the file again." });
  return [...ids];
}
