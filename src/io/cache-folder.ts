/** Where this machine keeps what can be made again: environments of runtimes, compiled programs. */

import { homedir } from "node:os";
import path from "node:path";

/** `CARDEVAL_CACHE`, else the system's folder for caches, with `cardeval` in it. Nothing is created. */
export function cacheFolder(environment: Readonly<Record<string, string | undefined>> = process.env): string {
  const named = environment["CARDEVAL_CACHE"];
  if (named !== undefined && named !== "") return path.resolve(named);
  const system = environment["XDG_CACHE_HOME"] ?? environment["LOCALAPPDATA"];
  return path.join(system === undefined || system === "" ? path.join(homedir(), ".cache") : system, "cardeval");
}
