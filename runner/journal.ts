/** The journal of one benchmark: append-only, one line an attempt, written before its slot is given back. */

import { mkdir, open, readFile, truncate } from "node:fs/promises";
import path from "node:path";
import { DataError } from "../src/core/errors.ts";
import type { JournalLine } from "../src/core/records.ts";

/** How long written lines may wait for fsync. */
const SYNC_MS = 500;
const NEWLINE = 10;

export interface Journal {
  /** Resolves when the line was written: a killed process loses only what was in flight. */
  append(line: JournalLine): Promise<void>;
  /** Writes and syncs everything. */
  close(): Promise<void>;
}

/** Opens a journal for appending. A torn last line (the process was killed while writing) is cut off first. */
export async function openJournal(place: string): Promise<Journal> {
  await mkdir(path.dirname(place), { recursive: true });
  await cutTornTail(place);
  const file = await open(place, "a");
  let unsynced = false;
  const queue = createQueue(async (text) => {
    await file.appendFile(text);
    unsynced = true;
  });
  const timer = setInterval(() => {
    if (!unsynced || queue.isWriting()) return;
    unsynced = false;
    void file.datasync().catch(() => undefined);
  }, SYNC_MS);
  timer.unref();
  return {
    append: (line) => queue.append(`${JSON.stringify(line)}\n`),
    async close() {
      clearInterval(timer);
      await queue.idle();
      await file.datasync();
      await file.close();
    },
  };
}

interface Queue {
  append(text: string): Promise<void>;
  isWriting(): boolean;
  idle(): Promise<void>;
}

/** Texts in order; those that come while one is written go out together. */
function createQueue(write: (text: string) => Promise<void>): Queue {
  let waiting: { text: string; done: () => void; failed: (error: unknown) => void }[] = [];
  let writing: Promise<void> | undefined;
  const drain = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        await write(batch.map((entry) => entry.text).join(""));
        for (const entry of batch) entry.done();
      } catch (error) {
        for (const entry of batch) entry.failed(error);
      }
    }
    writing = undefined;
  };
  return {
    append: (text) => new Promise((done, failed) => {
      waiting.push({ text, done, failed });
      writing ??= drain();
    }),
    isWriting: () => writing !== undefined,
    idle: async () => writing,
  };
}

async function cutTornTail(place: string): Promise<void> {
  const bytes = await readFile(place).catch(() => undefined);
  if (bytes === undefined || bytes.length === 0 || bytes.at(-1) === NEWLINE) return;
  await truncate(place, bytes.lastIndexOf(NEWLINE) + 1);
}

/** What a sample came to: its last line, and how many attempts it took. */
export type JournalState = Map<string, JournalLine>;

/** The last line of every id. A missing file is an empty journal; a torn last line is ignored. @throws {DataError} for a broken line inside. */
export async function readJournal(place: string): Promise<JournalState> {
  const state: JournalState = new Map();
  const bytes = await readFile(place).catch(() => undefined);
  if (bytes === undefined) return state;
  let from = 0;
  let row = 0;
  for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, from)) {
    row++;
    const line = parseLine(bytes.toString("utf8", from, end), place, row);
    state.set(line.id, line);
    from = end + 1;
  }
  return state;
}

function parseLine(text: string, file: string, row: number): JournalLine {
  try {
    const line = JSON.parse(text) as JournalLine;
    if (line.v === 1 && typeof line.id === "string" && typeof line.status === "string") return line;
  } catch {
    // Falls through to the one error below.
  }
  throw new DataError("is not a line of a journal", { file, row }, { hint: "The run's journal was edited or damaged: remove the line, or start over with --fresh." });
}
