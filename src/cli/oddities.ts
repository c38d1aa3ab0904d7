/** What a reader must be told of a backend beside its numbers: replies that belong to nothing, reasoning that was cut, its wiring. */

import { existsSync } from "node:fs";
import { counted } from "../core/counted.ts";
import type { JournalLine } from "../core/records.ts";
import type { Backend } from "../core/types.ts";
import { eachWholeLine } from "../io/lines.ts";
import type { JournalState } from "../../runner/journal.ts";
import { causes } from "./probe/causes.ts";
import { probeNote } from "./probe/kept.ts";
import type { Session } from "./session.ts";

export function leftoversOf(backend: Backend, state: JournalState): string[] {
  const ids = backend.leftovers?.((id) => state.outcome(id) !== undefined) ?? [];
  if (ids.length === 0) return [];
  return [`${counted(ids.length, "recorded answer")} of no sample: ${ids.slice(0, 5).map((id) => JSON.stringify(id)).join(", ")}${ids.length > 5 ? ", …" : ""}`];
}

/** How many samples had reasoning before their answer, and how many prompts were longer than the card's budget, over all sessions. */
export async function repliesOf(journal: string): Promise<string[]> {
  const [reasoned, long] = [new Map<string, number>(), new Map<string, number>()];
  if (existsSync(journal)) await eachWholeLine(journal, (bytes) => {
    // Hardly a journal has any, and most of a long one need not be parsed.
    if (!bytes.includes('"reasoning":') && !bytes.includes('"overBudget":')) return;
    const { id, reasoning, overBudget } = JSON.parse(bytes.toString("utf8")) as JournalLine;
    if (reasoning !== undefined) reasoned.set(id, reasoning);
    if (overBudget !== undefined) long.set(id, overBudget);
  });
  const mean = (counts: ReadonlyMap<string, number>): number => Math.round([...counts.values()].reduce((sum, count) => sum + count, 0) / counts.size);
  return [
    ...(reasoned.size === 0 ? [] : [`${counted(reasoned.size, "answer")} after reasoning, which is not scored (${mean(reasoned)} characters in the mean)`]),
    ...(long.size === 0 ? [] : [`${counted(long.size, "prompt")} longer than the card's budget, by ${mean(long)} tokens in the mean, and not cut as the card does`]),
  ];
}

/** Says once a model that its probe failed. */
export async function warnOfProbe({ progress }: Session, { identity }: Backend, warned: Set<string>): Promise<void> {
  const note = await probeNote(identity);
  if (note?.verdict !== "failed" || warned.has(identity.model)) return;
  warned.add(identity.model);
  const found = (note.causes ?? []).flatMap((cause) => (cause in causes ? causes[cause as keyof typeof causes].title : []));
  progress.say(`PROBE FAILED: ${identity.model} gave ${note.equal} of ${note.asked} expected answers${found.length === 0 ? "" : `: ${found.join("; ")}`}. Its numbers are not its model's; every report says so.`);
}
