/** A probe's result as text. */

import type { BackendIdentity } from "../../core/types.ts";
import { causes } from "./causes.ts";
import type { Finding } from "./diagnose.ts";
import type { Difference, ProbeResult } from "./run-probe.ts";

/** @param place where the result is kept */
export function renderProbe(result: ProbeResult, place: string): string {
  const { backend, reference, asked, equal, groups, refused, notes, findings, unexplained, differences, verdict } = result;
  return [
    `${nameOf(backend)}, against ${reference === undefined ? "the shipped answers of the embedded checkpoint" : nameOf(reference)}`,
    `${asked} answers compared: ${equal} equal, ${asked - equal} different`,
    ...Object.entries(groups).map(([group, counts]) => `  ${group.padEnd(13)} ${counts.equal} of ${counts.asked} equal`),
    ...Object.entries(refused).map(([message, count]) => `  ${count} questions were not answered: ${message}`),
    ...notes.map((note) => `  ${note}`),
    ...differences.map(lineOf),
    ...findings.flatMap(findingLines),
    ...(findings.length === 0 && verdict === "failed" ? nothingFound(result) : []),
    ...(findings.length > 0 && unexplained > 0 ? ["", `${unexplained} differences are left: mend what was found, and probe again.`] : []),
    "",
    VERDICTS[verdict],
    `Kept in ${place}: runs of this backend say so.`,
  ].join("\n");
}

const VERDICTS = {
  passed: "PASSED: every answer is the expected one.",
  close: "CLOSE: a few answers differ and no wrong wiring explains them; rounding (bfloat16, other kernels) does that.",
  failed: "FAILED: this backend's numbers are not its model's.",
};

function nameOf({ kind, model, details }: BackendIdentity): string {
  const { dialect, serverVersion: version, url } = details;
  const server = [dialect ?? kind, version].filter((word) => word !== undefined).join(" ");
  return `${model} (${server}${url === undefined ? "" : ` at ${String(url)}`})`;
}

function lineOf({ prompt, pictures, word, expected, got }: Difference): string {
  const asked = prompt.length > 60 ? `${prompt.slice(0, 57)}…` : prompt;
  return `  ${JSON.stringify(asked)} on ${pictures.map((picture) => picture.split("/").at(-1)).join(", ")}: from word ${word} on ${JSON.stringify(got)} instead of ${JSON.stringify(expected)}`;
}

function findingLines({ cause, kind, evidence }: Finding): string[] {
  const { title, advice } = causes[cause];
  return ["", `✗ ${title}${kind === undefined ? "" : ` (like ${kind})`}`, `  ${evidence}`, `  → ${advice}`];
}

function nothingFound({ equal, asked, reference }: ProbeResult): string[] {
  if (reference === undefined && equal < asked / 4) {
    return ["", "✗ this is not the embedded checkpoint, or nothing is as it should be",
      "  → Shipped answers are for a server that was loaded with the embedded checkpoint (docs/backends.md). Probe a real one with --reference BACKEND, for example tpu:DIR with the same checkpoint."];
  }
  const inside = reference === undefined ? "" : " A mask, or a missing BOS or newline, cannot be told with a reference: load the server with the embedded checkpoint and probe it alone (docs/backends.md).";
  return ["", "✗ no wrong wiring that is known explains the differences", `  → Is it the same checkpoint, at the same resolution, and in enough precision? Two causes at once may hide each other: mend what you know, and probe again.${inside}`];
}
