/** `cardeval gate RUN`: a verdict for CI. An incomplete run is never a regression. */

import { UsageError } from "../core/errors.ts";
import { readRun } from "../../runner/read-run.ts";
import { exitCodes } from "./exit-codes.ts";
import type { Flags } from "./commands.ts";
import { exitCodeOf, gateRun, hasRequirements } from "./gating.ts";
import { allowedErrors } from "./max-errors.ts";
import { presentRun } from "./present.ts";
import { resolveSettings } from "./settings.ts";

export async function execute(flags: Flags): Promise<number> {
  const settings = await resolveSettings(flags);
  const folder = String(flags["run"]);
  if (!hasRequirements(settings)) throw new UsageError("nothing to hold the run to", { hint: "Say --min B=X, or --vs BASELINE --max-drop B=X." });
  const { scores } = await readRun(folder);
  const failed = scores.reduce((sum, { counts }) => sum + counts.failed, 0);
  const total = scores.reduce((sum, { counts }) => sum + counts.total, 0);
  if (failed > allowedErrors(settings.text("max-errors") ?? "0", total)) {
    console.error(`incomplete: ${failed} of ${total} samples failed (allowed: ${settings.text("max-errors")}). That is no verdict on the model: issue the run again.`);
    return exitCodes.incomplete;
  }
  const gating = await gateRun(folder, settings);
  await presentRun(folder, settings, gating);
  return exitCodeOf(gating, settings);
}
