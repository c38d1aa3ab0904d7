/** The thread's side of the pool: one job at a time, until the message channel closes. */

import { parentPort, workerData } from "node:worker_threads";
import { messageOf } from "../../core/errors.ts";
import type { ModelData } from "./checkpoint.ts";
import type { Generated } from "../search.ts";
import { createModel, type Job } from "./model.ts";

/** What a thread is started with. */
export interface WorkerData {
  readonly model: ModelData;
  /** Number of the last job that is no longer wanted; shared with the pool. */
  readonly cancelled: Int32Array;
}

export interface WorkerRequest {
  readonly number: number;
  readonly job: Job;
}

export type WorkerReply = { readonly result: Generated } | { readonly cancelled: true } | { readonly failure: string };

const { model, cancelled } = workerData as WorkerData;
const run = createModel(model);
const CANCELLED = Symbol("cancelled");

parentPort?.on("message", ({ number, job }: WorkerRequest) => {
  parentPort?.postMessage(answer(number, job));
});

function answer(number: number, job: Job): WorkerReply {
  try {
    return { result: run(job, () => {
      if (Atomics.load(cancelled, 0) === number) throw CANCELLED;
    }) };
  } catch (error) {
    return error === CANCELLED ? { cancelled: true } : { failure: messageOf(error) };
  }
}
