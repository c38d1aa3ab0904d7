/** Names that stay in the folder they are looked up in, and others. */

import path from "node:path";

/** Whether a relative name points above the folder that it is looked up in, or is none. */
export function leadsOut(name: string): boolean {
  const isPlain = !name.includes("..") && !name.includes("\0") && !name.includes(":") && !name.startsWith("/") && !name.startsWith("\\");
  return !isPlain && (path.isAbsolute(name) || name.includes("\0") || path.normalize(name).split(path.sep)[0] === "..");
}
