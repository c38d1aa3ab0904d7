/** The journal of one benchmark, of its replies or of their scores: append-only, one line an attempt, written before its slot is given back. */

import { existsSync, writeSync } from "node:fs";
import { mkdir, open, truncate } from "node:fs/promises";
import path from "node:path";
import { DataError } from "../src/core/errors.ts";
import type { JournalLine } from "../src/core/records.ts";
import { eachWholeLine, openLineReader } from "../src/io/lines.ts";

/** How long written lines may wait for fsync. */
const SYNC_MS = 500;

/** What every line of a journal has: of replies, or of scores. */
interface AttemptLine {
  readonly v: 1;
  readonly id: string;
  readonly attempt: number;
  readonly status: string;
}

/** What a sample came to. */
export interface Outcome<Line extends AttemptLine = JournalLine> {
  readonly status: Line["status"];
  /** How many attempts it took, over all sessions. */
  readonly attempt: number;
}

/** The last line of every sample. Replies stay on disk until they are asked for, so that a journal may be of any size. */
export interface JournalState<Line extends AttemptLine = JournalLine> {
  outcome(id: string): Outcome<Line> | undefined;
  /** The whole last line. */
  get(id: string): Line | undefined;
  /** Closes the file; what was not read stays unread. */
  release(): void;
}

export interface Journal<Line extends AttemptLine = JournalLine> extends JournalState<Line> {
  /** The line is written when this returns: a killed process loses only what was in flight. @throws when the disk is full. */
  append(line: Line): void;
  /** Writes and syncs everything; what was written can still be read. */
  close(): Promise<void>;
}

/**
 * Opens a journal for appending; `visit` sees every line that is there. A torn last line (the process was killed while writing) is cut
 * off first. @throws {DataError} for a broken line inside.
 */
export async function openJournal<Line extends AttemptLine = JournalLine>(place: string, visit?: (line: Line) => void): Promise<Journal<Line>> {
  await mkdir(path.dirname(place), { recursive: true });
  const { state, entries, end } = await indexJournal<Line>(place, visit);
  if (existsSync(place)) await truncate(place, end);
  const file = await open(place, "a");
  let [size, unsynced] = [end, false];
  const timer = setInterval(() => {
    if (!unsynced) return;
    unsynced = false;
    void file.datasync().catch(() => undefined);
  }, SYNC_MS);
  timer.unref();
  return {
    ...state,
    append(line) {
      const { id, status, attempt } = line;
      const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
      // At once, in this turn of the loop: a reply that waited for a thread would be lost with the process, and asked, or billed, again.
      for (let written = 0; written < bytes.length;) written += writeSync(file.fd, bytes, written);
      unsynced = true;
      entries.set(id, { status, attempt, offset: size });
      size += bytes.length;
    },
    async close() {
      clearInterval(timer);
      await file.datasync();
      await file.close();
    },
  };
}

/** A missing file is an empty journal; a torn last line is ignored. @throws {DataError} for a broken line inside. */
export async function readJournal<Line extends AttemptLine = JournalLine>(place: string): Promise<JournalState<Line>> {
  return (await indexJournal<Line>(place)).state;
}

interface Entry<Line extends AttemptLine> extends Outcome<Line> {
  /** Where the line begins. */
  readonly offset: number;
}

interface Index<Line extends AttemptLine> {
  readonly state: JournalState<Line>;
  readonly entries: Map<string, Entry<Line>>;
  /** Where the last whole line ends. */
  readonly end: number;
}

async function indexJournal<Line extends AttemptLine>(place: string, visit?: (line: Line) => void): Promise<Index<Line>> {
  const entries = new Map<string, Entry<Line>>();
  let row = 0;
  const note = (bytes: Buffer, offset: number): void => {
    const line = parseLine<Line>(bytes.toString("utf8"), place, ++row);
    entries.set(line.id, { status: line.status, attempt: line.attempt, offset });
    visit?.(line);
  };
  const end = existsSync(place) ? await eachWholeLine(place, note) : 0;
  const reader = openLineReader(place);
  const state: JournalState<Line> = {
    outcome: (id) => entries.get(id),
    get(id) {
      const entry = entries.get(id);
      return entry && (JSON.parse(reader.lineAt(entry.offset)) as Line);
    },
    release: reader.close,
  };
  return { state, entries, end };
}

function parseLine<Line extends AttemptLine>(text: string, file: string, row: number): Line {
  try {
    const line = JSON.parse(text) as Line;
    if (line.v === 1 && typeof line.id === "string" && typeof line.status === "string") return line;
  } catch {
    // Falls through to the one error below.
  }
  throw new DataError("is not a line of a journal", { file, row }, { hint: "The run's journal was edited or damaged: remove the line, or start over with --fresh." });
}
