/** The page's script: the modules of `reports/assets/`, joined into one text for one digest of the policy. */

import { readFile } from "node:fs/promises";
import path from "node:path";
import { packageRoot } from "../../src/io/package-root.ts";

const IMPORT = /^import (\{[^}]*\}) from "\.\/([\w-]+\.js)";$/gm;
const EXPORT = /^export (?=(?:async )?(?:function|const|let) (\w+))/gm;

export function assetFile(name: string): string {
  return path.join(packageRoot(), "reports", "assets", name);
}

/** An entry and all it imports, what is imported first. Every module keeps its own scope: a function that returns its exports. */
export async function joinModules(entry: string): Promise<string> {
  const seen = new Set<string>();
  const texts: string[] = [];
  const visit = async (name: string): Promise<void> => {
    if (seen.has(name)) return;
    seen.add(name);
    const text = await readFile(assetFile(name), "utf8");
    for (const [, , imported = ""] of text.matchAll(IMPORT)) await visit(imported);
    const exported = Array.from(text.matchAll(EXPORT), ([, made]) => made);
    const inner = text.replaceAll(IMPORT, (_, names: string, from: string) => `const ${names} = modules["${from}"];`).replaceAll(EXPORT, "");
    texts.push(`modules["${name}"] = (() => {\n${inner}return { ${exported.join(", ")} };\n})();`);
  };
  await visit(entry);
  return `"use strict";\n(() => {\nconst modules = {};\n${texts.join("\n")}\n})();`;
}
