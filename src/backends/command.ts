/**
 * Any program as a backend: requests on its standard input, replies on its standard output, one JSON object a line.
 *
 * Request:  {"id","sample","prompt","images":[{"name","base64"}],"beams","max_tokens","prompt_tokens","resolution","antialias"}
 * Reply:    {"id","text"} with optional "finish" (stop, length, filter, other) and "tokens" {"prompt","completion"};
 *           or {"id","error":{"message","retryable"}}.  Replies may come in any order; "id" is new for every request, "sample" is the sample's own.
 * A program may first write {"ready":{"model":"…","beams":true,"concurrency":4,…}}; everything in it goes into the record.
 * Pictures with an outline are sent resized and drawn; others as their original bytes. Frames of a video come in order, with
 * "keepsFractions": true: after resizing they are not cut to bytes.
 * When the program ends, its open requests fail as "crashed" and are asked again of a new one.
 */

import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { createInterface } from "node:readline";
import { BackendError, messageOf } from "../core/errors.ts";
import type { Backend, Finish, Reply, Request, Usage } from "../core/types.ts";
import { pictureBytes } from "../io/picture-bytes.ts";

/** How long a program may take to say that it is ready; one that says nothing is taken as it is. */
const GREETING_MS = 2_000;

interface Waiting {
  resolve(reply: Reply): void;
  reject(error: BackendError): void;
}

interface Program {
  readonly child: ChildProcessWithoutNullStreams;
  readonly waiting: Map<string, Waiting>;
  /** How many requests were written: the last one's id. */
  written: number;
  readonly ready: Promise<Readonly<Record<string, unknown>>>;
}

export async function openCommand(path: string): Promise<Backend> {
  let program = start(path);
  const ready = await program.ready;
  const details: Record<string, string | number | boolean> = { command: path };
  for (const [key, value] of Object.entries(ready)) if (["string", "number", "boolean"].includes(typeof value)) details[key] = value as string;
  return {
    identity: { kind: "command", model: typeof ready["model"] === "string" ? ready["model"] : (path.split("/").at(-1) ?? path), details },
    features: { beams: ready["beams"] === true, cutsPrompts: ready["cutsPrompts"] === true, readsImages: true, concurrency: Number(ready["concurrency"] ?? 1) },
    async generate(request, signal) {
      if (program.child.exitCode !== null || program.child.signalCode !== null) program = start(path);
      return ask(program, request, signal);
    },
    async close() {
      program.child.stdin.end();
      const timer = setTimeout(() => program.child.kill("SIGKILL"), 2_000);
      if (program.child.exitCode === null && program.child.signalCode === null) await new Promise((resolve) => program.child.once("exit", resolve));
      clearTimeout(timer);
    },
  };
}

function start(path: string): Program {
  const child = spawn(path, [], { stdio: ["pipe", "pipe", "pipe"] });
  const waiting = new Map<string, Waiting>();
  let tail = "";
  child.stderr.on("data", (chunk: Buffer) => (tail = (tail + chunk.toString("utf8")).slice(-400)));
  child.stdin.on("error", () => undefined);
  const fail = (error: BackendError): void => {
    for (const entry of waiting.values()) entry.reject(error);
    waiting.clear();
  };
  child.on("error", (error) => fail(new BackendError("crashed", `${path} cannot be started: ${error.message}`)));
  child.on("exit", (code, signal) => fail(new BackendError("crashed", `${path} ended (${signal ?? `exit ${code}`})${tail === "" ? "" : `: ${tail.trim()}`}`, { retryable: true })));
  const ready = new Promise<Readonly<Record<string, unknown>>>((resolve, reject) => {
    const timer = setTimeout(() => resolve({}), GREETING_MS);
    child.once("error", (error) => reject(new BackendError("crashed", `${path} cannot be started: ${error.message}`, { hint: "Is it there, and executable?" })));
    createInterface({ input: child.stdout }).on("line", (line) => {
      const message = parseLine(line);
      if (message?.["ready"] !== undefined) {
        clearTimeout(timer);
        resolve(message["ready"] as Record<string, unknown>);
      } else receive(waiting, message, line);
    });
  });
  return { child, waiting, written: 0, ready };
}

function parseLine(line: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

function receive(waiting: Map<string, Waiting>, message: Record<string, unknown> | undefined, line: string): void {
  const entry = waiting.get(String(message?.["id"]));
  if (message === undefined || entry === undefined) {
    // A line that belongs to no request would otherwise be a silent time-out: every open request learns of it.
    if (message === undefined) for (const open of waiting.values()) open.reject(new BackendError("bad-reply", `not JSON: ${line.slice(0, 80)}`));
    return;
  }
  waiting.delete(String(message["id"]));
  const error = message["error"] as { message?: unknown; retryable?: unknown } | undefined;
  if (error !== undefined) entry.reject(new BackendError("server", String(error.message ?? "error"), { retryable: error.retryable === true }));
  else if (typeof message["text"] !== "string") entry.reject(new BackendError("bad-reply", `no "text" in ${line.slice(0, 80)}`));
  else entry.resolve({ text: message["text"], finish: (message["finish"] as Finish | undefined) ?? "stop", ...(message["tokens"] === undefined ? {} : { tokens: message["tokens"] as Usage }) });
}

async function ask(program: Program, request: Request, signal: AbortSignal): Promise<Reply> {
  const images = await Promise.all(request.images.map(async (image) => ({
    name: image.source.name,
    base64: Buffer.from(await pictureBytes(image, request.image)).toString("base64"),
  })));
  signal.throwIfAborted();
  const { id: sample, prompt, decode, image } = request;
  const id = String(++program.written);
  const body = { id, sample, prompt, images, beams: decode.beams, max_tokens: decode.maxTokens, prompt_tokens: decode.promptTokens, ...image };
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      program.waiting.delete(id);
      reject(signal.reason as Error);
    };
    signal.addEventListener("abort", onAbort, { once: true });
    const settle = (done: () => void): void => {
      signal.removeEventListener("abort", onAbort);
      done();
    };
    program.waiting.set(id, { resolve: (reply) => settle(() => resolve(reply)), reject: (error) => settle(() => reject(error)) });
    program.child.stdin.write(`${JSON.stringify(body)}\n`, (error) => {
      if (error) program.waiting.get(id)?.reject(new BackendError("crashed", messageOf(error), { retryable: true }));
    });
  });
}
