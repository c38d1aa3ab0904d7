/** All samples of a run, a page at a time from disk: scored ones where a benchmark was scored, else what the journal holds so far. */

import { stat } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import type { JournalLine, RunRecord, ScoredSample } from "../../core/records.ts";
import { eachWholeLine, openLineReader, type LineReader } from "../../io/lines.ts";
import { shownSample, type ShownSample } from "../../../reports/html/sample-data.ts";
import { assetFile } from "../../../reports/html/script.ts";
import { places } from "../../../runner/run-folder.ts";
import type { JournalTail } from "./journal-tail.ts";

/** What the page asks for, as its address has it. */
export interface Query {
  readonly q: string;
  readonly benchmark: string;
  readonly status: string;
  readonly group: string;
  readonly sort: string;
}

export interface SamplePage {
  readonly samples: readonly ShownSample[];
  /** Samples that match. */
  readonly found: number;
  readonly total: number;
}

/** One benchmark's lines: where each begins, and how one is read. */
interface Lines {
  readonly benchmark: string;
  readonly offsets: readonly number[];
  /** Changes when the lines do. */
  readonly version: string;
  readonly reader: LineReader;
  read(text: string): ShownSample;
}

interface Place {
  readonly lines: Lines;
  readonly offset: number;
}

/** The page's own module: both sides must agree on what matches. */
interface Filter {
  matches(sample: ShownSample, query: Query): boolean;
  readonly ranks: Readonly<Record<string, (sample: ShownSample) => number | string>>;
  compareRanks(a: number | string, b: number | string): number;
}

export interface SampleList {
  page(record: RunRecord, query: Query, offset: number, count: number): Promise<SamplePage>;
  find(record: RunRecord, benchmark: string, id: string): Promise<ShownSample | undefined>;
}

export function createSampleList(folder: string, tails: (benchmark: string) => JournalTail): SampleList {
  const scored = new Map<string, Lines>();
  let last: { key: string; places: readonly Place[] } | undefined;
  const linesOf = async (benchmark: string): Promise<Lines> => {
    const file = places.scored(folder, benchmark);
    const version = await stat(file).then(({ mtimeMs, size }) => `${mtimeMs} ${size}`, () => undefined);
    if (version === undefined) return journalLines(benchmark, places.journal(folder, benchmark), tails(benchmark));
    const known = scored.get(benchmark);
    if (known?.version === version) return known;
    known?.reader.close();
    const lines = await scoredLines(benchmark, file, version);
    scored.set(benchmark, lines);
    return lines;
  };
  const allLines = (record: RunRecord): Promise<Lines[]> => Promise.all(record.benchmarks.map(({ name }) => linesOf(name)));
  return {
    async page(record, query, offset, count) {
      const all = await allLines(record);
      const key = JSON.stringify([query, all.map(({ version }) => version)]);
      if (last?.key !== key) last = { key, places: await matching(all, query) };
      const samples = last.places.slice(offset, offset + count).map(readAt);
      release([...all, ...last.places.map(({ lines }) => lines)]);
      return { samples, found: last.places.length, total: all.reduce((sum, { offsets }) => sum + offsets.length, 0) };
    },
    async find(record, benchmark, id) {
      if (!record.benchmarks.some(({ name }) => name === benchmark)) return undefined;
      const lines = await linesOf(benchmark);
      const sample = findIn(lines, id);
      release([lines]);
      return sample;
    },
  };
}

function findIn(lines: Lines, id: string): ShownSample | undefined {
  for (const offset of lines.offsets) {
    // Ids are shown with everything invisible made visible: a quick look decides only for plain ones.
    const text = lines.reader.lineAt(offset);
    if (isPlain(id) && !text.includes(JSON.stringify(id))) continue;
    const sample = lines.read(text);
    if (sample.id === id) return sample;
  }
  return undefined;
}

/** No file stays open between two questions; reading opens it again. */
function release(all: readonly Lines[]): void {
  for (const { reader } of new Set(all)) reader.close();
}

function isPlain(id: string): boolean {
  return /^[\u0020-\u007e]*$/.test(id);
}

async function scoredLines(benchmark: string, file: string, version: string): Promise<Lines> {
  const offsets: number[] = [];
  await eachWholeLine(file, (_, offset) => offsets.push(offset));
  return { benchmark, offsets, version, reader: openLineReader(file), read: (text) => shownSample(benchmark, 0, JSON.parse(text) as ScoredSample) };
}

async function journalLines(benchmark: string, file: string, tail: JournalTail): Promise<Lines> {
  const offsets = Array.from((await tail.look()).values(), ({ offset }) => offset);
  const newest = offsets.reduce((most, offset) => Math.max(most, offset), 0);
  return {
    benchmark, offsets, version: `journal ${offsets.length} ${newest}`, reader: openLineReader(file),
    read: (text) => shownSample(benchmark, 0, { ...(JSON.parse(text) as JournalLine), prompt: "", references: [], thumbnails: [] }),
  };
}

function readAt({ lines, offset }: Place): ShownSample {
  return lines.read(lines.reader.lineAt(offset));
}

/** Where the wanted samples lie, in the wanted order. Nothing is read when all are wanted as they come. */
async function matching(all: readonly Lines[], query: Query): Promise<Place[]> {
  const { matches, ranks, compareRanks } = await import(pathToFileURL(assetFile("filter.js")).href) as Filter;
  const rank = Object.hasOwn(ranks, query.sort) ? ranks[query.sort] : undefined;
  const candidates = all.filter(({ benchmark }) => query.benchmark === "" || query.benchmark === benchmark).flatMap((lines) => lines.offsets.map((offset) => ({ lines, offset })));
  if (rank === undefined && query.q.trim() === "" && query.status === "" && query.group === "") return candidates;
  const ranked: { place: Place; rank: number | string }[] = [];
  for (const place of candidates) {
    const sample = readAt(place);
    if (matches(sample, query)) ranked.push({ place, rank: rank?.(sample) ?? 0 });
  }
  if (rank !== undefined) ranked.sort((a, b) => compareRanks(a.rank, b.rank));
  return ranked.map(({ place }) => place);
}
