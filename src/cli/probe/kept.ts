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

/** The embedded model and recorded replies cannot be wired wrong. */
const CERTAIN: ReadonlySet<string> = new Set(["tiny", "replay"]);
/** This repository's own runtimes, whose wiring its tests hold: nothing is missing without a probe, and what one found is told. */
const OWN: ReadonlySet<string> = new Set(["tpu", "onnx"]);

/** What is known of a backend's wiring; undefined where there is nothing to tell. */
export async function probeNote(identity: BackendIdentity): Promise<ProbeNote | undefined> {
  if (CERTAIN.has(identity.kind)) return undefined;
  const text = await readFile(placeOf(identity), "utf8").catch(() => undefined);
  if (text === undefined) return OWN.has(identity.kind) ? undefined : { verdict: "never" };
  const { verdict, at, asked, equal, findings, reference } = JSON.parse(text) as ProbeResult;
  return { verdict, at, asked, equal, causes: findings.map(({ cause }) => cause), reference: reference?.model ?? "shipped answers" };
}
