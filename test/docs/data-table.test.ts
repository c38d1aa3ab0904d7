/** docs/data.md: the table of copies and downloads is what the benchmarks declare. */

import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { benchmarkNames, loadBenchmark } from "../../datasets/index.ts";
import { createBenchmark } from "../../src/core/define.ts";

const file = path.resolve(import.meta.dirname, "../../docs/data.md");

async function table(): Promise<string> {
  const rows = await Promise.all(benchmarkNames.map(async (name) => {
    const { copies = [], downloads = [], tfds } = createBenchmark(await loadBenchmark(name)).dataset;
    const tables = copies.flatMap((copy) => Object.values(copy.tables)).map((pattern) => `\`${pattern}\``);
    const official = downloads.map((download) => ("url" in download ? path.basename(download.place) : `${download.files.join(", ")} of ${download.repository}`));
    const prepared = Object.values(tfds?.splits ?? {}).map(({ names, split, since }) => `\`${names[0]}\`${since === undefined ? "" : ` ≥ ${since}`} ${split}`);
    const short = (all: readonly string[]): string => (all.length > 5 ? `${all.slice(0, 2).join(", ")}, … (${all.length})` : all.join(", "));
    const ofCopies = copies.flatMap((copy) => copy.differs ?? []);
    const differs = tfds?.differs === undefined || ofCopies.includes(tfds.differs) ? ofCopies : [`folder: ${tfds.differs}`, ...ofCopies];
    return [name, copies.map(({ repository }) => repository).join(", ") || "–", short(tables), short(prepared) || "–", differs.join("; "), official.join(", ") || "–"];
  }));
  const head = ["benchmark", "copy on the hub", "its files", "folder of TensorFlow Datasets", "how it differs", "`data fetch --official`"];
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

it("docs/data.md says what can be fetched and read (UPDATE_DOCS=1 writes it)", async () => {
  const [intro = ""] = readFileSync(file, "utf8").split("\n| benchmark ");
  const wanted = `${intro}\n${await table()}\n`;
  if (process.env["UPDATE_DOCS"] !== undefined) writeFileSync(file, wanted);
  expect(readFileSync(file, "utf8")).toBe(wanted);
});
