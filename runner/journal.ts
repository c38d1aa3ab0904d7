/** The journal of one benchmark: append-only, one line an attempt, written before its slot is given back. */

import { existsSync } from "node:fs";
import { mkdir, open, truncate } from "node:fs/promises";
import path from "node:path";
import { DataError } from "../src/core/errors.ts";
import type { JournalLine, Status } from "../src/core/records.ts";
import { eachWholeLine, openLineReader } from "../src/io/lines.ts";

/** How long written lines may wait for fsync. */
const SYNC_MS = 500;

/** What a sample came to. */
export interface Outcome {
  readonly status: Status;
  /** How many attempts it took, over all sessions. */
  readonly attempt: number;
}

/** The last line of every sample. Replies stay on disk until they are asked for, so that a journal may be of any size. */
export interface JournalState {
  outcome(id: string): Outcome | undefined;
  /** The whole last line. */
  get(id: string): JournalLine | undefined;
  /** Closes the file; what was not read stays unread. */
  release(): void;
}

export interface Journal extends JournalState {
  /** Resolves when the line was written: a killed process loses only what was in flight. */
  append(line: JournalLine): Promise<void>;
  /** Writes and syncs everything; what was written can still be read. */
  close(): Promise<void>;
}

/** Opens a journal for appending. A torn last line (the process was killed while writing) is cut off first. @throws {DataError} for a broken line inside. */
export async function openJournal(place: string): Promise<Journal> {
  await mkdir(path.dirname(place), { recursive: true });
  const { state, entries, end } = await indexJournal(place);
  if (existsSync(place)) await truncate(place, end);
  const file = await open(place, "a");
  let [size, unsynced] = [end, false];
  const queue = createQueue(async (lines) => {
    const texts = lines.map((line) => `${JSON.stringify(line)}\n`);
    await file.appendFile(texts.join(""));
    unsynced = true;
    lines.forEach(({ id, status, attempt }, i) => {
      entries.set(id, { status, attempt, offset: size });
      size += Buffer.byteLength(texts[i] as string);
    });
  });
  const timer = setInterval(() => {
    if (!unsynced || queue.isWriting()) return;
    unsynced = false;
    void file.datasync().catch(() => undefined);
  }, SYNC_MS);
  timer.unref();
  return {
    ...state,
    append: queue.append,
    async close() {
      clearInterval(timer);
      await queue.idle();
      await file.datasync();
      await file.close();
    },
  };
}

interface Queue {
  append(line: JournalLine): Promise<void>;
  isWriting(): boolean;
  idle(): Promise<void>;
}

/** Lines in order; those that come while some are written go out together. */
function createQueue(write: (lines: readonly JournalLine[]) => Promise<void>): Queue {
  let waiting: { line: JournalLine; done: () => void; failed: (error: unknown) => void }[] = [];
  let writing: Promise<void> | undefined;
  const drain = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        await write(batch.map(({ line }) => line));
        for (const entry of batch) entry.done();
      } catch (error) {
        for (const entry of batch) entry.failed(error);
      }
    }
    writing = undefined;
  };
  return {
    append: (line) => new Promise((done, failed) => {
      waiting.push({ line, done, failed });
      writing ??= drain();
    }),
    isWriting: () => writing !== undefined,
    idle: async () => writing,
  };
}

/** A missing file is an empty journal; a torn last line is ignored. @throws {DataError} for a broken line inside. */
export async function readJournal(place: string): Promise<JournalState> {
  return (await indexJournal(place)).state;
}

interface Entry extends Outcome {
  /** Where the line begins. */
  readonly offset: number;
}

interface Index {
  readonly state: JournalState;
  readonly entries: Map<string, Entry>;
  /** Where the last whole line ends. */
  readonly end: number;
}

async function indexJournal(place: string): Promise<Index> {
  const entries = new Map<string, Entry>();
  let row = 0;
  const note = (bytes: Buffer, offset: number): void => {
    const { id, status, attempt } = parseLine(bytes.toString("utf8"), place, ++row);
    entries.set(id, { status, attempt, offset });
  };
  const end = existsSync(place) ? await eachWholeLine(place, note) : 0;
  const reader = openLineReader(place);
  const state: JournalState = {
    outcome: (id) => entries.get(id),
    get(id) {
      const entry = entries.get(id);
      return entry && (JSON.parse(reader.lineAt(entry.offset)) as JournalLine);
    },
    release: reader.close,
  };
  return { state, entries, end };
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
