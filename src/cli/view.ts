/** `cardeval view`: a run's pages on this machine, live while it runs. */

import { once } from "node:events";
import { readdir, stat } from "node:fs/promises";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { UsageError } from "../core/errors.ts";
import { places, readRunRecord } from "../../runner/run-folder.ts";
import type { Flags } from "./commands.ts";
import { resolveSettings } from "./settings.ts";
import { Interrupted, watchSignals } from "./signals.ts";
import { createViewServer } from "./view/server.ts";

const PORT = 7420;

export async function execute(flags: Flags): Promise<number> {
  const settings = await resolveSettings(flags);
  const folder = typeof flags["run"] === "string" ? flags["run"] : await newestRun("runs");
  await readRunRecord(folder);
  const server = createViewServer(folder, settings.text("card") ?? "paligemma");
  const { signal, release } = watchSignals();
  try {
    const port = await listen(server, flags["port"]);
    console.log(`http://127.0.0.1:${port}/`);
    process.stderr.write(`${folder}; Ctrl-C ends the viewer\n`);
    if (!signal.aborted) await once(signal, "abort");
  } finally {
    server.close();
    server.closeAllConnections();
    release();
  }
  return (signal.reason as Interrupted).exitCode;
}

/** @throws {UsageError} when the wanted port is no port or taken. */
async function listen(server: Server, wanted: unknown): Promise<number> {
  const port = wanted === undefined ? PORT : Number(wanted);
  if (!Number.isSafeInteger(port) || port < 0 || port > 65_535 || wanted === "") throw new UsageError(`--port: "${String(wanted)}" is no port`, { hint: "Give 0 to 65535; 0 takes any free one." });
  const tryPort = (number: number): Promise<void> => new Promise((resolve, reject) => server.once("error", reject).listen(number, "127.0.0.1", () => resolve()));
  try {
    await tryPort(port);
  } catch (error) {
    if (wanted !== undefined) throw new UsageError(`port ${port} cannot be used`, { cause: error, hint: "Choose another --port, or 0 for any free one." });
    await tryPort(0);
  }
  return (server.address() as AddressInfo).port;
}

/** @throws {UsageError} when there is none. */
async function newestRun(parent: string): Promise<string> {
  const names = await readdir(parent).catch(() => []);
  const dated = await Promise.all(names.map(async (name) => ({ folder: path.join(parent, name), at: await stat(places.record(path.join(parent, name))).then(({ mtimeMs }) => mtimeMs, () => 0) })));
  const newest = dated.filter(({ at }) => at > 0).sort((a, b) => b.at - a.at)[0];
  if (newest === undefined) throw new UsageError("there is no run to view", { hint: "Say `cardeval view RUN` with the folder that `cardeval run` printed." });
  return newest.folder;
}
