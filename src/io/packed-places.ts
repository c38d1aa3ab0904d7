/**
 * Places in zip and tar archives that nobody unpacked.
 *
 * An archive stands for what it would unpack to: into the folder where it lies, or into a folder of its own name beside it. So
 * `coco/val2014/x.jpg` is `val2014/x.jpg` of any archive in `coco/`, `x.jpg` of `coco/val2014.zip` or of an archive in `coco/val2014/`.
 */

import { readdir } from "node:fs/promises";
import path from "node:path";
import { isArchive, isSealed, openArchive } from "./open-archive.ts";

/** A file in an archive. */
export interface PackedFile {
  /** `archive.zip!entry`. */
  readonly name: string;
  read(): Promise<Uint8Array>;
}

export interface PackedPlaces {
  /** The first place that an archive has, nearest archives first. @throws {DataError} when none has it and one could not be read. */
  find(places: readonly string[]): Promise<PackedFile | undefined>;
  /** The archives in the folders of these places and in those above them, up to the root. */
  archives(places: readonly string[]): Promise<readonly string[]>;
  /** Those beside them that must be unpacked before anything in them can be read. */
  sealed(places: readonly string[]): Promise<readonly string[]>;
}

/** Archives below a root. Each folder is listed once, each archive's directory read once, and only when something is looked for in it. */
export function openPackedPlaces(root: string): PackedPlaces {
  const top = path.dirname(path.join(root, "file"));
  const namesIn = remember(listFolder);
  const archivesIn = async (folder: string): Promise<readonly string[]> => (await namesIn(folder)).filter(isArchive);
  const open = remember(openArchive);
  const about = async (places: readonly string[], isWanted: (name: string) => boolean): Promise<readonly string[]> => {
    const folders = new Set(places.flatMap((place) => foldersOf(place, top)));
    return (await Promise.all([...folders].map(namesIn))).flat().filter(isWanted);
  };
  return {
    async find(places) {
      const broken: unknown[] = [];
      for (const place of places) {
        for (const folder of foldersOf(place, top)) {
          for (const archive of await archivesIn(folder)) {
            const opened = await open(archive).catch((error: unknown) => void broken.push(error));
            const entry = namesInside(archive, folder, place).find((name) => opened?.has(name));
            if (opened !== undefined && entry !== undefined) return { name: `${archive}!${entry}`, read: () => opened.read(entry) };
          }
        }
      }
      if (broken.length > 0) throw broken[0];
      return undefined;
    },
    archives: (places) => about(places, isArchive),
    sealed: (places) => about(places, isSealed),
  };
}

/** Asks once for each name. */
function remember<Answer>(ask: (name: string) => Promise<Answer>): (name: string) => Promise<Answer> {
  const known = new Map<string, Promise<Answer>>();
  return (name) => {
    const answer = known.get(name) ?? ask(name);
    known.set(name, answer);
    return answer;
  };
}

/** The folder of a place and those above it, the root last. */
function foldersOf(place: string, top: string): string[] {
  const folders: string[] = [];
  for (let folder = path.dirname(place); ; folder = path.dirname(folder)) {
    folders.push(folder);
    if (folder === top || folder === path.dirname(folder)) return folders;
  }
}

/** Only what may be an archive: folders of pictures are long. */
async function listFolder(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch((): string[] => []);
  return names.filter((name) => isArchive(name) || isSealed(name)).sort().map((name) => path.join(folder, name));
}

/** What a place is called in an archive of a folder above it: unpacked there, or into a folder of the archive's name. */
function namesInside(archive: string, folder: string, place: string): string[] {
  const name = path.relative(folder, place).split(path.sep).join("/");
  const own = `${path.parse(archive).name}/`;
  return name.startsWith(own) ? [name, name.slice(own.length)] : [name];
}
