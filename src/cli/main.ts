/** The command line: calls the one command that the words name, and turns what it throws into a message and an exit code. */

import { EvalError, messageOf } from "../core/errors.ts";
import { exitCodes } from "./exit-codes.ts";

/** Runs the command line and returns the exit code. @param only the single command that a bin stands for */
export async function main(words: readonly string[], program: string, only?: string): Promise<number> {
  for (const stream of [process.stdout, process.stderr]) stream.on("error", ignoreClosed);
  try {
    if (only === undefined && words.length <= 1) {
      const [word = "--help"] = words;
      if (word === "--help" || word === "-h" || word === "help") return print((await import("./overview.ts")).overview(program));
      if (word === "--version") return print((await import("./version.ts")).packageVersion());
    }
    const chosen = (await import("./plain-words.ts")).readPlainWords(words, only) ?? (await (await import("./parse.ts")).parse(words, program, only));
    return chosen === undefined ? exitCodes.done : await (await chosen.command.load()).execute(chosen.flags);
  } catch (error) {
    return report(error, program);
  }
}

/** Whoever read the output has seen enough (`| head`): what was asked for is done to its end all the same. */
function ignoreClosed(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
}

function print(text: string): number {
  console.log(text);
  return exitCodes.done;
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
