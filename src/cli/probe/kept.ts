/** Results of probes, kept by who was probed, so that runs can say what is known of their backend. */

import { mkdir, readFile } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { digestOf } from "../../core/canonical-json.ts";
import type { ProbeNote } from "../../core/records.ts";
import type { BackendIdentity } from "../../core/types.ts";
import { writeFileAtomically } from "../../io/write-file.ts";
import type { ProbeResult } from "./run-probe.ts";

/** CARDEVAL_CACHE, or the user's cache folder. */
function cacheFolder(): string {
  const { CARDEVAL_CACHE: own, XDG_CACHE_HOME: cache } = process.env;
  return own ?? path.join(cache ?? path.join(homedir(), ".cache"), "cardeval");
}

function placeOf(identity: BackendIdentity): string {
  return path.join(cacheFolder(), "probes", `${digestOf(identity)}.json`);
}

/** Returns where it is kept. */
export async function keepProbe(result: ProbeResult): Promise<string> {
  const place = placeOf(result.backend);
  await mkdir(path.dirname(place), { recursive: true });
  await writeFileAtomically(place, `${JSON.stringify(result, null, 2)}\n`);
  return place;
}

/** What is known of a backend's wiring; undefined for those that cannot be wired wrong: the embedded model and recorded replies. */
export async function probeNote(identity: BackendIdentity): Promise<ProbeNote | undefined> {
  if (identity.kind === "tiny" || identity.kind === "replay") return undefined;
  const text = await readFile(placeOf(identity), "utf8").catch(() => undefined);
  if (text === undefined) return { verdict: "never" };
  const { verdict, at, asked, equal, findings, reference } = JSON.parse(text) as ProbeResult;
  return { verdict, at, asked, equal, causes: findings.map(({ cause }) => cause), reference: reference?.model ?? "shipped answers" };
}
