/** One process at a time: a lock file that its holder touches, and that others take over when nobody does any more. */

import { open, readFile, stat, unlink, utimes } from "node:fs/promises";
import { hostname } from "node:os";
import { setTimeout as wait } from "node:timers/promises";

const TOUCH_MS = 2_000;
const STALE_MS = 30_000;
const POLL_MS = 100;
/** An abandoned lock, or one that is just being given back, is no news: this many tries are. */
const FIRST_TELL = 2;

export interface Waiting {
  /** Told once when another process holds the lock, and which: its id and its machine. */
  readonly onWait?: (holder: string) => void;
  /** Ends the waiting. */
  readonly signal?: AbortSignal;
}

/** Runs alone among all that lock this path. Best effort on strange file systems. @throws the signal's reason when it is aborted meanwhile. */
export async function withLock<Result>(lock: string, use: () => Promise<Result>, { onWait, signal }: Waiting = {}): Promise<Result> {
  for (let tries = 0; !(await take(lock)); tries++) {
    signal?.throwIfAborted();
    if (tries === FIRST_TELL) onWait?.((await readFile(lock, "utf8").catch(() => "another process")).trim().replace(" ", " on "));
    await wait(POLL_MS);
  }
  const beat = setInterval(() => void utimes(lock, new Date(), new Date()).catch(() => undefined), TOUCH_MS).unref();
  try {
    return await use();
  } finally {
    clearInterval(beat);
    // Whoever took it for abandoned, or moved its folder, has another file there by now.
    if ((await readFile(lock, "utf8").catch(() => "")) === mark()) await unlink(lock).catch(() => undefined);
  }
}

/** What a lock of this process holds. */
function mark(): string {
  return `${process.pid} ${hostname()}\n`;
}

async function take(lock: string): Promise<boolean> {
  try {
    const file = await open(lock, "wx");
    await file.writeFile(mark());
    await file.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    if (await isAbandoned(lock)) await clear(lock);
    return false;
  }
}

/** Removes an abandoned lock. One process at a time: a second one would remove the lock that a third has just taken. */
async function clear(lock: string): Promise<void> {
  const guard = `${lock}.clearing`;
  try {
    await (await open(guard, "wx")).close();
  } catch {
    // Held for a moment only; who died in it is not waited for.
    if (await isAbandoned(guard)) await unlink(guard).catch(() => undefined);
    return;
  }
  if (await isAbandoned(lock)) await unlink(lock).catch(() => undefined);
  await unlink(guard).catch(() => undefined);
}

async function isAbandoned(lock: string): Promise<boolean> {
  try {
    if (Date.now() - (await stat(lock)).mtimeMs > STALE_MS) return true;
    const [pid, host] = (await readFile(lock, "utf8")).trim().split(" ");
    return host === hostname() && !isAlive(Number(pid));
  } catch {
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
