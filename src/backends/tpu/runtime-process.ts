/**
 * The runtime as a child process: JSON lines, one process at a time, a new one when it died.
 *
 * Open requests of a process that dies are rejected as "crashed" and may be tried again; the next request starts the new process. A
 * process that says nothing to a ping, or that is at one batch for too long, is taken as hung and killed. Nothing is asked twice
 * by itself: whether to try again is the caller's decision, and stands in the journal.
 */

import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { createInterface } from "node:readline";
import { BackendError, UsageError } from "../../core/errors.ts";
import { type Greeting, lineOf, type Message, PROTOCOL, startError, type WireError } from "./messages.ts";
import { spawnRuntime } from "./python.ts";
import type { Reply, Runtime } from "./runtime.ts";

/** How long a process may be silent, in milliseconds. */
export interface Patience {
  /** Until it has loaded its weights. */
  readonly startMs: number;
  readonly pingEveryMs: number;
  /** Without any line since a ping. */
  readonly silentMs: number;
  /** At one batch, compiling included. */
  readonly batchMs: number;
}

const PATIENCE: Patience = { startMs: 900_000, pingEveryMs: 10_000, silentMs: 30_000, batchMs: 600_000 };

interface Open {
  resolve(reply: Reply): void;
  reject(error: unknown): void;
}

interface Program {
  readonly child: ChildProcessWithoutNullStreams;
  readonly open: Map<number, Open>;
  readonly ready: Promise<Greeting>;
  /** When the last line came, and why it was killed, if it was. */
  heard: number;
  verdict: string | undefined;
  over: boolean;
}

/** Starts a process and waits until it has loaded the checkpoint. @throws {UsageError} or {BackendError} when it cannot. */
export async function openProcess(python: string, words: readonly string[], patience: Partial<Patience> = {}): Promise<Runtime> {
  const limits = { ...PATIENCE, ...patience };
  let program = start(python, words, limits);
  let [starts, number] = [1, 0];
  const greeting = await program.ready;
  /** The last one that was seen to have the first one's checkpoint. */
  let checked = program;
  const alive = async (): Promise<Program> => {
    if (program.over) {
      program = start(python, words, limits);
      starts++;
    }
    const current = program;
    const { model } = await current.ready;
    if (model.weightsSha256 === greeting.model.weightsSha256 && model.tokenizerSha256 === greeting.model.tokenizerSha256) return (checked = current);
    throw new BackendError("unsupported", "the checkpoint was changed while the run went on", { hint: "Start a new run for the new checkpoint." });
  };
  return {
    greeting,
    generation: () => starts,
    async send(message, signal) {
      signal.throwIfAborted();
      const current = checked.over ? await untilAborted(alive(), signal) : checked;
      return ask(current, ++number, message, signal);
    },
    close: () => stop(program),
  };
}

/** A new process may take minutes to load; who gives up does not wait for it. */
function untilAborted<Value>(wanted: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason as Error);
    signal.addEventListener("abort", onAbort, { once: true });
    wanted.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}

function start(python: string, words: readonly string[], limits: Patience): Program {
  const child = spawnRuntime(python, words);
  let tail = "";
  child.stderr.on("data", (chunk: Buffer) => (tail = (tail + chunk.toString("utf8")).slice(-2_000)));
  child.stdin.on("error", () => undefined);
  let greet: (greeting: Greeting) => void = () => undefined;
  let refuse: (error: Error) => void = () => undefined;
  const ready = new Promise<Greeting>((resolve, reject) => [greet, refuse] = [resolve, reject]);
  // Whoever asks next sees the rejection; without anyone it must not end the process.
  ready.catch(() => undefined);
  const program: Program = { child, open: new Map(), ready, heard: performance.now(), verdict: undefined, over: false };
  const timer = watch(program, ready, limits);
  const end = (error: Error): void => {
    program.over = true;
    clearInterval(timer);
    refuse(error);
    for (const open of program.open.values()) open.reject(error);
    program.open.clear();
  };
  child.on("error", (error) => end(new UsageError(`the Python ${python} cannot be started: ${error.message}`, {
    hint: "Install the runtime: cardeval doctor --install tpu. Or name a Python in CARDEVAL_PYTHON.",
  })));
  child.on("exit", (code, signal) => {
    end(new BackendError("crashed", `the JAX runtime ${whyEnded(program, code, signal)}${lastWords(tail)}`, { retryable: true }));
  });
  createInterface({ input: child.stdout }).on("line", (line) => receive(program, line, greet, refuse));
  return program;
}

