/**
 * Places in zip archives that nobody unpacked.
 *
 * An archive stands for what it would unpack to: into the folder where it lies, or into a folder of its own name beside it. So
 * `coco/val2014/x.jpg` is `val2014/x.jpg` of any archive in `coco/`, `x.jpg` of `coco/val2014.zip` or of an archive in `coco/val2014/`.
 */

import { readdir } from "node:fs/promises";
import path from "node:path";
import { openZip } from "./zip-archive.ts";

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
}

/** Archives below a root. Each folder is listed once, each archive's directory read once, and only when something is looked for in it. */
export function openPackedPlaces(root: string): PackedPlaces {
  const top = path.dirname(path.join(root, "file"));
  const archivesIn = remember(listArchives);
  const open = remember(openZip);
  return {
    async find(places) {
      const broken: unknown[] = [];
      for (const place of places) {
        for (const folder of foldersOf(place, top)) {
          for (const archive of await archivesIn(folder)) {
            const opened = await open(archive).catch((error: unknown) => void broken.push(error));
            const entry = namesIn(archive, folder, place).find((name) => opened?.has(name));
            if (opened !== undefined && entry !== undefined) return { name: `${archive}!${entry}`, read: () => opened.read(entry) };
          }
        }
      }
      if (broken.length > 0) throw broken[0];
      return undefined;
    },
    async archives(places) {
      const folders = new Set(places.flatMap((place) => foldersOf(place, top)));
      return (await Promise.all([...folders].map(archivesIn))).flat();
    },
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

async function listArchives(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch((): string[] => []);
  return names.filter((name) => name.toLowerCase().endsWith(".zip")).sort().map((name) => path.join(folder, name));
}

/** What a place is called in an archive of a folder above it: unpacked there, or into a folder of the archive's name. */
function namesIn(archive: string, folder: string, place: string): string[] {
  const name = path.relative(folder, place).split(path.sep).join("/");
  const own = `${path.basename(archive).slice(0, -".zip".length)}/`;
  return name.startsWith(own) ? [name, name.slice(own.length)] : [name];
}
