/** A running JAX runtime, however it is reached. */

import type { Answer, Greeting, Message, WireError } from "./messages.ts";

/** Any reply: an answer, an error, or a word such as pong. */
export type Reply = Partial<Answer> & { readonly error?: WireError; readonly type?: string };

export interface Runtime {
  readonly greeting: Greeting;
  /** Grows with every process that was started: what an earlier one was sent, this one does not know. */
  readonly generation: () => number;
  /** @throws {BackendError} when the runtime dies, hangs or cannot be reached; the signal's reason when aborted. */
  send(message: Message, signal: AbortSignal): Promise<Reply>;
  close(): Promise<void>;
}
