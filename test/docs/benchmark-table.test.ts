/** docs/protocol.md lists every benchmark as it is asked: made from the code, so that it cannot say anything else. */

import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { benchmarkNames, loadBenchmark } from "../../datasets/index.ts";
import { createBenchmark } from "../../src/core/define.ts";

const file = path.resolve(import.meta.dirname, "../../docs/protocol.md");

/** Spaces and tabs that matter are shown. */
function code(text: string): string {
  return `\`${text.replaceAll("\n", "\\n").replaceAll("\t", "\\t").replaceAll("|", "\\|")}\``;
}

async function table(): Promise<string> {
  const rows = await Promise.all(benchmarkNames.map(async (name) => {
    const definition = await loadBenchmark(name);
    const { task, dataset, parts } = createBenchmark(definition);
    const { beams, maxTokens, promptTokens } = task.decode;
    const options = Object.entries(definition.options).map(([option, { values }]) => `${option}: ${values.join(", ")}`).join("; ");
    const headline = parts[0];
    return [
      name, code(task.form), beams === 1 ? "greedy" : `beam ${beams}`, String(maxTokens), String(promptTokens), `${task.antialias ? "antialiased" : "plain"}${dataset.frames === undefined ? "" : `, ${dataset.frames.count} frames, one in ${dataset.frames.stride}`}`,
      dataset.size.toLocaleString("en"), `${headline?.metric.signature.replaceAll("|", " \\| ")}${headline?.meanOver === undefined ? "" : `, mean over ${headline.meanOver.group}`}`, options,
    ];
  }));
  const head = ["benchmark", "prompt", "decoding", "reply tokens", "prompt tokens", "resize", "samples", "headline metric", "options, the default first"];
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

it("docs/protocol.md says what the code does (UPDATE_DOCS=1 writes it)", async () => {
  const [intro = ""] = readFileSync(file, "utf8").split("\n| benchmark ");
  const wanted = `${intro}\n${await table()}\n`;
  if (process.env["UPDATE_DOCS"] !== undefined) writeFileSync(file, wanted);
  expect(readFileSync(file, "utf8")).toBe(wanted);
});
