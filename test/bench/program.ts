/** Runs the built command line, and scripts of this folder, as processes of their own. */

import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { packageRoot } from "../../src/io/package-root.ts";

export const commandLine = path.join(packageRoot(), "dist", "src", "cli", "bin", "cardeval.js");

/** A script beside this file, as built. */
export function script(name: string): string {
  return path.join(import.meta.dirname, `${name}.js`);
}

export interface Finished {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly maxResidentBytes: number;
  readonly output: string;
  readonly exitCode: number | null;
}

export interface RunOptions {
  /** Exit codes that are no failure. */
  readonly allowed?: readonly number[];
  /** Sees the process as soon as it is started. */
  readonly watch?: (child: ChildProcess) => void;
}

/** Runs a Node program to its end. @throws {Error} with its standard error when it fails. */
export async function runNode(words: readonly string[], { allowed = [0], watch }: RunOptions = {}): Promise<Finished> {
  const folder = mkdtempSync(path.join(tmpdir(), "cardeval-usage-"));
  const usageFile = path.join(folder, "usage.json");
  const started = performance.now();
  const child = spawn(process.execPath, ["--import", pathToFileURL(script("process-usage")).href, ...words], {
    stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, CARDEVAL_BENCH_USAGE: usageFile, NO_COLOR: "1" },
  });
  watch?.(child);
  const [output, errors] = [gather(child.stdout), gather(child.stderr)];
  const [exitCode] = (await once(child, "close")) as [number | null];
  const wallMs = performance.now() - started;
  try {
    if (exitCode === null || !allowed.includes(exitCode)) throw new Error(`node ${words.join(" ")} ended with ${exitCode}: ${errors().slice(-2000)}`);
    const usage = JSON.parse(readFileSync(usageFile, "utf8")) as { cpuMs: number; maxResidentBytes: number };
    return { wallMs, ...usage, output: output(), exitCode };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Everything a stream said, so far. */
export function gather(stream: NodeJS.ReadableStream): () => string {
  let text = "";
  stream.setEncoding("utf8");
  stream.on("data", (chunk: string) => (text += chunk));
  return () => text;
}
