/** A file from a URL: resumed where it broke off, checked, and in its place only when it is whole. */

import { createHash, type Hash } from "node:crypto";
import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { DataError, messageOf } from "../core/errors.ts";
import { withLock } from "./file-lock.ts";
import { openUrl, type Explain, type Headers } from "./open-url.ts";
import { readChunks } from "./read-bytes.ts";

/** What a file must be: its sha256, or the id that git gives it. */
export interface Digest {
  readonly kind: "sha256" | "git";
  readonly hex: string;
}

export interface Download {
  readonly url: string;
  readonly target: string;
  readonly headers?: Headers;
  readonly bytes?: number;
  readonly digest?: Digest;
  readonly explain?: Explain;
  /** The lock's path, where it shall not lie beside the target. */
  readonly lock?: string;
  /** Bytes that have come, those of earlier attempts included. */
  onProgress?(bytes: number): void;
}

/** Connections that break without bringing anything. */
const MAX_BREAKS = 5;

/** Does nothing where the target exists. @throws {DataError} when it cannot be fetched, or is another file than expected. */
export async function downloadFile(download: Download): Promise<void> {
  const { target, lock = `${target}.lock` } = download;
  await Promise.all([mkdir(path.dirname(target), { recursive: true }), mkdir(path.dirname(lock), { recursive: true })]);
  await withLock(lock, async () => {
    if ((await sizeOf(target)) !== undefined) return;
    const partial = `${target}.cardeval.incomplete`;
    await fill(partial, download);
    await check(partial, download);
    await rename(partial, target);
  });
}

async function sizeOf(file: string): Promise<number | undefined> {
  return stat(file).then(({ size }) => size, () => undefined);
}

async function fill(partial: string, download: Download): Promise<void> {
  for (let breaks = 0; ;) {
    const from = (await sizeOf(partial)) ?? 0;
    if (from > 0 && from === download.bytes) return;
    try {
      return await append(partial, from, download);
    } catch (error) {
      if (error instanceof DataError) throw error;
      breaks = ((await sizeOf(partial)) ?? 0) > from ? 1 : breaks + 1;
      if (breaks > MAX_BREAKS) throw new DataError(`breaks off: ${messageOf(error)}`, { file: download.url }, { cause: error, hint: "The same command goes on from there." });
    }
  }
}

/** Asks for what is missing; a server that sends the whole file nevertheless is taken at its word. */
async function append(partial: string, from: number, { url, headers = {}, explain, digest, onProgress }: Download): Promise<void> {
  const { response, header } = await openUrl(url, from === 0 ? headers : { ...headers, range: `bytes=${from}-` }, explain);
  const linked = header("x-linked-etag")?.replaceAll(/^W\/|"/g, "");
  if (digest?.kind === "sha256" && linked !== undefined && linked !== digest.hex) {
    await response.body?.cancel();
    throw new DataError(`is another file by now (${linked} instead of ${digest.hex})`, { file: url }, { hint: "It changed while it was fetched: issue the command again." });
  }
  const isRest = response.status === 206 && response.headers.get("content-range")?.startsWith(`bytes ${from}-`) === true;
  const file = await open(partial, isRest ? "a" : "w");
  let bytes = isRest ? from : 0;
  try {
    for await (const chunk of response.body ?? []) {
      await file.writeFile(chunk as Uint8Array);
      bytes += (chunk as Uint8Array).length;
      onProgress?.(bytes);
    }
    await file.sync();
  } finally {
    await file.close();
  }
}

async function check(partial: string, { url, bytes, digest }: Download): Promise<void> {
  const size = (await sizeOf(partial)) ?? 0;
  const problem = bytes !== undefined && size !== bytes ? `${size} bytes instead of ${bytes}` : digest !== undefined && (await digestOf(partial, size, digest.kind)) !== digest.hex ? "its checksum is another" : undefined;
  if (problem === undefined) return;
  const isPointer = size < 1024 && (await headOf(partial)).startsWith("version https://git-lfs");
  await rm(partial, { force: true });
  throw new DataError(isPointer ? "what came is a git-lfs pointer, not the file" : `what came is not the file: ${problem}`, { file: url }, { hint: isPointer ? "The server does not serve large files: use the hub itself, or another HF_ENDPOINT." : "It was thrown away; issue the command again." });
}

async function headOf(file: string): Promise<string> {
  for await (const chunk of readChunks(file)) return chunk.toString("latin1", 0, 64);
  return "";
}

async function digestOf(file: string, size: number, kind: Digest["kind"]): Promise<string> {
  const hash: Hash = kind === "git" ? createHash("sha1").update(`blob ${size}\0`) : createHash("sha256");
  for await (const chunk of readChunks(file)) hash.update(chunk);
  return hash.digest("hex");
}
