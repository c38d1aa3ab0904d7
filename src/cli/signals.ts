/** Ctrl-C and SIGTERM: the first one stops asking and lets everything answered be written, the second one ends at once. */

import { exitCodes } from "./exit-codes.ts";

/** Why a command stopped; carries its exit code. */
export class Interrupted extends Error {
  readonly exitCode: number;

  constructor(exitCode: number) {
    super("interrupted");
    this.name = "Interrupted";
    this.exitCode = exitCode;
  }
}

/** A signal that aborts with `Interrupted`, and a function that gives the process' own handlers back. */
export function watchSignals(): { signal: AbortSignal; release: () => void } {
  const controller = new AbortController();
  const handler = (name: NodeJS.Signals): void => {
    const code = name === "SIGINT" ? exitCodes.interrupted : exitCodes.terminated;
    if (controller.signal.aborted) process.exit(code);
    controller.abort(new Interrupted(code));
  };
  process.on("SIGINT", handler);
  process.on("SIGTERM", handler);
  return {
    signal: controller.signal,
    release() {
      process.off("SIGINT", handler);
      process.off("SIGTERM", handler);
    },
  };
}
