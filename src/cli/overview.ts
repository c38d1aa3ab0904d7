/** What `cardeval` and `cardeval --help` print: for a person in a hurry, so without loading the parser. */

import { commands } from "./commands.ts";

const START = `Start here:  cardeval run --suite captioning              the packaged sampler and demonstration model
             cardeval run --suite captioning --backend openai:http://localhost:8000/v1 --data /data
             cardeval list benchmarks
In a shell, "eval run …" starts the bin "run" (eval is a builtin); arguments are then parsed twice.`;

export function overview(program: string): string {
  const usages = commands.map(({ usage }) => `${program} ${usage}`);
  const width = Math.max(...usages.map((usage) => usage.length));
  const lines = commands.map(({ about }, index) => `  ${usages[index]?.padEnd(width)}  ${about}`);
  const options = `  --help     what a command takes: ${program} run --help\n  --version  print the version`;
  return `${program} <command>\n\nCommands:\n${lines.join("\n")}\n\nOptions:\n${options}\n\n${START}`;
}
