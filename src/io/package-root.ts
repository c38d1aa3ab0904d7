/** Where this package lies, so that data files beside the sources are found from `src` and from `dist` alike. */

import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

let found: string | undefined;

/** Folder of the nearest package.json named "cardeval" above this file. */
export function packageRoot(): string {
  found ??= search(path.dirname(fileURLToPath(import.meta.url)));
  return found;
}

function search(folder: string): string {
  const file = path.join(folder, "package.json");
  if (existsSync(file) && nameIn(file) === "cardeval") return folder;
  const above = path.dirname(folder);
  if (above === folder) throw new Error(`no package.json of cardeval above ${fileURLToPath(import.meta.url)}`);
  return search(above);
}

function nameIn(file: string): unknown {
  return (JSON.parse(readFileSync(file, "utf8")) as { name?: unknown }).name;
}
