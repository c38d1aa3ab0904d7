/**
 * The cache of huggingface_hub, for data sets: blobs by their etag, snapshots of links to them, refs to snapshots.
 *
 * Source: huggingface_hub 2.4.0, file_download.py and constants.py; test/io/hub-python.test.ts shares a cache with it.
 */

import { copyFile, mkdir, readdir, readFile, rename, rm, stat, symlink } from "node:fs/promises";
import path from "node:path";
import { writeFileAtomically } from "./write-file.ts";

export interface HubCache {
  /** What a branch or tag was when it was last asked for. */
  commitOf(revision: string): Promise<string | undefined>;
  remember(revision: string, commit: string): Promise<void>;
  blob(etag: string): string;
  lock(etag: string): string;
  /** Where a file of a snapshot lies, whether it is there or not. */
  place(commit: string, file: string): string;
  has(commit: string, file: string): Promise<boolean>;
  /** Makes a blob the snapshot's file. */
  link(commit: string, file: string, etag: string): Promise<void>;
  /** Files of a snapshot that are there, with `/` between folders. */
  files(commit: string): Promise<readonly string[]>;
}

export function openHubCache(cache: string, repository: string): HubCache {
  const name = `datasets--${repository.replaceAll("/", "--")}`;
  const folder = path.join(cache, name);
  const place = (commit: string, file: string): string => path.join(folder, "snapshots", commit, ...file.split("/"));
  const blob = (etag: string): string => path.join(folder, "blobs", etag);
  const ref = (revision: string): string => path.join(folder, "refs", ...revision.split("/"));
  const has = async (commit: string, file: string): Promise<boolean> => stat(place(commit, file)).then((found) => found.isFile(), () => false);
  return {
    blob, place, has,
    lock: (etag) => path.join(cache, ".locks", name, `${etag}.cardeval.lock`),
    commitOf: async (revision) => (/^[0-9a-f]{40}$/.test(revision) ? revision : readFile(ref(revision), "utf8").then((text) => text.trim(), () => undefined)),
    async remember(revision, commit) {
      if (revision !== commit) await writeFileAtomically(ref(revision), commit);
    },
    async link(commit, file, etag) {
      if (await has(commit, file)) return;
      const link = place(commit, file);
      await mkdir(path.dirname(link), { recursive: true });
      await placeLink(path.relative(path.dirname(link), blob(etag)), link, blob(etag));
    },
    async files(commit) {
      const top = path.join(folder, "snapshots", commit);
      const entries = await readdir(top, { recursive: true }).catch((): string[] => []);
      const names = entries.map((entry) => entry.split(path.sep).join("/"));
      const found = await Promise.all(names.map((file) => has(commit, file)));
      return names.filter((_, i) => found[i]).sort();
    },
  };
}

/** A link in place of what is left of an older one; a copy where links are not allowed. */
export async function placeLink(to: string, link: string, content: string): Promise<void> {
  const beside = `${link}.${process.pid}.tmp`;
  await rm(beside, { force: true });
  await symlink(to, beside).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPERM" && error.code !== "ENOTSUP") throw error;
    await copyFile(content, beside);
  });
  await rename(beside, link);
}
