/** A runtime that was started elsewhere, over HTTP: on a TPU machine behind a tunnel, `tpu:http://127.0.0.1:8765`. */

import { Pool } from "undici";
import { BackendError, messageOf, UsageError } from "../../core/errors.ts";
import { type Greeting, lineOf, type Message, PROTOCOL } from "./messages.ts";
import type { Reply, Runtime } from "./runtime.ts";

/** Batches that wait at the server, beside the one that runs. */
const CONNECTIONS = 64;

/** @throws {UsageError} for another server or version, {BackendError} when nobody answers. */
export async function openHttp(target: string): Promise<Runtime> {
  const pool = new Pool(new URL(target).origin, { connections: CONNECTIONS, pipelining: 1, headersTimeout: 0, bodyTimeout: 0 });
  try {
    const greeting = (await exchange(pool, target, undefined, AbortSignal.timeout(30_000))) as Greeting;
    if (greeting.type !== "ready" || greeting.protocol !== PROTOCOL) {
      throw new UsageError(`${target} is not a JAX runtime of this version of cardeval`, { hint: "Start it there: python -m cardeval_jax CHECKPOINT --http 127.0.0.1:8765." });
    }
    return { greeting, generation: () => 1, send: async (message, signal) => (await exchange(pool, target, message, signal)) as Reply, close: () => pool.destroy() };
  } catch (error) {
    await pool.destroy();
    throw error;
  }
}

async function exchange(pool: Pool, target: string, message: Message | undefined, signal: AbortSignal): Promise<unknown> {
  let text: string;
  try {
    const body = message === undefined ? null : lineOf(message).join("");
    const method = message === undefined ? "GET" : "POST";
    const response = await pool.request({ path: "/", method, headers: { "content-type": "application/json" }, body, signal });
    text = await response.body.text();
  } catch (error) {
    signal.throwIfAborted();
    throw new BackendError("unreachable", `the JAX runtime at ${target} cannot be reached: ${messageOf(error)}`, {
      retryable: true, cause: error, hint: "Is it running, and the tunnel open?",
    });
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new BackendError("bad-reply", `${target} did not answer in JSON: ${text.slice(0, 120)}`, { cause: error });
  }
}
