/** One cache for both: what cardeval fetched, huggingface_hub finds offline, and the other way round. */

import { execFile } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { openHubSnapshot } from "../../src/io/hub-client.ts";
import { startHub } from "../fixtures/hub-server.ts";
import { folderOf } from "../fixtures/official-folder.ts";

/** `python -m venv …; pip install huggingface_hub` (2.4.0). */
const python = process.env["HUGGINGFACE_HUB_PYTHON"] ?? "/work/tools/hub/venv/bin/python";
const files = { "data/test-00000-of-00001.parquet": Buffer.from("rows".repeat(500)), "README.md": Buffer.from("# A data set\n") };
const repository = { files, large: ["data/test-00000-of-00001.parquet"] };

/** What huggingface_hub's snapshot_download says, in a process of its own. */
async function pythonSnapshot(endpoint: string, cache: string, offline: boolean): Promise<string> {
  const script = "import huggingface_hub, sys; print(huggingface_hub.snapshot_download('owner/set', repo_type='dataset'))";
  const environment = { ...process.env, HF_ENDPOINT: endpoint, HF_HUB_CACHE: cache, HF_HOME: cache, HF_HUB_OFFLINE: offline ? "1" : "0", HF_HUB_DISABLE_XET: "1", HF_HUB_DISABLE_TELEMETRY: "1" };
  return (await promisify(execFile)(python, ["-c", script], { env: environment })).stdout.trim();
}

/** Everything in the cache that is the data's: names, without locks and notes. */
function contentsOf(cache: string): string[] {
  return readdirSync(path.join(cache, "datasets--owner--set"), { recursive: true }).map(String).filter((name) => /^(blobs|refs|snapshots)\//.test(name)).sort();
}

describe.skipIf(!existsSync(python))("a cache shared with Python's huggingface_hub", () => {
  it("that cardeval filled is whole for it, offline", async () => {
    const hub = await startHub({ "owner/set": repository });
    const cache = folderOf();
    const { commit, files: listed, fetch } = await openHubSnapshot({ endpoint: hub.url, cache, isOffline: false }, "owner/set");
    await fetch(listed, () => undefined);
    expect(await pythonSnapshot(hub.url, cache, true)).toBe(path.join(cache, "datasets--owner--set/snapshots", commit));
    const asked = hub.requests.filter((line) => line.startsWith("store")).length;
    await pythonSnapshot(hub.url, cache, false);
    expect(hub.requests.filter((line) => line.startsWith("store"))).toHaveLength(asked);
  }, 60_000);

  it("that it filled is whole for cardeval, and has the same names", async () => {
    const hub = await startHub({ "owner/set": repository });
    const [theirs, ours] = [folderOf(), folderOf()];
    await pythonSnapshot(hub.url, theirs, false);
    const snapshot = await openHubSnapshot({ endpoint: hub.url, cache: theirs, isOffline: false }, "owner/set");
    expect(await snapshot.missing(snapshot.files)).toBe(0);
    const own = await openHubSnapshot({ endpoint: hub.url, cache: ours, isOffline: false }, "owner/set");
    await own.fetch(own.files, () => undefined);
    expect(contentsOf(ours)).toEqual(contentsOf(theirs));
  }, 60_000);
});
