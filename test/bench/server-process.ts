/** Starts the null server as a process of its own, and asks it what it saw. */

import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { script } from "./program.ts";

/** What the server saw since it was reset; times are milliseconds of the epoch. */
export interface Seen {
  requests: number;
  bodyBytes: number;
  firstAtMs: number;
  /** When the last answer was sent. */
  lastAtMs: number;
  mostInFlight: number;
}

export type ServerOrder = { readonly kind: "reset"; readonly delayMs: number } | { readonly kind: "report" };
type ServerNews = { readonly kind: "listening"; readonly port: number } | { readonly kind: "first"; readonly atMs: number } | { readonly kind: "seen"; readonly seen: Seen };

export interface NullServer {
  /** With /v1. */
  readonly url: string;
  reset(delayMs: number): Promise<void>;
  report(): Promise<Seen>;
  /** When the next first chat request since the reset arrives, in milliseconds of the epoch. */
  firstRequest(): Promise<number>;
  close(): void;
}

export async function startNullServer(): Promise<NullServer> {
  const child = fork(script("null-server"), { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const { port } = await news(child, "listening");
  const ask = async (order: ServerOrder): Promise<Seen> => {
    const answer = news(child, "seen");
    child.send(order);
    return (await answer).seen;
  };
  return {
    url: `http://127.0.0.1:${port}/v1`,
    reset: async (delayMs) => void (await ask({ kind: "reset", delayMs })),
    report: () => ask({ kind: "report" }),
    firstRequest: async () => (await news(child, "first")).atMs,
    close: () => child.disconnect(),
  };
}

async function news<Kind extends ServerNews["kind"]>(child: ChildProcess, kind: Kind): Promise<Extract<ServerNews, { kind: Kind }>> {
  for (;;) {
    const [message] = (await once(child, "message")) as [ServerNews];
    if (message.kind === kind) return message as Extract<ServerNews, { kind: Kind }>;
  }
}
