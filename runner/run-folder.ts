/** A run on disk: the specification first, one process at a time, and nothing is ever deleted. */

import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import path from "node:path";
import { canonicalJson, digestOf } from "../src/core/canonical-json.ts";
import { UsageError } from "../src/core/errors.ts";
import type { ProbeNote, RunRecord, RunStatus } from "../src/core/records.ts";
import type { ScorerIdentity } from "../src/core/scorer.ts";
import type { RecordedAnswer } from "../src/core/submission.ts";
import type { BackendIdentity } from "../src/core/types.ts";
import { writeFileAtomically } from "../src/io/write-file.ts";

export interface RunFolder {
  readonly path: string;
  readonly record: RunRecord;
  /** Writes down who answers a benchmark, when models are opened one after another. @throws {UsageError} when it was another model before. */
  noteBackend(benchmark: string, identity: BackendIdentity, approximations: readonly string[], probe?: ProbeNote): Promise<void>;
  /** Writes down what was odd about a benchmark's predictions. */
  noteRemarks(benchmark: string, remarks: readonly string[]): Promise<void>;
  /** Rewrites run.json with another status and gives the folder free for other processes. */
  close(status: RunStatus): Promise<void>;
}

/** Places inside a run's folder. */
export const places = {
  record: (run: string) => path.join(run, "run.json"),
  journal: (run: string, benchmark: string) => path.join(run, benchmark, "samples.jsonl"),
  scores: (run: string, benchmark: string) => path.join(run, benchmark, "scores.json"),
  /** Of one scorer: a scorer of another version, address or model has a journal of its own. */
  captionScores: (run: string, benchmark: string, scorer: ScorerIdentity) => path.join(run, benchmark, `scores-${scorer.kind}-${digestOf(scorer).slice(0, 8)}.jsonl`),
  scored: (run: string, benchmark: string) => path.join(run, benchmark, "scored.jsonl"),
  statistics: (run: string, benchmark: string) => path.join(run, benchmark, "statistics.jsonl"),
  /** Scratch of scoring; gone afterwards. */
  spool: (run: string, benchmark: string) => path.join(run, benchmark, "pairs.tmp"),
  blob: (run: string, digest: string) => path.join(run, "blobs", digest),
};

/**
 * Opens or continues a run and takes its lock.
 *
 * A folder with another fingerprint is another run: it is refused, or moved aside with `fresh`.
 * @throws {UsageError} when the folder holds another run, or another process is writing it.
 */
export async function openRunFolder(folder: string, record: RunRecord, options: { readonly fresh: boolean }): Promise<RunFolder> {
  if (options.fresh) await moveAside(folder);
  const earlier = await readRunRecord(folder).catch(() => undefined);
  if (earlier !== undefined && earlier.fingerprint !== record.fingerprint) {
    throw new UsageError(`${folder} holds another run (${earlier.fingerprint.slice(0, 8)}, this one is ${record.fingerprint.slice(0, 8)})`, {
      hint: "Choose another --out, or start over with --fresh (the old run is moved aside).",
    });
  }
  await mkdir(folder, { recursive: true });
  await takeLock(folder);
  let benchmarks = record.benchmarks.map((plan) => ({ ...earlier?.benchmarks.find(({ name }) => name === plan.name), ...plan }));
  const merged: RunRecord = { ...record, sessions: [...(earlier?.sessions ?? []), ...record.sessions] };
  const write = (status: RunStatus): Promise<void> => writeFileAtomically(places.record(folder), `${JSON.stringify({ ...merged, benchmarks, status }, null, 2)}\n`);
  await write("running");
  return {
    path: folder,
    record: merged,
    async noteBackend(benchmark, identity, approximations, probe) {
      const known = benchmarks.find(({ name }) => name === benchmark)?.backend;
      if (known !== undefined && canonicalJson(known) !== canonicalJson(identity)) {
        throw new UsageError(`${benchmark} was answered by ${known.model} before, and ${identity.model} is another model`, { hint: "Start over with --fresh, or choose another --out." });
      }
      benchmarks = benchmarks.map((plan) => (plan.name === benchmark ? { ...plan, backend: identity, approximations, ...(probe === undefined ? {} : { probe }) } : plan));
      await write("running");
    },
    async noteRemarks(benchmark, remarks) {
      benchmarks = benchmarks.map((plan) => (plan.name === benchmark ? { ...plan, remarks } : plan));
      await write("running");
    },
    async close(status) {
      await write(status);
      await rm(lockOf(folder), { force: true });
    },
  };
}

/** Writes a test server's answers into run.json; one of the same phase and submission is replaced. @throws {UsageError} when another process is writing. */
export async function attachRecorded(folder: string, answers: readonly RecordedAnswer[]): Promise<void> {
  const keyOf = ({ part, phase, submission }: RecordedAnswer): string => JSON.stringify([part, phase, submission]);
  await takeLock(folder);
  try {
    const record = await readRunRecord(folder);
    const benchmarks = record.benchmarks.map((plan) => {
      const own = answers.filter(({ benchmark }) => benchmark === plan.name);
      const recorded = new Map([...(plan.recorded ?? []), ...own].map((answer) => [keyOf(answer), answer]));
      return recorded.size === 0 ? plan : { ...plan, recorded: [...recorded.values()] };
    });
    await writeFileAtomically(places.record(folder), `${JSON.stringify({ ...record, benchmarks }, null, 2)}\n`);
  } finally {
    await rm(lockOf(folder), { force: true });
  }
}

/** @throws {UsageError} when the folder holds no run. */
export async function readRunRecord(folder: string): Promise<RunRecord> {
  const text = await readFile(places.record(folder), "utf8").catch(() => undefined);
  if (text === undefined) throw new UsageError(`${folder} holds no run (no run.json)`, { hint: "Give the folder that `cardeval run` printed." });
  return JSON.parse(text) as RunRecord;
}

async function moveAside(folder: string): Promise<void> {
  if (!(await exists(folder))) return;
  for (let n = 1; ; n++) {
    const aside = `${folder}.old-${n}`;
    if (!(await exists(aside))) return rename(folder, aside);
  }
}

function exists(place: string): Promise<boolean> {
  return stat(place).then(() => true, () => false);
}

function lockOf(folder: string): string {
  return path.join(folder, "run.lock");
}

/** The lock names its process, so that a lock left by a killed one is recognised. */
async function takeLock(folder: string): Promise<void> {
  const mine = JSON.stringify({ pid: process.pid, host: hostname() });
  for (let tries = 0; tries < 3; tries++) {
    try {
      return await writeFile(lockOf(folder), mine, { flag: "wx" });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const holder = await readFile(lockOf(folder), "utf8").then((text) => JSON.parse(text) as { pid: number; host: string }, () => undefined);
    if (holder !== undefined && (holder.host !== hostname() || isAlive(holder.pid))) {
      throw new UsageError(`another process (${holder.pid} on ${holder.host}) is writing ${folder}`, { hint: "Wait for it, or remove run.lock if that process is gone." });
    }
    await rm(lockOf(folder), { force: true });
  }
  throw new UsageError(`cannot lock ${folder}`, { hint: "Another process keeps taking it: choose another --out." });
}

function isAlive(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
