/** `cardeval data fetch` as a process, from a hub that the test starts: terms, the cache, the data root, and that what came is read. */

import { existsSync, mkdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { hubCopies } from "../fixtures/hub-copies.ts";
import { COMMIT, startHub, type HubServer } from "../fixtures/hub-server.ts";
import { folderOf, type Files } from "../fixtures/official-folder.ts";
import { smallPng } from "../fixtures/pictures.ts";
import { bins, start, type Outcome } from "./program.ts";

/** A copy's files as its repository has them. */
function inRepository(files: Files = {}, folder: string): Record<string, Buffer> {
  return Object.fromEntries(Object.entries(files).map(([name, content]) => [path.relative(folder, name), content as Buffer]));
}

const pope = inRepository(hubCopies.pope?.files, "pope");

function fetching(hub: HubServer, root: string, words: readonly string[], home = path.join(root, "home")): Promise<Outcome> {
  return start(process.execPath, [path.join(bins, "cardeval.js"), "data", "fetch", ...words, "--data", root], root, undefined, { HF_ENDPOINT: hub.url, HF_HOME: home, HF_TOKEN: "", HF_HUB_CACHE: "", HF_HUB_OFFLINE: "" });
}

describe("data fetch", () => {
  it("prints the terms, fetches into the hub's cache, links from the data root, and is read", async () => {
    const hub = await startHub({ "lmms-lab/POPE": { files: { ...pope, "README.md": Buffer.from("not wanted") }, large: Object.keys(pope) } });
    const root = folderOf();
    const { code, out } = await fetching(hub, root, ["pope", "--yes"]);
    expect(code).toBe(0);
    expect(out).toContain("terms     MIT (questions); photos of COCO under their Flickr licences");
    expect(out).toMatch(/fetch {5}http.*\/datasets\/lmms-lab\/POPE at 111111111111: 3 files, .* kB to come/);
    const link = path.join(root, "pope/Full/random-00000-of-00001.parquet");
    expect(readlinkSync(link)).toBe(path.join(root, `home/hub/datasets--lmms-lab--POPE/snapshots/${COMMIT}/Full/random-00000-of-00001.parquet`));
    expect(readFileSync(link)).toEqual(pope["Full/random-00000-of-00001.parquet"]);
    expect(hub.requests.some((line) => line.includes("README"))).toBe(false);
    const check = await start(process.execPath, [path.join(bins, "cardeval.js"), "data", "check", "pope", "--data", root, "--json"], root);
    expect(JSON.parse(check.out)).toMatchObject([{ state: "incomplete", files: [{}, {}, {}], rows: { found: 6, expected: 9_000 }, problems: [], warnings: [{ code: "hub-copy" }] }]);
    const again = await fetching(hub, root, ["pope"]);
    expect([again.code, again.out]).toEqual([0, expect.stringContaining("3 files, all here")]);
  });

  it("does nothing until somebody takes the terms", async () => {
    const hub = await startHub({ "lmms-lab/POPE": { files: pope } });
    const root = folderOf();
    const { code, out, err } = await fetching(hub, root, ["pope"]);
    expect([code, out, err]).toEqual([2, expect.stringContaining("terms     MIT"), expect.stringMatching(/under these terms\? Nobody is there to say yes\n.*--yes/)]);
    expect(existsSync(path.join(root, "pope"))).toBe(false);
  });

  it("is safe in two processes at once, which fetch everything once", async () => {
    const hub = await startHub({ "lmms-lab/POPE": { files: pope, large: Object.keys(pope) } });
    const [root, other] = [folderOf(), folderOf()];
    const both = await Promise.all([root, other].map((folder) => fetching(hub, folder, ["pope", "--yes"], path.join(root, "home"))));
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect(hub.requests.filter((line) => line.startsWith("store")).length).toBe(new Set(hub.requests.filter((line) => line.startsWith("store"))).size);
    expect(readFileSync(path.join(other, "pope/Full/popular-00000-of-00001.parquet"))).toEqual(pope["Full/popular-00000-of-00001.parquet"]);
  });

  it("fetches official files that a repository of the hub holds, and keeps what somebody else put there", async () => {
    const questions = Buffer.from("Index,Question,Options,Correct Answer\n1,Is it?,(a) Yes (b) No,(a)\n2,Is it?,(a) Yes (b) No,(b)\n");
    const hub = await startHub({ "MMVP/MMVP": { files: { "Questions.csv": questions, "MMVP Images/1.jpg": Buffer.from(smallPng(4, 2)), "MMVP Images/2.jpg": Buffer.from(smallPng(4, 2)), "other.txt": Buffer.from("x") } } });
    const root = folderOf();
    mkdirSync(path.join(root, "mmvp/MMVP Images"), { recursive: true });
    writeFileSync(path.join(root, "mmvp/MMVP Images/1.jpg"), smallPng(2, 4));
    const { code, err } = await fetching(hub, root, ["mmvp", "--yes"]);
    expect([code, err]).toEqual([0, expect.stringContaining("MMVP Images/1.jpg was there before and is kept as it is")]);
    expect(readFileSync(path.join(root, "mmvp/MMVP Images/1.jpg"))).toEqual(Buffer.from(smallPng(2, 4)));
    const check = await start(process.execPath, [path.join(bins, "cardeval.js"), "data", "check", "mmvp", "--data", root, "--json"], root);
    expect(JSON.parse(check.out)).toMatchObject([{ rows: { found: 2 }, pictures: { found: 2, wanted: 2 } }]);
  });

  it("says what it cannot fetch, and fetches the rest", async () => {
    const hub = await startHub({ "lmms-lab/POPE": { files: pope }, "lmms-lab/NoCaps": { files: {}, gatedFor: "hf_other" }, "lmms-lab/ChartQA": { files: { "data/train-0.parquet": Buffer.from("x") } } });
    const root = folderOf();
    const { code, out } = await fetching(hub, root, ["ai2d", "nocaps", "chartqa", "pope", "--yes"]);
    expect(code).toBe(2);
    expect(out).toMatch(/by hand {3}nothing of it can be fetched without a form or a page: get it at http.*; cardeval data where ai2d says where to put it/);
    expect(out).toContain("is gated: its owners want to know who reads it");
    expect(out).toContain("has no files data/test-*.parquet");
    expect(existsSync(path.join(root, "pope/Full/random-00000-of-00001.parquet"))).toBe(true);
  });

  it.each([
    [["--data", "."], "which benchmarks?"],
    [["pope", "--data", "sampler"], "the packaged sampler needs no fetching"],
  ])("%j is refused", async (words, message) => {
    const { code, err } = await start(process.execPath, [path.join(bins, "cardeval.js"), "data", "fetch", ...words], folderOf());
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
  });
});
