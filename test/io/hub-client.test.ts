/** The hub's client against a hub that the test starts: what comes into the cache, how it goes on, what it says when it cannot. */

import { existsSync, mkdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { openHubSnapshot } from "../../src/io/hub-client.ts";
import { hubSettings, type HubSettings } from "../../src/io/hub-settings.ts";
import { COMMIT, gitOid, sha256, startHub, type HubRepository, type HubServer } from "../fixtures/hub-server.ts";
import { folderOf } from "../fixtures/official-folder.ts";

const LARGE = Buffer.from("row group ".repeat(20_000));
const README = Buffer.from("# A data set\n");
const repository: HubRepository = { files: { "README.md": README, "data/a b-00000-of-00002.parquet": LARGE, "data/test-00001-of-00002.parquet": Buffer.from("second") }, large: ["data/a b-00000-of-00002.parquet", "data/test-00001-of-00002.parquet"] };

async function started(changes: Partial<HubRepository> = {}, token?: string): Promise<{ hub: HubServer; settings: HubSettings; folder: string }> {
  const hub = await startHub({ "owner/set": { ...repository, ...changes } });
  const cache = folderOf();
  return { hub, settings: { endpoint: hub.url, cache, isOffline: false, ...(token === undefined ? {} : { token }) }, folder: path.join(cache, "datasets--owner--set") };
}

async function fetchAll(settings: HubSettings, name = "owner/set", revision?: string): Promise<readonly string[]> {
  const snapshot = await openHubSnapshot(settings, name, revision);
  return snapshot.fetch(snapshot.files, () => undefined);
}

describe("a snapshot", () => {
  it("is laid out as huggingface_hub does it: blobs by etag, refs, relative links", async () => {
    const { settings, folder, hub } = await started();
    const places = await fetchAll(settings);
    expect(places.map((place) => path.relative(folder, place))).toEqual(["README.md", "data/a b-00000-of-00002.parquet", "data/test-00001-of-00002.parquet"].map((file) => `snapshots/${COMMIT}/${file}`));
    expect(readFileSync(path.join(folder, "refs/main"), "utf8")).toBe(COMMIT);
    expect(readlinkSync(places[0] ?? "")).toBe(`../../blobs/${gitOid(README)}`);
    expect(readlinkSync(places[1] ?? "")).toBe(`../../../blobs/${sha256(LARGE)}`);
    expect(readFileSync(places[1] ?? "")).toEqual(LARGE);
    expect(hub.requests.filter((line) => line.includes("/tree/"))).toHaveLength(2);
  });

  it("is fetched once, and known offline", async () => {
    const { settings, hub } = await started();
    const places = await fetchAll(settings);
    const contents = hub.requests.filter((line) => line.startsWith("store")).length;
    const again = await openHubSnapshot(settings, "owner/set");
    expect(await again.missing(again.files)).toBe(0);
    expect(await again.fetch(again.files, () => undefined)).toEqual(places);
    expect(hub.requests.filter((line) => line.startsWith("store"))).toHaveLength(contents);
    const asked = hub.requests.length;
    expect(await fetchAll({ ...settings, isOffline: true })).toEqual(places);
    expect(hub.requests).toHaveLength(asked);
  });

  it("sends the token to the hub, never to the store that it points to", async () => {
    const { settings, hub } = await started({ gatedFor: "hf_secret" }, "hf_secret");
    await fetchAll(settings);
    expect(hub.requests.filter((line) => !line.startsWith("store")).every((line) => line.endsWith("Bearer hf_secret"))).toBe(true);
    expect(hub.requests.filter((line) => line.startsWith("store")).every((line) => line.endsWith(" -"))).toBe(true);
  });
});

describe("a download", () => {
  it("goes on where the connection broke, with what an earlier process left too", async () => {
    const { settings, hub, folder } = await started();
    hub.breakAfter = [50_000, 50_000];
    mkdirSync(path.join(folder, "blobs"), { recursive: true });
    writeFileSync(path.join(folder, `blobs/${sha256(LARGE)}.cardeval.incomplete`), LARGE.subarray(0, 1_000));
    await openHubSnapshot(settings, "owner/set").then(({ files, fetch }) => fetch(files.filter(({ bytes }) => bytes === LARGE.length), () => undefined));
    const ranges = hub.requests.filter((line) => line.startsWith("store")).map((line) => Number(/bytes=(\d+)-/.exec(line)?.[1]));
    expect([ranges.length, ranges[0]]).toEqual([3, 1_000]);
    expect(ranges[2]).toBeGreaterThan(ranges[1] ?? 0);
    expect(readFileSync(path.join(folder, "blobs", sha256(LARGE)))).toEqual(LARGE);
    expect(existsSync(path.join(folder, `blobs/${sha256(LARGE)}.cardeval.incomplete`))).toBe(false);
  });

  it("begins again where the server sends the whole file whatever was asked", async () => {
    const { settings, hub, folder } = await started();
    hub.ranges = false;
    hub.breakAfter = [50_000];
    await fetchAll(settings);
    expect(readFileSync(path.join(folder, "blobs", sha256(LARGE)))).toEqual(LARGE);
  });

  it.each([
    ["other bytes", Buffer.from(LARGE).fill("x", 7, 8), "what came is not the file: its checksum is another"],
    ["a pointer", Buffer.from(`version https://git-lfs.github.com/spec/v1\noid sha256:${"0".repeat(64)}\nsize 9\n`), "what came is a git-lfs pointer, not the file"],
    ["less", LARGE.subarray(0, 10), `what came is not the file: 10 bytes instead of ${LARGE.length}`],
  ])("refuses %s, and leaves nothing", async (_, content, message) => {
    const { settings, hub, folder } = await started();
    hub.replaced.set(sha256(LARGE), content);
    await expect(fetchAll(settings)).rejects.toThrow(message);
    expect(existsSync(path.join(folder, "blobs", sha256(LARGE)))).toBe(false);
    hub.replaced.clear();
    await fetchAll(settings);
    expect(readFileSync(path.join(folder, "blobs", sha256(LARGE)))).toEqual(LARGE);
  });

  it("waits as long as a busy server asks, and says so when that is too long", async () => {
    const { settings, hub } = await started();
    hub.refusals = [{ status: 429, headers: { "retry-after": "0" } }, { status: 503, headers: { "retry-after": "0" } }];
    await fetchAll(settings);
    hub.refusals = [{ status: 429, headers: { "retry-after": "3600" } }];
    await expect(fetchAll(settings)).rejects.toMatchObject({ message: expect.stringContaining("the hub has had too many requests from here, and asks to wait 3600 seconds") as string, hint: expect.stringContaining("With HF_TOKEN the hub allows more.") as string });
  });

  it("is made once when several want it at the same time", async () => {
    const { settings, hub } = await started();
    await Promise.all([fetchAll(settings), fetchAll(settings), fetchAll(settings)]);
    expect(hub.requests.filter((line) => line.startsWith("store"))).toHaveLength(2);
  });

  it("takes over from a process that died", async () => {
    const { settings, folder } = await started();
    const locks = path.join(settings.cache, ".locks/datasets--owner--set");
    mkdirSync(locks, { recursive: true });
    writeFileSync(path.join(locks, `${sha256(LARGE)}.cardeval.lock`), "999999999 elsewhere\n");
    const { utimesSync } = await import("node:fs");
    utimesSync(path.join(locks, `${sha256(LARGE)}.cardeval.lock`), new Date(0), new Date(0));
    await fetchAll(settings);
    expect(existsSync(path.join(folder, "blobs", sha256(LARGE)))).toBe(true);
  });
});

describe("what cannot be had is explained", () => {
  it.each([
    ["a gated repository", { gatedFor: "hf_secret" }, "owner/set", undefined, "is gated: its owners want to know who reads it", /accept the terms, and set HF_TOKEN .*\(none is set\)/],
    ["another name", {}, "owner/other", undefined, "does not exist, or is private", /if it wants a login, set HF_TOKEN/],
    ["another revision", {}, "owner/set", "v2", "has no revision v2", /tree\/main/],
    ["a name that climbs out", { files: { "../x": README } }, "owner/set", undefined, 'holds "../x", which leads out of it', /.*/],
  ] as const)("%s", async (_, changes, name, revision, message, hint) => {
    const { settings } = await started(changes);
    await expect(fetchAll(settings, name, revision)).rejects.toMatchObject({ message: expect.stringContaining(message) as string, hint: expect.stringMatching(hint) as string });
  });

  it("offline without a cache, and a server that is not there", async () => {
    const { settings } = await started();
    await expect(fetchAll({ ...settings, isOffline: true })).rejects.toThrow("the cache has no files of owner/set at main, and HF_HUB_OFFLINE forbids asking the hub");
    await expect(fetchAll({ ...settings, endpoint: "http://127.0.0.1:9" })).rejects.toThrow("cannot be reached");
  }, 20_000);
});

describe("settings", () => {
  it.each([
    [{ HF_HOME: "/h" }, { cache: "/h/hub", endpoint: "https://huggingface.co", isOffline: false }],
    [{ HF_HOME: "/h", HF_HUB_CACHE: "/c", HF_ENDPOINT: "http://mirror/", HF_HUB_OFFLINE: "yes" }, { cache: "/c", endpoint: "http://mirror", isOffline: true }],
    [{ XDG_CACHE_HOME: "/x", HF_TOKEN: " hf_a\n", HF_HUB_OFFLINE: "0" }, { cache: "/x/huggingface/hub", token: "hf_a", isOffline: false }],
  ])("%j", async (environment, settings) => {
    expect(await hubSettings(environment)).toMatchObject(settings);
  });

  it("take the token from its file", async () => {
    const home = folderOf({ token: "hf_file\n" });
    expect((await hubSettings({ HF_HOME: home })).token).toBe("hf_file");
    expect(await hubSettings({ HF_HOME: folderOf() })).not.toHaveProperty("token");
  });
});
