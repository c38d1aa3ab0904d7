/** Wall time, or peak memory, of a foreign program with all its children (a Python that starts a JVM). */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { gather } from "./program.ts";

const SAMPLE_MS = 25;

export interface MeasuredTree {
  /** The least time of the runs that nobody looked at. */
  readonly wallMs: number;
  /** Largest sum of proportional set sizes seen in a run of its own; undefined where there is no /proc. */
  readonly peakBytes: number | undefined;
  readonly output: string;
}

/** Timed `runs` times, then looked at once: counting the pages of a large process makes it wait, and its time would be ours. */
export async function measureTree(program: string, words: readonly string[], runs: number): Promise<MeasuredTree> {
  const timed: Run[] = [];
  for (let i = 0; i < runs; i++) timed.push(await runTree(program, words));
  let peakBytes: number | undefined;
  const { output } = await runTree(program, words, (bytes) => (peakBytes = Math.max(peakBytes ?? 0, bytes)));
  return { wallMs: Math.min(...timed.map(({ wallMs }) => wallMs)), peakBytes, output };
}

type Run = Pick<MeasuredTree, "wallMs" | "output">;

/** @throws {Error} with the program's standard error when it fails. */
async function runTree(program: string, words: readonly string[], look?: (bytes: number) => void): Promise<Run> {
  const started = performance.now();
  const child = spawn(program, [...words], { stdio: ["ignore", "pipe", "pipe"] });
  const [output, errors] = [gather(child.stdout), gather(child.stderr)];
  const timer = look && setInterval(() => {
    const bytes = treeBytes(child.pid ?? 0);
    if (bytes > 0) look(bytes);
  }, SAMPLE_MS);
  try {
    const [exitCode] = (await once(child, "close")) as [number | null];
    const wallMs = performance.now() - started;
    if (exitCode !== 0) throw new Error(`${program} ended with ${exitCode}: ${errors().slice(-2000)}`);
    return { wallMs, output: output() };
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

export function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((task) => readIfThere(`/proc/${pid}/task/${task}/children`).split(" ").filter((word) => word !== "").map(Number));
  } catch {
    return [];
  }
}

/** A process may end while it is looked at. */
export function readIfThere(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
