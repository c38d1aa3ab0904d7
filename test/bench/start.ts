/** How long the command line takes to say something, over an empty Node. */

import { median, milliseconds, minimum, type Measure, type Row } from "./measure.ts";
import { spawnSync } from "node:child_process";
import { commandLine } from "./program.ts";

const RUNS = 15;

export const start: Measure = {
  name: "start",
  method: `\`node cardeval.js --help\` and \`list\` beside \`node -e 0\`, in turns, ${RUNS} times each, output discarded; the differences are of the least times (medians in brackets).`,
  async run() {
    const commands = { nothing: ["-e", "0"], help: [commandLine, "--help"], list: [commandLine, "list"] };
    const found = { nothing: [] as number[], help: [] as number[], list: [] as number[] };
    for (let i = 0; i < RUNS; i++) {
      for (const name of ["nothing", "help", "list"] as const) found[name].push(time(commands[name]));
    }
    return [row("start: --help", found.help, found.nothing, 60), row("start: list", found.list, found.nothing, 120)];
  },
};

function time(words: readonly string[]): number {
  const started = performance.now();
  const { status } = spawnSync(process.execPath, [...words], { stdio: "ignore" });
  if (status !== 0) throw new Error(`node ${words.join(" ")} ended with ${status}`);
  return performance.now() - started;
}

function row(what: string, ours: readonly number[], nothing: readonly number[], allowedMs: number): Row {
  const show = (values: readonly number[]): string => `${milliseconds(minimum(values))} (${milliseconds(median(values))})`;
  const more = minimum(ours) - minimum(nothing);
  return { what, ours: show(ours), reference: show(nothing), ratio: `+ ${milliseconds(more)} (+ ${milliseconds(median(ours) - median(nothing))})`, goal: `≤ + ${allowedMs} ms`, isMet: more <= allowedMs };
}
