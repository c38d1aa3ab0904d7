/** `cardeval report`: reports of finished runs; several runs fill one card. */

import { UsageError } from "../core/errors.ts";
import { exitCodes } from "./exit-codes.ts";
import type { Flags } from "./commands.ts";
import { buildReport, presentReport } from "./present.ts";
import { resolveSettings } from "./settings.ts";

export async function execute(flags: Flags): Promise<number> {
  const settings = await resolveSettings(flags);
  const folders = (flags["run"] as readonly string[] | undefined ?? []).map(String);
  const out = settings.text("out") ?? (folders.length === 1 ? folders[0] : undefined);
  if (out === undefined) throw new UsageError("several runs need a folder for their report", { hint: "Say --out DIR." });
  const formats = typeof flags["format"] === "string" ? flags["format"].split(",") : settings.list("report");
  const report = await buildReport(folders, settings.text("card") ?? "paligemma", folders.length === 1 ? settings.text("column") : undefined);
  await presentReport(report, formats, out, { json: settings.flag("json") });
  return exitCodes.done;
}
