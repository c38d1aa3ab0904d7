/** The built program as a user starts it. */

import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

export const bins = path.resolve(import.meta.dirname, "../../dist/src/cli/bin");

export interface Outcome {
  readonly code: number | null;
  readonly signal: string | null;
  readonly out: string;
  readonly err: string;
}

export function emptyFolder(): string {
  return mkdtempSync(path.join(tmpdir(), "cardeval-cli-"));
}

/** Starts a program, as the first of a group of its own where that matters; `whenStarted` may kill it. */
export function start(file: string, words: readonly string[], cwd: string, whenStarted?: (child: ChildProcess) => void, environment: Readonly<Record<string, string>> = {}, leadsGroup = false): Promise<Outcome> {
  const child = spawn(file, words, { cwd, env: { ...process.env, ...environment }, detached: leadsGroup });
  const [out, err]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
  whenStarted?.(child);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve({ code, signal, out: Buffer.concat(out).toString("utf8"), err: Buffer.concat(err).toString("utf8") }));
  });
}

export function cardeval(words: readonly string[], cwd: string, whenStarted?: (child: ChildProcess) => void): Promise<Outcome> {
  return start(process.execPath, [path.join(bins, "cardeval.js"), ...words], cwd, whenStarted);
}
