/** A command's side of its courier: starts it, gives it its errand, and follows what comes of it. */

import { fork, type ChildProcess } from "node:child_process";
import path from "node:path";
import { EvalError } from "../../core/errors.ts";
import type { ScorerIdentity } from "../../core/scorer.ts";
import { packageRoot } from "../../io/package-root.ts";
import type { Filling } from "../../../runner/score-journal.ts";
import type { Errand, News, Order } from "./process.ts";

/** What a command says whose courier ended before its errand was done. */
const ENDED = "the process that asks the scorer was ended; issue the same command again";

/** How long an interrupted command waits for answers under way; the courier waits for them without it. */
const GRACE_MS = 3_000;

export interface Courier {
  /** Resolves with why scoring was given up, if it was. @throws {EvalError} what the courier met, or the signal's reason when aborted. */
  fill(filling: Omit<Filling, "scorer">): Promise<string | undefined>;
  /** Sends it home where it has no errand. */
  dismiss(): void;
}

/** Started before its errand is known, since a process takes a moment to start. */
export function startCourier({ spec, options, identity }: Order & { readonly identity: ScorerIdentity }): Courier {
  // Options of this process' own Node (a debugger's port, a module to load) are not for it. Its output would keep a pipe of the command open.
  const child = fork(path.join(packageRoot(), "dist/src/cli/courier/process.js"), [], { detached: true, execArgv: [], stdio: ["ignore", "ignore", "ignore", "ipc"] });
  // One that cannot be started at all is one that has ended.
  child.once("error", () => dismiss());
  child.send({ spec, options } satisfies Order, () => undefined);
  const dismiss = (): void => void (child.connected && child.disconnect());
  return {
    dismiss,
    fill({ place, captions, policy, ...following }) {
      child.send({ identity, place, captions, policy } satisfies Errand, () => undefined);
      return follow(child, following, dismiss);
    },
  };
}

function follow(child: ChildProcess, { signal, onProgress, onWait }: Pick<Filling, "signal" | "onProgress" | "onWait">, dismiss: () => void): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const leave = (): void => {
      child.unref();
      reject(signal.reason as Error);
    };
    const onAbort = (): void => {
      dismiss();
      const timer = setTimeout(leave, GRACE_MS);
      const onExit = (): void => {
        clearTimeout(timer);
        leave();
      };
      if (child.exitCode === null && child.signalCode === null) child.once("exit", onExit);
      else onExit();
    };
    if (signal.aborted) return onAbort();
    if (!child.connected) return resolve(ENDED);
    signal.addEventListener("abort", onAbort, { once: true });
    // Comes after all its messages, and finds the promise settled where the last one was heard.
    child.once("disconnect", () => void (signal.aborted || resolve(ENDED)));
    child.on("message", (news: News) => {
      if (news.kind === "waiting") return onWait(news.holder);
      if (news.kind === "settled") return tellSettled(news, onProgress);
      signal.removeEventListener("abort", onAbort);
      if (news.kind === "done") return resolve(news.gaveUp);
      reject(news.code === undefined ? new Error(news.message) : new EvalError(news.code, news.message, news.hint === undefined ? {} : { hint: news.hint }));
    });
  });
}

function tellSettled({ known, scored, failed }: Extract<News, { kind: "settled" }>, onProgress: Filling["onProgress"]): void {
  for (let i = 0; i < known; i++) onProgress(false, true);
  for (let i = 0; i < scored; i++) onProgress(false, false);
  for (let i = 0; i < failed; i++) onProgress(true, false);
}
