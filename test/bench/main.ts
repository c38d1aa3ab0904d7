/**
 * `npm run bench [-- NAME…] [--write]`: measures against references on this machine, one table.
 *
 * Without names everything is measured; `--write` also puts what was measured into docs/benchmarks.md.
 */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { captions } from "./captions.ts";
import { masks } from "./masks.ts";
import type { Measure } from "./measure.ts";
import { memory } from "./memory.ts";
import { reading } from "./reading.ts";
import { report } from "./report.ts";
import { resume } from "./resume.ts";
import { runner } from "./runner.ts";
import { safety } from "./safety.ts";
import { start } from "./start.ts";
import { statistics } from "./statistics.ts";
import { terminalTable, writePage, type Section } from "./table.ts";
import { tpu } from "./tpu.ts";
import { vqa } from "./vqa.ts";

const measures: readonly Measure[] = [start, captions(5_000, 3), captions(40_504, 2), runner, memory, resume, statistics, report, masks, reading, safety, vqa, tpu];

const words = process.argv.slice(2);
const names = words.filter((word) => word !== "--write");
const unknown = names.filter((name) => !measures.some((measure) => measure.name === name));
if (unknown.length > 0) {
  console.error(`there is no measure ${unknown.join(", ")}; known: ${measures.map(({ name }) => name).join(", ")}`);
  process.exit(2);
}

const chosen = measures.filter(({ name }) => names.length === 0 || names.includes(name));
const sections: Section[] = [];
for (const measure of chosen) {
  const folder = mkdtempSync(path.join(tmpdir(), `cardeval-bench-${measure.name}-`));
  const say = (text: string): void => console.error(`${measure.name}: ${text}`);
  try {
    say("…");
    sections.push({ measure, rows: await measure.run({ folder, say }) });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
console.log(terminalTable(sections.flatMap(({ rows }) => rows)));
if (words.includes("--write")) console.error(`written: ${writePage(sections, measures.map(({ name }) => name))}`);
