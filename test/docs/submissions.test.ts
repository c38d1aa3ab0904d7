/** docs/submissions.md lists every file that a server takes: made from the declarations, so that it cannot say anything else. */

import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { benchmarkNames, loadBenchmark } from "../../datasets/index.ts";
import { createBenchmark } from "../../src/core/define.ts";
import { submissionRow } from "../../src/core/submission.ts";

const file = path.resolve(import.meta.dirname, "../../docs/submissions.md");

async function table(): Promise<string> {
  const rows: string[][] = [];
  for (const name of benchmarkNames) {
    const definition = await loadBenchmark(name);
    const { submission } = definition;
    if (submission === undefined) continue;
    for (const [split, fileName] of Object.entries(submission.files)) {
      const { dataset } = createBenchmark(definition, { split });
      const questions = Object.values(dataset.files)[0]?.[0] ?? "";
      const shape = JSON.stringify(submissionRow(submission, "1", "…"));
      rows.push([`${name}.split=${split}`, `\`${questions}\``, dataset.size.toLocaleString("en"), `\`${fileName}\``, `\`${submission.idField === undefined ? `{"1":${shape}}` : `[${shape}]`}\``, submission.server]);
    }
  }
  const head = ["`--set`", "question file", "questions", "file to hand in", "holds", "server"];
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

it("docs/submissions.md says what the code writes (UPDATE_DOCS=1 writes it)", async () => {
  const [before = "", rest = ""] = readFileSync(file, "utf8").split("\n| `--set` ");
  const after = rest.slice(rest.indexOf("\n\n"));
  const wanted = `${before}\n${await table()}${after}`;
  if (process.env["UPDATE_DOCS"] !== undefined) writeFileSync(file, wanted);
  expect(readFileSync(file, "utf8")).toBe(wanted);
});
