/**
 * Data sets of the Hugging Face Hub: which files a repository has, and their contents in the cache that huggingface_hub uses too.
 *
 * Source: the hub's API as huggingface_hub 2.4.0 speaks it (hf_api.py list_repo_tree, file_download.py, utils/_http.py).
 */

import pLimit from "p-limit";
import { DataError } from "../core/errors.ts";
import { refuseClimbing } from "./archive.ts";
import { downloadFile, type Digest } from "./download-file.ts";
import { openHubCache } from "./hub-cache.ts";
import type { HubSettings } from "./hub-settings.ts";
import { openUrl, type Explain, type Headers } from "./open-url.ts";

export interface HubFile {
  readonly path: string;
  readonly bytes: number;
  /** Name of its blob, and what it must be. */
  readonly digest: Digest;
}

/** A repository at one commit. */
export interface HubSnapshot {
  readonly commit: string;
  readonly files: readonly HubFile[];
  /** Bytes of these files that are not in the cache yet. */
  missing(files: readonly HubFile[]): Promise<number>;
  /** Where the files lie in the cache after they were fetched, in their order. @throws {DataError} */
  fetch(files: readonly HubFile[], onProgress: (bytes: number) => void): Promise<readonly string[]>;
}

const DIGESTS = { git: /^[0-9a-f]{40}$/, sha256: /^[0-9a-f]{64}$/ };

/** Files on their way at the same time. */
const CONNECTIONS = 4;

/** Offline it is what the cache holds. @throws {DataError} when the repository or revision cannot be had. */
export async function openHubSnapshot(settings: HubSettings, repository: string, revision = "main"): Promise<HubSnapshot> {
  if (settings.isOffline) return cachedSnapshot(settings, repository, revision);
  const { endpoint, token } = settings;
  const headers: Headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const explain = explainer(`${endpoint}/datasets/${repository}`, revision, token !== undefined);
  const api = `${endpoint}/api/datasets/${repository}`;
  const { response } = await openUrl(`${api}/revision/${encodeURIComponent(revision)}`, headers, explain);
  const { sha: commit } = (await response.json()) as { sha?: unknown };
  if (typeof commit !== "string" || !/^[0-9a-f]{40}$/.test(commit)) throw new DataError("does not say the commit of the revision", { file: api }, { hint: "Is HF_ENDPOINT a hub?" });
  const cache = openHubCache(settings.cache, repository);
  await cache.remember(revision, commit);
  return {
    commit,
    files: await listTree(`${api}/tree/${commit}?recursive=true`, headers, explain),
    missing: async (files) => (await Promise.all(files.map(async ({ path, bytes }) => ((await cache.has(commit, path)) ? 0 : bytes)))).reduce((sum, bytes) => sum + bytes, 0),
    fetch(files, onProgress) {
      const arrived = new Map<string, number>();
      const limit = pLimit(CONNECTIONS);
      return Promise.all(files.map((file) => limit(async () => {
        const { digest: { hex: etag }, digest, bytes } = file;
        const url = `${endpoint}/datasets/${repository}/resolve/${commit}/${file.path.split("/").map(encodeURIComponent).join("/")}`;
        if (!(await cache.has(commit, file.path))) {
          await downloadFile({
            url, headers, explain, bytes, digest, target: cache.blob(etag), lock: cache.lock(etag),
            onProgress(received) {
              arrived.set(file.path, received);
              onProgress([...arrived.values()].reduce((sum, part) => sum + part, 0));
            },
          });
          await cache.link(commit, file.path, etag);
        }
        return cache.place(commit, file.path);
      })));
    },
  };
}

async function cachedSnapshot(settings: HubSettings, repository: string, revision: string): Promise<HubSnapshot> {
  const cache = openHubCache(settings.cache, repository);
  const commit = await cache.commitOf(revision);
  const files = commit === undefined ? [] : await cache.files(commit);
  if (commit === undefined || files.length === 0) {
    throw new DataError(`the cache has no files of ${repository} at ${revision}, and HF_HUB_OFFLINE forbids asking the hub`, { file: settings.cache }, { hint: "Unset HF_HUB_OFFLINE, or fetch it where there is a network." });
  }
  return {
    commit,
    files: files.map((path) => ({ path, bytes: 0, digest: { kind: "sha256", hex: "" } })),
    missing: async () => 0,
    fetch: async (wanted) => wanted.map(({ path }) => cache.place(commit, path)),
  };
}

/** All pages of a listing. */
async function listTree(first: string, headers: Headers, explain: Explain): Promise<HubFile[]> {
  const files: HubFile[] = [];
  for (let next: string | undefined = first; next !== undefined;) {
    const { response } = await openUrl(next, headers, explain);
    const page = (await response.json()) as { type: string; path: string; oid: string; size: number; lfs?: { oid: string; size: number } }[];
    for (const { type, path, oid, size, lfs } of page) {
      if (type !== "file") continue;
      refuseClimbing(first, path);
      const digest: Digest = lfs === undefined ? { kind: "git", hex: oid } : { kind: "sha256", hex: lfs.oid };
      if (!DIGESTS[digest.kind].test(digest.hex)) throw new DataError(`gives ${path} no digest`, { file: next }, { hint: "Is HF_ENDPOINT a hub?" });
      files.push({ path, bytes: lfs?.size ?? size, digest });
    }
    const link = /<([^>]+)>;\s*rel="?next"?/.exec(response.headers.get("link") ?? "")?.[1];
    // Of the page's address only what is asked: the token is for this server.
    next = link === undefined ? undefined : new URL(new URL(link, next).pathname + new URL(link, next).search, first).href;
  }
  return files;
}

function explainer(page: string, revision: string, hasToken: boolean): Explain {
  return (status, header) => {
    const code = header("x-error-code");
    if (status === 429) return { problem: `the hub has had too many requests from here${header("retry-after") === null ? "" : `, and asks to wait ${header("retry-after")} seconds`}`, hint: `Wait, then issue the same command: what came is kept.${hasToken ? "" : " With HF_TOKEN the hub allows more."}` };
    if (code === "GatedRepo" || status === 403) return { problem: "is gated: its owners want to know who reads it", hint: `Open ${page}, accept the terms, and set HF_TOKEN to a token that may read it (${hasToken ? "the one that is set may not" : "none is set"}).` };
    if (code === "RevisionNotFound") return { problem: `has no revision ${revision}`, hint: `Look at ${page}/tree/main.` };
    if (code === "RepoNotFound" || status === 401 || status === 404) return { problem: "does not exist, or is private", hint: hasToken ? `Look at ${page}; HF_TOKEN may be of somebody who may not read it.` : `Look at ${page}; if it wants a login, set HF_TOKEN.` };
    return undefined;
  };
}
