/** The structure of the code, held without exceptions: who may import whom, how long files are, what things are called. */

import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { benchmarkNames, loadBenchmark } from "../datasets/index.ts";
import { metricNames } from "../metrics/index.ts";
import { reportNames } from "../reports/index.ts";
import { backendNames } from "../src/backends/index.ts";
import { scorerNames } from "../src/scorers/index.ts";

const root = path.resolve(import.meta.dirname, "..");

/** Folder → folders it may import from (itself included where listed). docs/ARCHITECTURE.md shows the same table. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  "src/core": ["src/core"],
  "src/text": ["src/core", "src/text"],
  "src/geometry": ["src/core", "src/geometry"],
  "src/stats": ["src/core", "src/stats"],
  "src/io": ["src/core", "src/geometry", "src/io"],
  "src/tasks": ["src/core", "src/text", "src/tasks"],
  "src/backends": ["src/core", "src/geometry", "src/io", "src/backends"],
  "src/scorers": ["src/core", "src/io", "src/scorers"],
  metrics: ["src/core", "src/text", "src/geometry", "src/stats", "metrics"],
  datasets: ["src/core", "src/io", "src/tasks", "src/text", "metrics", "datasets"],
  runner: ["src/core", "src/stats", "src/io", "runner"],
  reports: ["src/core", "src/stats", "src/io", "reports"],
  "src/cli": ["src/core", "src/text", "src/geometry", "src/stats", "src/io", "src/tasks", "src/backends", "src/scorers", "metrics", "datasets", "runner", "reports", "src/cli"],
};

const LIMITS = { lines: 250, functionLines: 40 };

function filesUnder(folder: string, endings: readonly string[]): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)));
}

const sources = Object.keys(ALLOWED).flatMap((folder) => filesUnder(folder, [".ts"]));
const text = (file: string): string => readFileSync(path.join(root, file), "utf8");

function folderOf(file: string): string {
  return Object.keys(ALLOWED).filter((folder) => file.startsWith(`${folder}/`)).sort((a, b) => b.length - a.length)[0] ?? file;
}

function importsOf(file: string): string[] {
  return [...text(file).matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)].map(([, target = ""]) => path.join(path.dirname(file), target));
}

describe("imports", () => {
  it("point one way", () => {
    const wrong = sources.flatMap((file) => importsOf(file).filter((target) => !ALLOWED[folderOf(file)]?.includes(folderOf(target))).map((target) => `${file} → ${target}`));
    expect(wrong).toEqual([]);
  });

  it("name files, never a folder's index from inside it", () => {
    const wrong = sources.flatMap((file) => importsOf(file).filter((target) => target === path.join(folderOf(file), "index.ts") && !/import type [^;]*index\.ts/.test(text(file))).map((target) => `${file} → ${target}`));
    expect(wrong).toEqual([]);
  });

  it("have no cycles", () => {
    const edges = new Map(sources.map((file) => [file, importsOf(file).filter((target) => !new RegExp(`import type [^;]*${path.basename(target)}`).test(text(file)))]));
    const state = new Map<string, "open" | "done">();
    const cycles: string[] = [];
    const visit = (file: string, trail: readonly string[]): void => {
      if (state.get(file) === "done") return;
      if (state.get(file) === "open") return void cycles.push([...trail, file].join(" → "));
      state.set(file, "open");
      for (const target of edges.get(file) ?? []) visit(target, [...trail, file]);
      state.set(file, "done");
    };
    for (const file of sources) visit(file, []);
    expect(cycles).toEqual([]);
  });
});

describe("files", () => {
  const code = [...sources, ...filesUnder("test", [".ts", ".py"]), ...filesUnder("src", [".py"]), ...filesUnder("datasets", [".py"]), ...filesUnder("reports", [".css", ".js"])];

  it(`have at most ${LIMITS.lines} lines`, () => {
    expect(code.filter((file) => text(file).split("\n").length - 1 > LIMITS.lines)).toEqual([]);
  });

  it("are not called utils, helpers, common or misc", () => {
    expect(code.filter((file) => /(^|[/-])(utils?|helpers?|common|misc)([-.]|$)/.test(path.basename(file)))).toEqual([]);
  });

  it(`hold functions of at most ${LIMITS.functionLines} lines`, () => {
    expect([...new Set(sources)].flatMap(longFunctions)).toEqual([]);
  });

  it("begin with a docstring", () => {
    expect(sources.filter((file) => !file.includes("/bin/") && !text(file).startsWith("/**"))).toEqual([]);
  });

  it("use `any` in one place", () => {
    const places = sources.filter((file) => /[:<,(|&]\s*any\b(?!\s*(word|of|number))/.test(text(file).replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*|"(?:[^"\\\n]|\\.)*"|`[^`]*`/g, "")));
    expect(places).toEqual(["src/core/metric.ts"]);
  });
});

/** Top-level functions, by their braces at the margin. */
function longFunctions(file: string): string[] {
  const lines = text(file).split("\n");
  return lines.flatMap((line, start) => {
    if (!/^(export )?(async )?function\*? ?\w+|^(export )?const \w+ = (async )?\([^)]*\).*=> \{$/.test(line)) return [];
    const length = lines.slice(start).findIndex((later, i) => i > 0 && later.startsWith("}")) + 1;
    return length > LIMITS.functionLines ? [`${file}:${start + 1} (${length} lines)`] : [];
  });
}

describe("registries", () => {
  const named = (folder: string, skip: readonly string[]): string[] =>
    readdirSync(path.join(root, folder)).filter((file) => file.endsWith(".ts") && !skip.includes(file)).map((file) => file.replace(/\.ts$/, "")).sort();

  it("of benchmarks name the files of datasets/", async () => {
    expect([...benchmarkNames].sort()).toEqual(named("datasets", ["index.ts", "suites.ts", "captioning-parts.ts"]));
    for (const name of benchmarkNames) expect((await loadBenchmark(name)).name).toBe(name);
  });

  it("of metrics name the files of metrics/", () => {
    expect([...metricNames].sort()).toEqual(named("metrics", ["index.ts"]));
  });

  it("of backends name files or folders of src/backends/", () => {
    for (const name of backendNames) {
      const place = path.join(root, "src/backends", name);
      expect(["file", "folder"].filter((kind) => (kind === "file" ? readable(`${place}.ts`) : readable(place)))).toHaveLength(1);
    }
  });

  it("of scorers name the files of src/scorers/", () => {
    expect([...scorerNames].sort()).toEqual(named("src/scorers", ["index.ts", "scores.ts"]));
  });

  it("of reports have one file each", () => {
    expect(reportNames).toHaveLength(new Set(reportNames).size);
  });
});

function readable(place: string): boolean {
  return statSync(place, { throwIfNoEntry: false }) !== undefined;
}
