/** `--min` and `--max-drop`: B[/PART]=X. */

import { UsageError } from "../core/errors.ts";
import type { Requirement } from "../../runner/gate.ts";

/** @throws {UsageError} for anything else, and for a number that is required twice. */
export function parseRequirements(option: string, words: readonly string[]): Requirement[] {
  const requirements = words.map((word): Requirement => {
    const match = /^([^=]+)=(\d+(?:\.\d+)?)$/.exec(word);
    if (match === null) throw new UsageError(`--${option} ${word}: expected BENCHMARK[/PART]=NUMBER`, { hint: `For example --${option} coco-captions=${option === "min" ? "1.2" : "0.02"}.` });
    return { address: match[1] as string, limit: Number(match[2]) };
  });
  const twice = requirements.find(({ address }, i) => requirements.findIndex((other) => other.address === address) !== i);
  if (twice !== undefined) throw new UsageError(`--${option} names ${twice.address} twice`);
  return requirements;
}
