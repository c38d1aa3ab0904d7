/** What can be fetched of a data set, and how: a copy on the hub, or official files by their addresses. */

import { mkdir, readlink, stat } from "node:fs/promises";
import path from "node:path";
import { DataError } from "../core/errors.ts";
import type { Dataset, Download } from "../core/types.ts";
import { downloadFile } from "./download-file.ts";
import { placeLink } from "./hub-cache.ts";
import { openHubSnapshot, type HubFile } from "./hub-client.ts";
import { isOfPattern } from "./locate-data.ts";
import type { HubSettings } from "./hub-settings.ts";

/** Files from one place. */
export interface Consignment {
  /** Where they come from, for people. */
  readonly from: string;
  readonly files: number;
  /** Bytes that have to come; undefined where their server was not asked. */
  readonly bytes: number | undefined;
  /** Puts them into their folder. Names of files that were kept, since somebody else put them there. @throws {DataError} */
  fetch(onProgress: (bytes: number) => void): Promise<readonly string[]>;
}

/** The first copy, or without one (or where only `official` files are wanted) the downloads. */
export async function planFetch(dataset: Dataset<unknown>, root: string, hub: HubSettings, official: boolean): Promise<readonly Consignment[]> {
  const folder = path.join(root, dataset.folders[0] ?? "");
  const copy = official ? undefined : dataset.copies?.[0];
  const wanted: readonly Download[] = copy === undefined ? (dataset.downloads ?? []) : [{ repository: copy.repository, files: Object.values(copy.tables) }];
  return Promise.all(wanted.map((download) => ("url" in download ? fromAddress(download, folder) : fromHub(download, folder, hub))));
}

async function fromAddress({ url, place, sha256 }: Extract<Download, { url: string }>, folder: string): Promise<Consignment> {
  const target = path.join(folder, place);
  const isThere = await stat(target).then(() => true, () => false);
  return {
    from: url, files: 1, bytes: isThere ? 0 : undefined,
    async fetch(onProgress) {
      if (isThere) return [target];
      await downloadFile({ url, target, onProgress, ...(sha256 === undefined ? {} : { digest: { kind: "sha256", hex: sha256 } }) });
      return [];
    },
  };
}

/** Into the hub's cache, and by links from there into the folder. */
async function fromHub({ repository, files: patterns }: Extract<Download, { repository: string }>, folder: string, hub: HubSettings): Promise<Consignment> {
  const snapshot = await openHubSnapshot(hub, repository);
  const files = snapshot.files.filter((file) => patterns.some((pattern) => isOfPattern(file.path, pattern)));
  const page = `${hub.endpoint}/datasets/${repository}`;
  const missing = patterns.filter((pattern) => !files.some((file) => isOfPattern(file.path, pattern)));
  if (missing.length > 0) throw new DataError(`has no files ${missing.slice(0, 3).join(", ")}${missing.length > 3 ? ", …" : ""}`, { file: page }, { hint: "Its owner may have changed it; what there is may be read from a folder of the official layout." });
  return {
    from: `${page} at ${snapshot.commit.slice(0, 12)}`, files: files.length, bytes: await snapshot.missing(files),
    async fetch(onProgress) {
      const places = await snapshot.fetch(files, onProgress);
      const kept = await Promise.all(places.map((place, i) => linkInto(folder, files[i] as HubFile, place)));
      return kept.filter((name) => name !== undefined);
    },
  };
}

/** A link to the cache in the folder; what is no such link stays and is named. */
async function linkInto(folder: string, file: HubFile, place: string): Promise<string | undefined> {
  const link = path.join(folder, ...file.path.split("/"));
  await mkdir(path.dirname(link), { recursive: true });
  const old = await readlink(link).catch((error: NodeJS.ErrnoException) => (error.code === "ENOENT" ? place : undefined));
  if (old === undefined || (old !== place && !old.includes(`${path.sep}snapshots${path.sep}`))) return link;
  await placeLink(place, link, place);
  return undefined;
}
