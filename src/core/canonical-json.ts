/** One text for equal data: keys sorted, no spaces, absent fields left out. For digests and derived files. */

import { hash } from "node:crypto";

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).filter(([, field]) => field !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, field]) => [key, sorted(field)]));
}

export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(value));
}

export function sha256(data: string | Uint8Array): string {
  return hash("sha256", data, "hex");
}

/** sha256 of the canonical JSON. */
export function digestOf(value: unknown): string {
  return sha256(canonicalJson(value));
}
