/** From words to the command they name: yargs checks the flags and words its own help. */

import yargs, { type Argv } from "yargs";
import { UsageError } from "../core/errors.ts";
import { nearest } from "../core/nearest.ts";
import { commands, type Chosen, type Command } from "./commands.ts";
import { optionNames, optionOf, type OptionName } from "./options.ts";

/** Undefined when there is none to call: help was asked for, and given. @param only the single command that a bin stands for @throws {UsageError} */
export async function parse(words: readonly string[], program: string, only?: string): Promise<Chosen | undefined> {
  let chosen: Chosen | undefined;
  const parser = yargs()
    .scriptName(program)
    .parserConfiguration({ "greedy-arrays": false, "camel-case-expansion": false, "boolean-negation": false, "duplicate-arguments-array": true })
    .help().alias("help", "h").version(false).exitProcess(false).strictCommands().strictOptions().wrap(Math.min(110, process.stdout.columns ?? 110))
    .fail((message, error) => { throw error ?? new UsageError(explain(message, only)); });
  for (const command of commands.filter((entry) => only === undefined || entry.usage === only)) {
    const names = only === undefined ? command.usage : "$0";
    parser.command(names, command.about, (sub) => addOptions(sub, command), (flags) => {
      chosen = { command, flags };
    });
  }
  if (only === undefined) parser.demandCommand(1, "");
  await parser.parseAsync([...words]);
  return chosen;
}

function addOptions(parser: Argv, command: Command): Argv {
  for (const name of command.options) {
    const { kind, about, value, default: preset } = optionOf(name);
    const shown = preset === undefined ? about : `${about} [${String(preset)}]`;
    parser.option(name, { boolean: kind === "flag", string: kind !== "flag", array: kind === "list", describe: shown, group: `${optionOf(name).group}:`, ...(value === undefined ? {} : { requiresArg: true }) });
  }
  for (const [, name = ""] of command.usage.matchAll(/[<[](\w+)/g)) parser.positional(name, { type: "string" });
  for (const [name, option] of Object.entries(command.own ?? {})) parser.option(name, { ...option, group: "This command:" });
  return parser;
}

/** yargs' message, made to say what is near. */
function explain(message: string, only: string | undefined): string {
  const unknown = /^Unknown (?:argument|command)s?: (.+)$/.exec(message)?.[1]?.split(", ")[0];
  if (unknown === undefined) return message;
  const known = ["help", ...optionNames, ...commands.flatMap((command) => [command.usage.split(" ")[0] ?? "", ...Object.keys(command.own ?? {})])];
  const near = nearest(unknown, known);
  const hint = near === undefined ? "" : ` Did you mean "${near === "help" || optionNames.includes(near as OptionName) ? "--" : ""}${near}"?`;
  const quotes = only === undefined ? "" : " Quotes are removed by the shell's eval: for values with spaces use `cardeval run`.";
  return `unknown argument "${unknown}".${hint}${quotes}`;
}
