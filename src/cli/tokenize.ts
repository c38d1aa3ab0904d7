/** `cardeval tokenize FILE`: PTB tokens of captions, all lines as one corpus. */

import { DataError } from "../core/errors.ts";
import { idField, recordOf, textField } from "../io/fields.ts";
import { readJsonLines } from "../io/read-json.ts";
import { ptbTokenizer } from "../text/caption-tokenizers.ts";
import { exitCodes } from "./exit-codes.ts";
import type { Flags } from "./commands.ts";

export async function execute(flags: Flags): Promise<number> {
  const file = String(flags["file"]);
  const ids: string[] = [];
  const captions: string[] = [];
  for await (const { value, row } of readJsonLines(file)) {
    const line = recordOf(value, { file, row });
    ids.push(idField(line, "id", { file, row }));
    captions.push(textField(line, "caption", { file, row }));
  }
  if (captions.length === 0) throw new DataError("holds no row", { file }, { hint: "Expected lines of {\"id\",\"caption\"}." });
  const tokens: string[][] = captions.map(() => []);
  const notes = ptbTokenizer({ strictLines: flags["strict-lines"] === true }).tokenize(captions, (caption, token) => tokens[caption]?.push(token));
  for (const note of notes) console.error(`note: ${note}`);
  const lines = tokens.map((words, i) => (flags["json"] === true ? JSON.stringify({ id: ids[i], tokens: words }) : words.join(" ")));
  process.stdout.write(`${lines.join("\n")}\n`);
  return exitCodes.done;
}
