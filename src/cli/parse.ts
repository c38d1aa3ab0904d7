/** From words to the command they name: yargs checks the flags, words its own help, and calls the command. */

import yargs, { type Argv } from "yargs";
import { UsageError } from "../core/errors.ts";
import { nearest } from "../core/nearest.ts";
import { commands, type Command } from "./commands.ts";
import { exitCodes } from "./exit-codes.ts";
import { optionNames, optionOf, type OptionName } from "./options.ts";

/** Runs the command that the words name. @param only the single command that a bin stands for */
export async function parse(words: readonly string[], program: string, only?: string): Promise<number> {
  let code: number = exitCodes.done;
  const parser = yargs()
    .scriptName(program)
    .parserConfiguration({ "greedy-arrays": false, "camel-case-expansion": false, "boolean-negation": false, "duplicate-arguments-array": true })
    .help().alias("help", "h").version(false).exitProcess(false).strictCommands().strictOptions().wrap(Math.min(110, process.stdout.columns ?? 110))
    .fail((message, error) => { throw error ?? new UsageError(explain(message, only)); });
  for (const command of commands.filter((entry) => only === undefined || entry.usage === only)) {
    const names = only === undefined ? command.usage : "$0";
    parser.command(names, command.about, (sub) => addOptions(sub, command), async (flags) => {
      code = await (await command.load()).execute(flags);
    });
  }
  if (only === undefined) parser.demandCommand(1, "");
  await parser.parseAsync([...words]);
  return code;
}

function addOptions(parser: Argv, command: Command): Argv {
  for (const name of command.options) {
    const { kind, about, value, default: preset } = optionOf(name);
    const type = kind === "flag" ? "boolean" : kind === "list" ? "array" : "string";
    const shown = preset === undefined ? about : `${about} [${String(preset)}]`;
    parser.option(name, { type, describe: shown, group: `${optionOf(name).group}:`, ...(value === undefined ? {} : { requiresArg: true }) });
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
