/** The Python with JAX that the tests of the runtime use, and what they share. Without it they are skipped by name. */

import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "../../..");

/** `CARDEVAL_JAX_PYTHON`, or the environment that .ci/run makes. */
export const python = process.env["CARDEVAL_JAX_PYTHON"] ?? path.join(root, ".venv-jax/bin/python");
export const hasJax = existsSync(python);
/** Goes into a suite's name where the suite is skipped. */
export const needsJax = hasJax ? "" : " (skipped: no CARDEVAL_JAX_PYTHON, no .venv-jax)";

/** Compiled programs are kept between test files: most of the time goes into compiling. */
process.env["CARDEVAL_CACHE"] = path.join(tmpdir(), "cardeval-test-cache");
process.env["CARDEVAL_PYTHON"] = python;

/** Runs a script of this folder with the runtime's modules, and returns what it prints. */
export function runScript(name: string, words: readonly string[]): string {
  return execFileSync(python, [path.join(import.meta.dirname, name), ...words], {
    encoding: "utf8", env: { ...process.env, PYTHONPATH: path.join(root, "src/backends/tpu"), PYTHONDONTWRITEBYTECODE: "1" },
  });
}

/** Runtimes that a process started, oldest first. */
export function childrenOf(parent: number): number[] {
  const lines = execFileSync("ps", ["-eo", "pid=,ppid=,args="], { encoding: "utf8" }).trim().split("\n");
  return lines.map((line) => line.trim().split(/\s+/)).filter((words) => words[1] === String(parent) && words.includes("cardeval_jax")).map(([pid]) => Number(pid));
}