/** Ends a process that hangs. */
function watch(program: Program, ready: Promise<Greeting>, { startMs, pingEveryMs, silentMs, batchMs }: Patience): NodeJS.Timeout {
  const kill = (why: string): void => {
    program.verdict ??= why;
    program.child.kill("SIGKILL");
  };
  let isReady = false;
  void ready.then(() => (isReady = true), () => undefined);
  const started = performance.now();
  let asked: number | undefined;
  const look = (): void => {
    const now = performance.now();
    if (!isReady) return void (now - started > startMs && kill(`did not load its checkpoint within ${startMs} ms`));
    if (program.heard > (asked ?? 0)) asked = undefined;
    if (asked !== undefined && now - asked > silentMs) return kill(`answered no ping within ${silentMs} ms`);
    if (program.open.size === 0 || asked !== undefined) return;
    asked = now;
    const pong = (reply: Reply & { readonly busy_s?: number }): void => {
      if ((reply.busy_s ?? 0) * 1000 > batchMs) kill(`was at one batch for more than ${batchMs} ms`);
    };
    program.open.set(0, { resolve: pong, reject: () => undefined });
    write(program, { id: 0, type: "ping" });
  };
  return setInterval(look, pingEveryMs).unref();
}

function receive(program: Program, line: string, greet: (greeting: Greeting) => void, refuse: (error: Error) => void): void {
  program.heard = performance.now();
  let message: Reply & Omit<Partial<Greeting>, "type"> & { readonly id?: number };
  try {
    message = JSON.parse(line) as typeof message;
  } catch {
    program.verdict = `wrote a line that is not JSON (${line.slice(0, 80)})`;
    return void program.child.kill("SIGKILL");
  }
  if (message.type === "failed") return refuse(startError(message.error as WireError));
  if (message.type === "ready") {
    if (message.protocol === PROTOCOL) return greet(message as Reply & Greeting);
    return refuse(new UsageError(`the runtime speaks protocol ${String(message.protocol)}, expected ${PROTOCOL}`, { hint: "Use the runtime of this version of cardeval." }));
  }
  const open = program.open.get(message.id ?? -1);
  program.open.delete(message.id ?? -1);
  open?.resolve(message);
}

function ask(program: Program, id: number, message: Message, signal: AbortSignal): Promise<Reply> {
  return new Promise<Reply>((resolve, reject) => {
    const done = (): void => signal.removeEventListener("abort", onAbort);
    const onAbort = (): void => {
      program.open.delete(id);
      write(program, { type: "cancel", of: id });
      reject(signal.reason as Error);
    };
    if (program.over) return reject(new BackendError("crashed", "the JAX runtime has just ended", { retryable: true }));
    signal.addEventListener("abort", onAbort, { once: true });
    program.open.set(id, { resolve: (reply) => { done(); resolve(reply); }, reject: (error) => { done(); reject(error as Error); } });
    write(program, { id, ...message });
  });
}

/** What is said in one turn of the loop goes out at once. */
function write({ child: { stdin } }: Program, record: object): void {
  if (stdin.writableCorked === 0) {
    stdin.cork();
    setImmediate(() => stdin.uncork());
  }
  lineOf(record).forEach((piece, i) => stdin.write(piece, i % 2 === 0 ? "utf8" : "latin1"));
}

function whyEnded({ verdict }: Program, code: number | null, signal: string | null): string {
  if (verdict !== undefined) return `${verdict} and was ended`;
  if (signal === "SIGKILL") return "was killed (SIGKILL: by hand, or for want of memory)";
  return signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`;
}

/** The end of what it wrote to standard error. */
function lastWords(tail: string): string {
  const last = tail.trim().split("\n").slice(-2).join(" ").slice(-300);
  return last === "" ? "" : `: ${last}`;
}

async function stop(program: Program): Promise<void> {
  if (program.over) return;
  const gone = new Promise((resolve) => program.child.once("exit", resolve));
  write(program, { type: "shutdown" });
  program.child.stdin.end();
  const timer = setTimeout(() => program.child.kill("SIGKILL"), 2_000);
  await gone;
  clearTimeout(timer);
}
