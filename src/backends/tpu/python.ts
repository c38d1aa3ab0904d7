/** The Python that runs the JAX runtime: found, described, and started with this package's modules. */

import { execFile, spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { cacheFolder } from "../../io/cache-folder.ts";
import { packageRoot } from "../../io/package-root.ts";

/** The environment that `cardeval doctor --install tpu` makes. */
export function environmentFolder(): string {
  return path.join(cacheFolder(), "tpu-environment");
}

/** Compiled programs and digests of large files. */
export function runtimeCache(): string {
  return path.join(cacheFolder(), "tpu");
}

export function pythonIn(environment: string): string {
  return process.platform === "win32" ? path.join(environment, "Scripts/python.exe") : path.join(environment, "bin/python");
}

/** `CARDEVAL_PYTHON`, else the environment of our own, else `python3` of the PATH. */
export function chosenPython(): string {
  const named = process.env["CARDEVAL_PYTHON"];
  if (named !== undefined && named !== "") return named;
  const own = pythonIn(environmentFolder());
  return existsSync(own) ? own : systemPython();
}

export function systemPython(): string {
  return process.platform === "win32" ? "python" : "python3";
}

/** What `--check` says; `error` when that Python is too old for it. */
export interface PythonFacts {
  readonly python: string;
  readonly executable?: string;
  readonly jax?: string;
  readonly platform?: string;
  readonly device_kind?: string;
  readonly device_count?: number;
  /** A module that cannot be imported. */
  readonly missing?: string;
  /** Why JAX finds no device. */
  readonly broken?: string;
  readonly error?: { readonly message: string; readonly todo?: string };
}

/** Facts about a Python, or undefined when there is none of that name. */
export async function describePython(python: string): Promise<PythonFacts | undefined> {
  const asked = promisify(execFile)(python, [...MODULE, "--check"], { env: environment(), timeout: 120_000 });
  const answer = await asked.then(({ stdout }) => stdout, (error: { stdout?: string }) => error.stdout ?? "");
  try {
    return JSON.parse(answer.trim().split("\n").at(-1) ?? "") as PythonFacts;
  } catch {
    return undefined;
  }
}

/** Starts the runtime on a checkpoint, with its own words behind. */
export function spawnRuntime(python: string, words: readonly string[]): ChildProcessWithoutNullStreams {
  return spawn(python, [...MODULE, ...words, "--cache", runtimeCache()], { env: environment(), stdio: ["pipe", "pipe", "pipe"] });
}

const MODULE = ["-m", "cardeval_jax"];

/** Bytecode is kept in the cache folder, whatever else the machine forbids: without it every start compiles all of JAX again. */
function environment(): NodeJS.ProcessEnv {
  const bytecode = { PYTHONPYCACHEPREFIX: path.join(runtimeCache(), "bytecode"), PYTHONDONTWRITEBYTECODE: "" };
  return { ...process.env, ...bytecode, PYTHONPATH: path.join(packageRoot(), "src/backends/tpu"), PYTHONUNBUFFERED: "1" };
}
