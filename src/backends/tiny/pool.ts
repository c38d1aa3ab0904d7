/**
 * Threads that run the model: one job a thread, the others wait in line.
 *
 * A thread is started when a job finds none idle, up to the limit; all read the same weights. The job of a thread that dies is
 * rejected as a crash that may be retried, and the next job starts a new thread. Idle threads do not keep the process alive.
 */

import { existsSync } from "node:fs";
import path from "node:path";
import { Worker } from "node:worker_threads";
import { BackendError, messageOf } from "../../core/errors.ts";
import { packageRoot } from "../../io/package-root.ts";
import type { ModelData } from "./checkpoint.ts";
import type { Generated } from "../search.ts";
import type { Job } from "./model.ts";
import type { WorkerData, WorkerReply, WorkerRequest } from "./worker.ts";

export interface Pool {
  /** @throws {BackendError} when the thread dies; the signal's reason when aborted. */
  run(job: Job, signal: AbortSignal): Promise<Generated>;
  /** Ends all threads; what still waits is rejected. */
  close(): Promise<void>;
}

interface Task {
  readonly job: Job;
  readonly resolve: (result: Generated) => void;
  readonly reject: (error: unknown) => void;
}

interface Thread {
  readonly worker: Worker;
  readonly cancelled: Int32Array;
  task: Task | undefined;
  number: number;
  /** The last picture this thread has seen: its embeddings are still there. */
  seen: string | undefined;
}

interface State {
  readonly limit: number;
  readonly model: ModelData;
  readonly script: string;
  readonly threads: Set<Thread>;
  readonly waiting: Task[];
  closed: boolean;
}

/** Node 20 cannot run TypeScript in a thread, so the compiled file is used, also from the sources. */
export function openPool(limit: number, model: ModelData, script = path.join(packageRoot(), "dist/src/backends/tiny/worker.js")): Pool {
  if (!existsSync(script)) throw new BackendError("unsupported", `the compiled worker ${script} is missing`, { hint: "Run: npm run build." });
  const state: State = { limit, model, script, threads: new Set(), waiting: [], closed: false };
  return {
    async run(job, signal) {
      signal.throwIfAborted();
      if (state.closed) throw closedError();
      return enqueue(state, job, signal);
    },
    async close() {
      state.closed = true;
      for (const task of state.waiting.splice(0)) task.reject(closedError());
      await Promise.all([...state.threads].map((thread) => thread.worker.terminate()));
    },
  };
}

function enqueue(state: State, job: Job, signal: AbortSignal): Promise<Generated> {
  return new Promise<Generated>((resolve, reject) => {
    const done = (): void => signal.removeEventListener("abort", onAbort);
    const task: Task = {
      job,
      resolve: (result) => { done(); resolve(result); },
      reject: (error) => { done(); reject(error as Error); },
    };
    const onAbort = (): void => abandon(state, task, signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    state.waiting.push(task);
    feed(state);
  });
}

/** Gives waiting jobs to idle threads, preferably to one that has just seen the same picture. */
function feed(state: State): void {
  while (state.waiting.length > 0) {
    const task = state.waiting[0] as Task;
    const key = task.job.pictures[0]?.key;
    const idle = [...state.threads].filter((thread) => thread.task === undefined);
    const thread = idle.find((candidate) => candidate.seen === key) ?? idle[0] ?? (state.threads.size < state.limit ? start(state) : undefined);
    if (thread === undefined) return;
    state.waiting.shift();
    [thread.task, thread.seen] = [task, key];
    thread.worker.ref();
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    thread.worker.postMessage({ number: ++thread.number, job: task.job } satisfies WorkerRequest);
  }
}

function start(state: State): Thread {
  const cancelled = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(state.script, { workerData: { model: state.model, cancelled } satisfies WorkerData });
  const thread: Thread = { worker, cancelled, task: undefined, number: 0, seen: undefined };
  let why = "it ended";
  worker.on("message", (reply: WorkerReply) => settle(state, thread, reply));
  worker.on("error", (error) => { why = messageOf(error); });
  worker.on("exit", (code) => {
    state.threads.delete(thread);
    thread.task?.reject(state.closed ? closedError() : new BackendError("crashed", `a thread of the embedded model died: ${why} (exit code ${code})`, { retryable: true }));
    if (!state.closed) feed(state);
  });
  state.threads.add(thread);
  return thread;
}

function settle(state: State, thread: Thread, reply: WorkerReply): void {
  const task = thread.task;
  thread.task = undefined;
  thread.worker.unref();
  if ("result" in reply) task?.resolve(reply.result);
  else if ("failure" in reply) task?.reject(new BackendError("crashed", `the embedded model failed: ${reply.failure}`));
  feed(state);
}

/** The caller no longer waits; a thread that is at it stops before the next token. */
function abandon(state: State, task: Task, reason: unknown): void {
  task.reject(reason);
  const place = state.waiting.indexOf(task);
  if (place !== -1) state.waiting.splice(place, 1);
  for (const thread of state.threads) {
    if (thread.task === task) Atomics.store(thread.cancelled, 0, thread.number);
  }
}

function closedError(): BackendError {
  return new BackendError("unreachable", "the embedded model was closed");
}
