/** In GitHub Actions: the summary of the step, and annotations that stand beside the checks. Nothing elsewhere. */

import { appendFile } from "node:fs/promises";
import { markdown } from "../../reports/markdown.ts";
import { reasonOf } from "../../reports/gates.ts";
import type { Report } from "../../reports/report.ts";

/** GitHub refuses a step's summary beyond 1 MiB. */
const SUMMARY_BYTES = 1_000_000;

export async function tellGithub(report: Report, environment = process.env): Promise<void> {
  const summary = environment["GITHUB_STEP_SUMMARY"];
  if (summary !== undefined && summary !== "") {
    const text = await markdown.render(report);
    const fits = Buffer.byteLength(text) <= SUMMARY_BYTES;
    await appendFile(summary, fits ? `${text}\n` : `${text.slice(0, SUMMARY_BYTES / 4)}\n\n(cut: the whole is summary.md of the run)\n`);
  }
  if (environment["GITHUB_ACTIONS"] === "true") for (const line of annotations(report)) process.stderr.write(`${line}\n`);
}

/** Workflow commands: errors for gates that failed, warnings for gates that could not decide and for what stands on top of reports. */
export function annotations({ gates = [], banners }: Report): string[] {
  const judged = gates.filter(({ verdict }) => verdict !== "pass");
  return [
    ...judged.map((gate) => command(gate.verdict === "fail" ? "error" : "warning", `${gate.address} ${gate.verdict === "fail" ? "failed its gate" : "could not be judged"}`, reasonOf(gate))),
    ...banners.map((text) => command("notice", "cardeval", text)),
  ];
}

function command(level: "error" | "warning" | "notice", title: string, message: string): string {
  const text = message.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
  const property = title.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A").replaceAll(":", "%3A").replaceAll(",", "%2C");
  return `::${level} title=${property}::${text}`;
}
