/**
 * Frames of a video as pictures: every `stride`-th source frame from the first of the clip, until there are `count`.
 *
 * A clip with fewer is its own frames over again from the first, cut to `count`, as the reference tiles what its reader sampled.
 * A folder of frames (`frame-folder.ts`) goes before a file, since somebody made it on purpose; a file in a zip archive comes last.
 * Source: big_vision configs/proj/paligemma/transfers/*.py, pp/proj/paligemma/video.py@0127fb6b. Its reader is not public: which
 * decoder, how a segment begins and how its JPEGs were made is unknown. Here a segment's first frame is the first one that is not
 * before its start, and frames are PNGs, without a loss of their own.
 */

import { statSync, type Stats } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { DataError } from "../core/errors.ts";
import type { FrameSampling, ImageSource, Video } from "../core/types.ts";
import { extractFrames } from "./ffmpeg.ts";
import { readFrameFolder } from "./frame-folder.ts";
import type { PackedPlaces } from "./packed-places.ts";

const ENDINGS = [".mp4", ".webm", ".mkv", ".avi", ".mov"];
/** Clips whose frames are kept: the questions of a video often follow each other, and frames are read together. */
const KEPT = 4;

type Frames = readonly Uint8Array[];

/**
 * Opens the video of the first place that has one, names having no ending. Places are worked out and tried when a frame is read, not before.
 *
 * Reading a frame throws a DataError for a video that is missing or damaged, a UsageError without ffmpeg.
 */
export function openVideos(placesOf: (name: string) => readonly string[], packed: PackedPlaces): (names: readonly string[], sampling: FrameSampling) => Video {
  const clips = keepLast(KEPT);
  return (names, sampling) => {
    const places = (): readonly string[] => names.flatMap(placesOf);
    const name = (): string => `${placesOf(names[0] ?? "")[0] ?? ""}${spanText(sampling)}`;
    const frameAt = async (number: number, signal?: AbortSignal): Promise<Uint8Array> => {
      const frames = await clips(JSON.stringify([names[0], sampling]), () => readClip(places(), sampling, packed, signal));
      return frames[number % frames.length] as Uint8Array;
    };
    const { count } = sampling;
    return {
      get name() { return name(); },
      frames: Array.from({ length: count }, (_, i): ImageSource => ({ get name() { return `${name()} frame ${i + 1} of ${count}`; }, read: (signal) => frameAt(i, signal) })),
      exists: async () => (await find(places(), sampling, packed)) !== undefined,
    };
  };
}

/** Loads by key, and keeps what was asked for last; what failed is loaded again. */
function keepLast(count: number): (key: string, load: () => Promise<Frames>) => Promise<Frames> {
  const kept = new Map<string, Promise<Frames>>();
  return (key, load) => {
    const frames = kept.get(key) ?? load();
    kept.delete(key);
    kept.set(key, frames);
    if (kept.size > count) kept.delete(kept.keys().next().value as string);
    frames.catch(() => kept.delete(key));
    return frames;
  };
}

/** Where a video lies, and how its frames are read from there. */
interface Found {
  readonly name: string;
  readFrames(signal?: AbortSignal): Promise<Frames>;
}

async function find(places: readonly string[], sampling: FrameSampling, packed: PackedPlaces): Promise<Found | undefined> {
  for (const place of places) {
    const folder = `${place}${spanText(sampling)}`;
    if (look(folder)?.isDirectory() === true) return { name: folder, readFrames: () => readFrameFolder(folder, sampling) };
    const file = ENDINGS.map((ending) => place + ending).find((name) => look(name)?.isFile() === true);
    if (file !== undefined) return { name: file, readFrames: (signal) => extractFrames(file, file, sampling, signal) };
  }
  const entry = await packed.find(places.flatMap((place) => ENDINGS.map((ending) => place + ending)));
  return entry && { name: entry.name, readFrames: (signal) => unpacked(entry, (file) => extractFrames(file, entry.name, sampling, signal)) };
}

function look(place: string): Stats | undefined {
  try {
    return statSync(place, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** Video formats are read back and forth, so the file lies in the folder for temporary files as long as that takes. */
async function unpacked<Result>(entry: { read(): Promise<Uint8Array> }, use: (file: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(path.join(tmpdir(), "cardeval-video-"));
  try {
    const file = path.join(folder, "video");
    await writeFile(file, await entry.read());
    return await use(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readClip(places: readonly string[], sampling: FrameSampling, packed: PackedPlaces, signal: AbortSignal | undefined): Promise<Frames> {
  const found = await find(places, sampling, packed);
  if (found === undefined) {
    const archives = await packed.archives(places);
    const hint = `Looked for: ${places.join(", ")} with ${ENDINGS.join(", ")} or as a folder of frames.${archives.length === 0 ? "" : ` In the archives: ${archives.join(", ")}.`}`;
    throw new DataError("the video does not exist", { file: `${places[0] ?? ""}${spanText(sampling)}` }, { hint });
  }
  const frames = await found.readFrames(signal);
  const { span } = sampling;
  if (frames.length === 0) throw new DataError(`holds no frame${span === undefined ? "" : ` between ${span.startSeconds} and ${span.endSeconds} s`}`, { file: found.name }, { hint: "Fetch it again." });
  return frames;
}

/** `[1.5-20]`, as the reference names segments. */
function spanText({ span }: FrameSampling): string {
  return span === undefined ? "" : `[${span.startSeconds}-${span.endSeconds}]`;
}
