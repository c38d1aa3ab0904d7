/** `cardeval list`: what there is. Loads only what it names. */

import { readdirSync } from "node:fs";
import path from "node:path";
import { UsageError } from "../core/errors.ts";
import { suggestion } from "../core/nearest.ts";
import { packageRoot } from "../io/package-root.ts";
import { exitCodes } from "./exit-codes.ts";
import type { Flags } from "./commands.ts";

type Rows = readonly Readonly<Record<string, unknown>>[];

const kinds: Readonly<Record<string, () => Promise<Rows>>> = {
  benchmarks: listBenchmarks,
  suites: async () => Object.entries((await import("../../datasets/suites.ts")).suites).map(([name, benchmarks]) => ({ name, benchmarks: benchmarks.join(" ") })),
  metrics: async () => (await import("../../metrics/index.ts")).metricNames.map((name) => ({ name })),
  backends: async () => targets((await import("../backends/index.ts")).backends),
  scorers: async () => targets((await import("../scorers/index.ts")).scorers),
  cards: async () => readdirSync(path.join(packageRoot(), "reports", "cards")).map((file) => ({ name: file.replace(/\.json$/, "") })),
};

export async function execute(flags: Flags): Promise<number> {
  const what = typeof flags["what"] === "string" ? flags["what"] : undefined;
  if (what !== undefined && !Object.hasOwn(kinds, what)) throw new UsageError(`there are no "${what}" to list`, { hint: suggestion(what, Object.keys(kinds)) });
  const wanted = what === undefined ? Object.keys(kinds) : [what];
  const found: Record<string, Rows> = {};
  for (const kind of wanted) found[kind] = await (kinds[kind] as () => Promise<Rows>)();
  if (flags["json"] === true) console.log(JSON.stringify(what === undefined ? found : found[what]));
  else for (const [kind, rows] of Object.entries(found)) console.log(`${what === undefined ? `${kind}\n` : ""}${align(rows)}${what === undefined ? "\n" : ""}`);
  return exitCodes.done;
}

async function listBenchmarks(): Promise<Rows> {
  const { benchmarkNames, loadBenchmark } = await import("../../datasets/index.ts");
  const { createBenchmark } = await import("../core/define.ts");
  return Promise.all(benchmarkNames.map(async (name) => {
    const definition = await loadBenchmark(name);
    const { title, dataset, task, version } = createBenchmark(definition);
    const { beams, maxTokens } = task.decode;
    return {
      name, title, samples: dataset.size, prompt: task.form, decoding: `${beams === 1 ? "greedy" : `beam ${beams}`} ${maxTokens}`, version,
      options: Object.entries(definition.options).map(([option, { values }]) => `${option}=${values.join("|")}`).join(" "),
      folder: dataset.folders[0], files: Object.values(dataset.files).map(([first]) => first).join(" "),
    };
  }));
}

/** `kind:TARGET`, or `kind[:TARGET]` where the target may be left out. */
function targets(found: Readonly<Record<string, { readonly target?: string; readonly about: string }>>): Rows {
  return Object.entries(found).map(([name, { target, about }]) => ({ name: target === undefined ? name : target.startsWith("[") ? `${name}[:${target.slice(1)}` : `${name}:${target}`, about }));
}

function align(rows: Rows): string {
  const names = Object.keys(rows[0] ?? {});
  const cells = [names, ...rows.map((row) => names.map((name) => String(row[name]).replaceAll("\n", "\\n")))];
  const widths = names.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells.map((row) => row.map((text, column) => text.padEnd(widths[column] ?? 0)).join("  ").trimEnd()).join("\n");
}
