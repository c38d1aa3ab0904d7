/** Wall time and peak memory of a foreign program with all its children (a Python that starts a JVM), sampled from /proc. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { gather } from "./program.ts";

const SAMPLE_MS = 25;

export interface MeasuredTree {
  readonly wallMs: number;
  /** Largest sum of proportional set sizes seen; undefined where there is no /proc. */
  readonly peakBytes: number | undefined;
  readonly output: string;
}

/** @throws {Error} with the program's standard error when it fails. */
export async function measureTree(program: string, words: readonly string[]): Promise<MeasuredTree> {
  const started = performance.now();
  const child = spawn(program, [...words], { stdio: ["ignore", "pipe", "pipe"] });
  const [output, errors] = [gather(child.stdout), gather(child.stderr)];
  let peakBytes: number | undefined;
  const timer = setInterval(() => {
    const bytes = treeBytes(child.pid ?? 0);
    if (bytes > 0) peakBytes = Math.max(peakBytes ?? 0, bytes);
  }, SAMPLE_MS);
  try {
    const [exitCode] = (await once(child, "close")) as [number | null];
    const wallMs = performance.now() - started;
    if (exitCode !== 0) throw new Error(`${program} ended with ${exitCode}: ${errors().slice(-2000)}`);
    return { wallMs, peakBytes, output: output() };
  } finally {
    clearInterval(timer);
  }
}

/** Pages shared by two processes count once: proportional set sizes, not resident ones. */
function treeBytes(root: number): number {
  let sum = 0;
  const waiting = [root];
  for (let pid = waiting.pop(); pid !== undefined; pid = waiting.pop()) {
    sum += proportionalBytes(pid);
    waiting.push(...childrenOf(pid));
  }
  return sum;
}

function proportionalBytes(pid: number): number {
  const text = readIfThere(`/proc/${pid}/smaps_rollup`);
  return Number(/^Pss:\s+(\d+) kB$/m.exec(text)?.[1] ?? 0) * 1024;
}

function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((task) => readIfThere(`/proc/${pid}/task/${task}/children`).split(" ").filter((word) => word !== "").map(Number));
  } catch {
    return [];
  }
}

/** A process may end while it is looked at. */
function readIfThere(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
