/** Makes the runtime's own Python environment: one command, exact versions and digests, nothing outside the cache folder. */

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { UsageError } from "../../core/errors.ts";
import { packageRoot } from "../../io/package-root.ts";
import { accelerators, findAccelerator, type Accelerator } from "./accelerator.ts";
import { describePython, environmentFolder, pythonIn, systemPython, type PythonFacts } from "./python.ts";

export interface Installed {
  readonly folder: string;
  readonly facts: PythonFacts;
}

/**
 * Installs into `environmentFolder()`, from requirements/*.txt; what was there is replaced.
 *
 * @param wanted which build of JAX, or undefined for what the machine has
 * @throws {UsageError} naming the step that failed and what to do
 */
export async function installRuntime(wanted: string | undefined, say: (line: string) => void): Promise<Installed> {
  const accelerator = wanted === undefined ? findAccelerator() : accelerators.find((name) => name === wanted);
  if (accelerator === undefined) throw new UsageError(`there is no build of JAX for "${wanted}"`, {
    hint: `Say one of ${accelerators.map((name) => `tpu:${name}`).join(", ")}, or tpu for what this machine has.`,
  });
  const base = await basePython();
  const folder = environmentFolder();
  say(`JAX for ${accelerator} into ${folder} (${SIZES[accelerator]}), with ${base}`);
  await runStep(base, ["-m", "venv", "--clear", folder], "Install what that Python lacks (Debian and Ubuntu: apt install python3-venv), then issue the command again.");
  const requirements = path.join(packageRoot(), "src/backends/tpu/requirements", `${accelerator}.txt`);
  const pip = ["-m", "pip", "install", "--disable-pip-version-check", "--quiet", "--no-deps", "--require-hashes", "--requirement", requirements];
  await runStep(pythonIn(folder), pip, "Check the network and the disk, then issue the command again.");
  const facts = await describePython(pythonIn(folder));
  if (facts?.jax !== undefined) return { folder, facts };
  throw new UsageError(`JAX was installed, but does not start: ${facts?.broken ?? facts?.missing ?? "no answer"}`, {
    hint: "Say cardeval doctor --install tpu:cpu to run on the processor instead.",
  });
}

const SIZES: Readonly<Record<Accelerator, string>> = { cpu: "about 700 MB", cuda12: "about 6 GB", tpu: "about 1 GB" };

/** A Python that can hold the environment: the one that is named, else the system's. */
async function basePython(): Promise<string> {
  const python = process.env["CARDEVAL_PYTHON"] ?? systemPython();
  const facts = await describePython(python);
  if (facts === undefined) throw new UsageError(`there is no Python "${python}"`, {
    hint: "Install Python 3.11 or newer, or name one in CARDEVAL_PYTHON, then issue the command again.",
  });
  if (facts.error !== undefined) throw new UsageError(facts.error.message, { hint: facts.error.todo ?? "Install Python 3.11 or newer." });
  return facts.executable ?? python;
}

/** A step that shows its own words. */
async function runStep(program: string, words: readonly string[], todo: string): Promise<void> {
  if (path.isAbsolute(program) && !existsSync(program)) throw new UsageError(`${program} is missing`, { hint: todo });
  const code = await new Promise<number | null>((resolve, reject) => {
    const child = spawn(program, words, { stdio: ["ignore", 2, 2] });
    child.once("error", reject);
    child.once("exit", resolve);
  });
  if (code !== 0) throw new UsageError(`${program} ${words.slice(0, 3).join(" ")} … ended with exit code ${code}`, { hint: todo });
}
