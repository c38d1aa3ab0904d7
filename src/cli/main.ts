/** The command line: parses, calls one command, and turns what it throws into a message and an exit code. */

import yargs, { type Argv } from "yargs";
import { EvalError, UsageError, messageOf } from "../core/errors.ts";
import { nearest } from "../core/nearest.ts";
import { exitCodes } from "./exit-codes.ts";
import { optionNames, optionOf, type OptionName } from "./options.ts";

/** What a command gets: positional arguments and flags as typed. */
export type Flags = Readonly<Record<string, unknown>>;

interface Command {
  readonly usage: string;
  readonly about: string;
  readonly options: readonly OptionName[];
  /** Options of this command alone. */
  readonly own?: Readonly<Record<string, { readonly type: "string" | "boolean"; readonly describe: string }>>;
  readonly load: () => Promise<{ execute(flags: Flags): Promise<number> }>;
}

const scoring = ["data", "card", "report", "json", "quiet", "seed"] as const;

const commands: readonly Command[] = [
  { usage: "run", about: "ask a model, score it, write reports", options: optionNames, load: () => import("./run.ts") },
  {
    usage: "score [run]", about: "score stored replies again; no model", options: [...scoring, "benchmark", "set", "limit", "out"],
    own: { predictions: { type: "string", describe: "replies in a file: a journal, {\"id\",\"text\"} lines, or an official result file" } },
    load: () => import("./score.ts"),
  },
  {
    usage: "report <run..>", about: "write reports of finished runs", options: ["card", "column", "out", "json"],
    own: { format: { type: "string", describe: "html,csv,md,json,junit (default: html,csv,md,json)" } },
    load: () => import("./report.ts"),
  },
  {
    usage: "metric <name> <file>", about: "a metric alone, on {\"id\",\"prediction\",\"references\"} lines", options: ["json", "seed"],
    own: {
      "per-sample": { type: "boolean", describe: "one value a line of input" },
      tokenizer: { type: "string", describe: "ptb, dataset, char or intl (default: ptb)" },
      "strict-lines": { type: "boolean", describe: "line separators inside captions as the reference treats them" },
      case: { type: "string", describe: "kept or ignored, in exact-match and vqa-accuracy-simple (default: kept)" },
    },
    load: () => import("./metric.ts"),
  },
  {
    usage: "tokenize <file>", about: "PTB tokens of {\"id\",\"caption\"} lines, as one corpus", options: ["json"],
    own: { "strict-lines": { type: "boolean", describe: "line separators inside captions as the reference treats them" } },
    load: () => import("./tokenize.ts"),
  },
  { usage: "list [what]", about: "benchmarks, suites, metrics, backends, cards", options: ["json"], load: () => import("./list.ts") },
  { usage: "doctor", about: "what this machine can run, and why not", options: ["json", "data", "backend"], load: () => import("./doctor.ts") },
];

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

/** Runs the command line and returns the exit code. @param only the single command that a bin stands for */
export async function main(words: readonly string[], program: string, only?: string): Promise<number> {
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
  if (only === undefined) parser.option("version", { type: "boolean", describe: "print the version" }).demandCommand(1, "").epilogue(EPILOGUE);
  try {
    if (only === undefined && (words.length === 0 || words[0] === "--version")) return await greet(parser, words);
    await parser.parseAsync([...words]);
    return code;
  } catch (error) {
    return report(error, program);
  }
}

const EPILOGUE = `Start here:  cardeval run --suite captioning              the packaged sampler and demonstration model
             cardeval run --suite captioning --backend openai:http://localhost:8000/v1 --data /data
             cardeval list benchmarks
In a shell, "eval run …" starts the bin "run" (eval is a builtin); arguments are then parsed twice.`;

async function greet(parser: Argv, words: readonly string[]): Promise<number> {
  if (words[0] === "--version") console.log((await import("./version.ts")).packageVersion());
  else console.log(await parser.getHelp());
  return exitCodes.done;
}

/** yargs' message, made to say what is near. */
function explain(message: string, only: string | undefined): string {
  const unknown = /^Unknown (?:argument|command)s?: (.+)$/.exec(message)?.[1]?.split(", ")[0];
  if (unknown === undefined) return message;
  const known = [...optionNames, ...commands.flatMap((command) => [command.usage.split(" ")[0] ?? "", ...Object.keys(command.own ?? {})])];
  const near = nearest(unknown, known);
  const hint = near === undefined ? "" : ` Did you mean "${optionNames.includes(near as OptionName) ? "--" : ""}${near}"?`;
  const quotes = only === undefined ? "" : " Quotes are removed by the shell's eval: for values with spaces use `cardeval run`.";
  return `unknown argument "${unknown}".${hint}${quotes}`;
}

function report(error: unknown, program: string): number {
  const isExpected = error instanceof EvalError;
  if (error instanceof Error && error.name === "Interrupted") return exitCodes.interrupted;
  if (!isExpected) {
    console.error(`${program}: this is a bug in cardeval: ${messageOf(error)}\n${error instanceof Error ? error.stack : ""}\nPlease report it with this text and the command you typed.`);
    return exitCodes.bug;
  }
  console.error(`${program}: ${error.message}${error.hint === undefined ? "" : `\n  ${error.hint}`}`);
  return error.code === "BACKEND" ? exitCodes.incomplete : exitCodes.usage;
}
