/** Asks about every item that is not settled yet, several at a time; streams, so that memory does not grow with the items. */

import { setMaxListeners } from "node:events";
import pLimit from "p-limit";
import { adapt, type Adaptation } from "./adapt.ts";

export interface AskAllOptions<Item> {
  readonly items: AsyncIterable<Item> | Iterable<Item>;
  /** Requests in flight at most; fewer while the other side says that it is too much. */
  readonly concurrency: number;
  readonly signal: AbortSignal;
  /** Whether an earlier session has the answer. */
  isSettled(item: Item): boolean;
  /** Resolves with the last line that was written about the item. */
  ask(item: Item, adaptation: Adaptation): Promise<{ readonly error?: { readonly code: string; readonly message: string } }>;
}

/** Error codes that will meet every item: no use in asking the rest. */
const HOPELESS = new Set(["unreachable", "quota", "unsupported", "usage", "forbidden"]);
/** Those of which one is enough to know it. */
const HOPELESS_AT_ONCE = new Set(["quota", "usage", "forbidden"]);

/** Resolves with why asking was given up, or undefined when every item was asked. @throws the signal's reason when aborted. */
export async function askAll<Item>(options: AskAllOptions<Item>): Promise<string | undefined> {
  const { signal, concurrency } = options;
  // One listener a request in flight is what it is for, not a leak.
  setMaxListeners(0, signal);
  const limit = pLimit(concurrency);
  const adaptation = adapt(limit, concurrency);
  const running = new Set<Promise<void>>();
  const trouble: Trouble = { inARow: 0 };
  let wake = (): void => undefined;
  const isOver = (): boolean => signal.aborted || trouble.error !== undefined || trouble.reason !== undefined;
  const start = (item: Item): void => {
    const ask = async (): Promise<void> => {
      if (!isOver()) noteFailures(trouble, await options.ask(item, adaptation), concurrency);
    };
    const task = limit(ask).catch((error: unknown) => void (trouble.error ??= error)).finally(() => {
      running.delete(task);
      wake();
    });
    running.add(task);
  };
  for await (const item of options.items) {
    if (isOver()) break;
    if (!options.isSettled(item)) start(item);
    // As many items wait as are being asked, so that a free slot never waits for the dataset.
    while (limit.pendingCount >= concurrency) await new Promise<void>((resolve) => (wake = resolve));
  }
  await Promise.all(running);
  signal.throwIfAborted();
  if (trouble.error !== undefined) throw trouble.error;
  return trouble.reason;
}

interface Trouble {
  error?: unknown;
  inARow: number;
  reason?: string;
}

function noteFailures(trouble: Trouble, { error }: Awaited<ReturnType<AskAllOptions<unknown>["ask"]>>, concurrency: number): void {
  if (error === undefined || !HOPELESS.has(error.code)) {
    trouble.inARow = 0;
    return;
  }
  trouble.inARow++;
  if (HOPELESS_AT_ONCE.has(error.code) || trouble.inARow >= Math.max(3, concurrency)) trouble.reason ??= error.message;
}
