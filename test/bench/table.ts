/** The table of a benchmark run, on the terminal and in docs/benchmarks.md. */

import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { cpus, platform, release, totalmem } from "node:os";
import path from "node:path";
import Table from "cli-table3";
import { packageRoot } from "../../src/io/package-root.ts";
import type { Measure, Row } from "./measure.ts";

const HEAD = ["what", "ours", "reference", "ratio", "goal", "met"] as const;
const MARKERS = { begin: "<!-- bench -->", end: "<!-- /bench -->" };

function cells({ what, ours, reference = "", ratio = "", goal = "", isMet }: Row): string[] {
  return [what, ours, reference, ratio, goal, isMet === undefined ? "" : isMet ? "yes" : "NO"];
}

export function terminalTable(rows: readonly Row[]): string {
  const table = new Table({ head: [...HEAD], style: { head: [], border: [] } });
  table.push(...rows.map(cells));
  return table.toString();
}

export interface Section {
  readonly measure: Measure;
  readonly rows: readonly Row[];
}

/**
 * Puts one section per measure between the markers of docs/benchmarks.md; sections of measures that were not taken this time stay,
 * with their own date, and the rest of the page is written by hand. @throws {Error} when a marker is missing.
 */
export function writePage(taken: readonly Section[], order: readonly string[]): string {
  const file = path.join(packageRoot(), "docs", "benchmarks.md");
  const page = readFileSync(file, "utf8");
  const [begin, end] = [page.indexOf(MARKERS.begin), page.indexOf(MARKERS.end)];
  if (begin === -1 || end < begin) throw new Error(`${file} lacks ${MARKERS.begin} … ${MARKERS.end}`);
  const sections = new Map(page.slice(begin + MARKERS.begin.length, end).split(/^### /m).slice(1).map((text) => [text.slice(0, text.indexOf("\n")), text.trim()]));
  for (const { measure, rows } of taken) sections.set(measure.name, [measure.name, machine(), markdownTable(rows), measure.method].join("\n\n"));
  const middle = order.flatMap((name) => sections.get(name) ?? []).map((text) => `### ${text}`).join("\n\n");
  writeFileSync(file, `${page.slice(0, begin)}${MARKERS.begin}\n\n${middle}\n\n${page.slice(end)}`);
  return file;
}

function markdownTable(rows: readonly Row[]): string {
  const line = (texts: readonly string[]): string => `| ${texts.join(" | ")} |`;
  return [line(HEAD), line(HEAD.map(() => "---")), ...rows.map((row) => line(cells(row)))].join("\n");
}

function machine(): string {
  const [cpu] = cpus();
  const java = javaVersion();
  return `${new Date().toISOString().slice(0, 10)}, ${platform()} ${release()}, ${cpus().length} × ${cpu?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}${java === undefined ? "" : `, ${java}`}.`;
}

function javaVersion(): string | undefined {
  try {
    return execFileSync("java", ["--version"], { encoding: "utf8" }).split("\n")[0];
  } catch {
    return undefined;
  }
}
