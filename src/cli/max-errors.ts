/** `--max-errors N` or `N%`: failed samples that still make a complete run. */

import { UsageError } from "../core/errors.ts";

/** @throws {UsageError} for anything but a whole number or a percentage. */
export function allowedErrors(text: string, total: number): number {
  const match = /^(\d+(?:\.\d+)?)(%?)$/.exec(text);
  if (match === null) throw new UsageError(`--max-errors ${text}: expected a number of samples, or a share such as 1%`);
  const number = Number(match[1]);
  return match[2] === "%" ? Math.floor((number / 100) * total) : number;
}
