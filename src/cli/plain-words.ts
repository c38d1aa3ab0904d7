/** Words that need no parser, whose loading is most of what starting costs: a command, options spelled out, the names it takes. */

import { parseArgs, type ParseArgsConfig } from "node:util";
import { commands, type Chosen, type Command } from "./commands.ts";
import { optionOf } from "./options.ts";

/** What `parse` makes of the words; undefined for all that it must word an answer to or read otherwise: help, mistakes, repetitions, nothing. */
export function readPlainWords(words: readonly string[], only?: string): Chosen | undefined {
  const [name, ...rest] = only === undefined ? words : [only, ...words];
  const command = commands.find(({ usage }) => usage.split(" ")[0] === name);
  if (command === undefined || rest.some((word) => NEVER_PLAIN.has(word))) return undefined;
  const read = readOptions(rest, optionsOf(command));
  const names = read && readNames(read.positionals, command.usage);
  return names && { command, flags: { ...read?.values, ...names } };
}

/** The last two may belong to the flag before them. */
const NEVER_PLAIN = new Set(["", "--", "true", "false"]);

type Options = NonNullable<ParseArgsConfig["options"]>;

function optionsOf({ options, own = {} }: Command): Options {
  const shared = options.map((name) => [name, { type: optionOf(name).kind === "flag" ? "boolean" : "string", multiple: optionOf(name).kind === "list" }]);
  return Object.fromEntries([...shared, ...Object.entries(own).map(([name, { type }]) => [name, { type }])]) as Options;
}

function readOptions(args: string[], options: Options): { values: Record<string, unknown>; positionals: string[] } | undefined {
  try {
    const { values, positionals, tokens } = parseArgs({ args, options, allowPositionals: true, tokens: true });
    const given = tokens.flatMap((token) => (token.kind === "option" ? [token] : []));
    const isPlain = given.every(({ name, value }, i) => value !== "" && (options[name]?.multiple === true || given.findIndex((other) => other.name === name) === i));
    return isPlain ? { values, positionals } : undefined;
  } catch {
    return undefined;
  }
}

/** Values of `<one>`, `[maybe]`, `<several..>` and `[any..]`; undefined for too few or too many. */
function readNames(given: readonly string[], usage: string): Record<string, unknown> | undefined {
  const left = [...given];
  const names: Record<string, unknown> = {};
  for (const [, bracket, name = "", dots] of usage.matchAll(/([<[])(\w+)(\.\.)?/g)) {
    if (bracket === "<" && left.length === 0) return undefined;
    names[name] = dots === undefined ? left.shift() : left.splice(0);
  }
  return left.length === 0 ? names : undefined;
}
