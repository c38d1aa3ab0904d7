/** The page's script: the modules of `reports/assets/`, joined into one text for one digest of the policy. */

import { readFile } from "node:fs/promises";
import path from "node:path";
import { packageRoot } from "../../src/io/package-root.ts";

const IMPORT = /^import \{[^}]*\} from "\.\/([\w-]+\.js)";\n/gm;

export function assetFile(name: string): string {
  return path.join(packageRoot(), "reports", "assets", name);
}

/** An entry and all it imports, what is imported first; in one scope, so every top-level name is unique among the modules. */
export async function joinModules(entry: string): Promise<string> {
  const seen = new Set<string>();
  const texts: string[] = [];
  const visit = async (name: string): Promise<void> => {
    if (seen.has(name)) return;
    seen.add(name);
    const text = await readFile(assetFile(name), "utf8");
    for (const [, imported = ""] of text.matchAll(IMPORT)) await visit(imported);
    texts.push(text.replaceAll(IMPORT, "").replaceAll(/^export /gm, "").trim());
  };
  await visit(entry);
  return `(() => {\n"use strict";\n${texts.join("\n\n")}\n})();`;
}
