/** `cardeval baseline bless RUN NAME | list | show NAME`. */

import { existsSync } from "node:fs";
import { UsageError } from "../core/errors.ts";
import { suggestion } from "../core/nearest.ts";
import { baselinePlace, blessRun, listBaselines, readBaseline } from "../../runner/baseline.ts";
import { exitCodes } from "./exit-codes.ts";
import type { Flags } from "./commands.ts";
import { resolveSettings } from "./settings.ts";

const ACTIONS = ["bless", "list", "show"];

export async function execute(flags: Flags): Promise<number> {
  const settings = await resolveSettings(flags);
  const folder = settings.text("baselines") ?? "baselines";
  const action = String(flags["action"]);
  const [first, second] = [flags["run"], flags["name"]].map((word) => (word === undefined ? undefined : String(word)));
  if (action === "list") {
    const names = await listBaselines(folder);
    console.log(settings.flag("json") ? JSON.stringify(names) : names.length === 0 ? `no baselines in ${folder}/` : names.join("\n"));
  } else if (action === "bless") {
    if (first === undefined || second === undefined) throw new UsageError("bless needs a run and a name", { hint: "cardeval baseline bless runs/… main" });
    const place = await blessRun(first, second, folder, new Date().toISOString().slice(0, 10));
    console.log(`${place} (commit it: gates compare with it by --vs ${second})`);
  } else if (action === "show") await show(first, folder, settings.flag("json"));
  else throw new UsageError(`baseline cannot "${action}"`, { hint: suggestion(action, ACTIONS) });
  return exitCodes.done;
}

async function show(name: string | undefined, folder: string, json: boolean): Promise<void> {
  if (name === undefined) throw new UsageError("show which baseline?", { hint: `Known: ${(await listBaselines(folder)).join(", ")}.` });
  const place = baselinePlace(folder, name);
  if (!existsSync(place)) throw new UsageError(`there is no baseline "${name}"`, { hint: suggestion(name, await listBaselines(folder)) });
  const { side, blessedOn, benchmarks } = await readBaseline(place);
  const content = { ...side, blessedOn, benchmarks: benchmarks.map(({ head, samples }) => ({ benchmark: head.benchmark, version: head.version, samples: samples.length, options: head.options, metrics: [...new Set(head.columns.map(({ signature }) => signature))] })) };
  if (json) console.log(JSON.stringify(content));
  else {
    console.log(`${side.name}: ${side.model}, run ${side.fingerprint.slice(0, 8)}, blessed on ${blessedOn}`);
    for (const { benchmark, version, samples, metrics } of content.benchmarks) console.log(`  ${benchmark} (version ${version}): ${samples} samples; ${metrics.join(", ")}`);
  }
}
