/** Finds a benchmark's files under a data root, and counts what was odd about them. */

import { createHash } from "node:crypto";
import { closeSync, fstatSync, open, read, readFile, statSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { DataError, messageOf } from "../core/errors.ts";
import type { DataFileRecord } from "../core/records.ts";
import type { DataRoot, Dataset, DataWarning, ImageSource } from "../core/types.ts";
import { leadsOut } from "./leads-out.ts";
import { openPackedPlaces, type PackedPlaces } from "./packed-places.ts";
import { readChunks } from "./read-bytes.ts";
import { recentPieces } from "./recent-pieces.ts";
import { openVideos } from "./video-frames.ts";

/** A data root that keeps account of what was odd. */
export interface OpenDataRoot extends DataRoot {
  /** Path of every annotation file by role. @throws {DataError} for the first one that is missing, saying where it comes from if that is told. */
  locate(files: Dataset<unknown>["files"], origins?: Dataset<unknown>["origins"]): Promise<Record<string, string>>;
  /** Where the candidates are looked for, in this order. */
  places(...candidates: readonly string[]): readonly string[];
  /** The place of a picture, without reading it: a path, or `archive.zip!entry`. @throws {DataError} when an archive that may hold it is damaged. */
  find(...candidates: readonly string[]): Promise<string | undefined>;
  /** Archives that may hold the candidates and must be unpacked first. */
  sealed(...candidates: readonly string[]): Promise<readonly string[]>;
  warnings(): DataWarning[];
}

const EXAMPLES = 5;
const MAX_IMAGE_BYTES = 512 * 2 ** 20;
/** Questions about one picture come together, and are asked together: it is read once for them. */
const KEPT_PICTURES = 16;

interface FoundPicture {
  readonly bytes: Uint8Array;
  readonly place: string;
}

type RecentPictures = ReturnType<typeof recentPieces<FoundPicture>>;

/**
 * `folders` are tried in order, then the root itself; then archives are looked into. Links are followed, so data may lie
 * elsewhere; names that climb out are refused.
 */
export function openDataRoot(root: string, folders: readonly string[]): OpenDataRoot {
  const warnings = new Map<string, { message: string; count: number; examples: string[] }>();
  const packed = openPackedPlaces(root);
  const inside = (candidate: string): string => {
    if (leadsOut(candidate)) throw new DataError(`${JSON.stringify(candidate)} leads out of the data root`, { file: root }, { hint: "Compare the names in the annotation file with the official one." });
    return candidate;
  };
  const placesOf = (candidate: string): string[] => [...folders.map((folder) => path.join(root, folder, candidate)), path.join(root, candidate)];
  const videos = openVideos(placesOf, packed);
  const recent = recentPieces<FoundPicture>(KEPT_PICTURES);
  const placesInside = (candidates: readonly string[]): string[] => [...new Set(candidates.map(inside).flatMap(placesOf))];
  const locate = (candidates: readonly string[], origin?: string): Promise<string> => fileAt(placesInside(candidates), packed, origin);
  return {
    sidecar: async (...candidates) => locate(candidates),
    image: (...candidates) => imageAt(candidates.map(inside), placesOf, packed, recent),
    video: (candidates, sampling) => videos(candidates.map(inside), sampling),
    places: (...candidates) => placesInside(candidates),
    async find(...candidates) {
      const places = placesInside(candidates);
      return firstFile(places) ?? (await packed.find(places))?.name;
    },
    sealed: (...candidates) => packed.sealed(placesInside(candidates)),
    warn(code, message, example) {
      const kept = warnings.get(code) ?? { message, count: 0, examples: [] };
      kept.count++;
      if (kept.examples.length < EXAMPLES) kept.examples.push(example);
      warnings.set(code, kept);
    },
    async locate(files, origins = {}) {
      const found: Record<string, string> = {};
      for (const [role, candidates] of Object.entries(files)) found[role] = await locate(candidates, origins[role]);
      return found;
    },
    warnings: () => [...warnings].map(([code, warning]) => ({ code, ...warning })),
  };
}

/** Synchronous: looking up tens of thousands of pictures at a dozen places each takes a tenth of the time. */
function firstFile(places: readonly string[]): string | undefined {
  return places.find((place) => {
    try {
      return statSync(place, { throwIfNoEntry: false })?.isFile() === true;
    } catch {
      return false;
    }
  });
}

/** The first place that holds a file, in a folder or in an archive. */
async function fileAt(places: readonly string[], packed: PackedPlaces, origin: string | undefined): Promise<string> {
  const place = firstFile(places);
  if (place !== undefined) return place;
  let damaged: unknown;
  const inside = await packed.find(places).catch((error: unknown) => void (damaged = error));
  if (inside !== undefined) return inside.name;
  throw await missing("file", places, packed, { origin, damaged });
}

/** The picture at the first place that holds a file, in a folder or in an archive; the places are tried when it is read, not before. */
function imageAt(candidates: readonly string[], placesOf: (candidate: string) => string[], packed: PackedPlaces, recent: RecentPictures): ImageSource {
  let readAt: string | undefined;
  return {
    // Where it was read, once it was: for what is said of its bytes. Made when it is asked for: a run that goes on looks at few.
    get name() {
      return readAt ?? placesOf(candidates[0] ?? "")[0] ?? "";
    },
    async read() {
      const { bytes, place } = await recent(candidates.join("\0"), 1, () => pictureAt(candidates.flatMap(placesOf), packed));
      readAt = place;
      return bytes;
    },
  };
}

async function pictureAt(places: readonly string[], packed: PackedPlaces): Promise<FoundPicture> {
  for (const place of places) {
    const bytes = await readPicture(place);
    if (bytes !== undefined) return { bytes: refuseEmpty(bytes, place), place };
  }
  const file = await packed.find(places);
  if (file === undefined) throw await missing("picture", places, packed);
  return { bytes: refuseEmpty(await file.read(), file.name), place: file.name };
}

async function missing(what: "file" | "picture", places: readonly string[], packed: PackedPlaces, { origin, damaged }: { origin?: string | undefined; damaged?: unknown } = {}): Promise<DataError> {
  const [archives, sealed] = await Promise.all([packed.archives(places), packed.sealed(places)]);
  const hint = [
    ...(origin === undefined ? [] : [`Get it from ${origin}.`]),
    `Looked for: ${places.join(", ")}.`,
    ...(archives.length === 0 ? [] : [`In the archives: ${archives.join(", ")}.`]),
    ...(sealed.length === 0 ? [] : [`Not looked into, since they must be unpacked first: ${sealed.join(", ")}.`]),
    ...(damaged === undefined ? [] : [`An archive cannot be used: ${messageOf(damaged)}.`]),
  ];
  return new DataError(`the ${what} does not exist`, { file: places[0] ?? "" }, { hint: hint.join(" "), cause: damaged });
}

function refuseEmpty(bytes: Uint8Array, place: string): Uint8Array {
  if (bytes.length === 0) throw new DataError("the picture is an empty file", { file: place }, { hint: "Fetch it again." });
  return bytes;
}

const [openFile, readInto, readRest] = [promisify(open), promisify(read), promisify(readFile)];

/** Undefined when there is no file at this place. @throws {DataError} when there is one that cannot be used. */
async function readPicture(place: string): Promise<Uint8Array | undefined> {
  let file: number | undefined;
  try {
    file = await openFile(place, "r");
    // An open file's size is known, and closing it waits for nothing: asking a thread takes longer.
    const { size } = fstatSync(file);
    if (size > MAX_IMAGE_BYTES) throw new DataError("the picture is larger than 512 MiB", { file: place }, { hint: "Scale it down, or leave the sample out." });
    return await readAll(file, size);
  } catch (error) {
    if (error instanceof DataError) throw error;
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return undefined;
    throw new DataError(`the picture cannot be read: ${messageOf(error)}`, { file: place }, { cause: error });
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** One read when the file is as long as it says. */
async function readAll(file: number, size: number): Promise<Uint8Array> {
  const bytes = Buffer.allocUnsafeSlow(size);
  const { bytesRead } = await readInto(file, bytes, 0, size, null);
  return bytesRead === size ? bytes : Buffer.concat([bytes.subarray(0, bytesRead), await readRest(file)]);
}

/** Size and sha256 of files, by paths relative to the data root. */
export function describeFiles(root: string, files: Readonly<Record<string, string>>): Promise<DataFileRecord[]> {
  return Promise.all(Object.values(files).map((place) => describeFile(path.relative(root, place), place)));
}

/** Size and sha256 of one file, under the name it shall have. */
export async function describeFile(name: string, place: string): Promise<DataFileRecord> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of readChunks(place)) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { path: name, bytes, sha256: hash.digest("hex") };
}
