/** The Pythons that have the references installed. */

import { existsSync } from "node:fs";
import path from "node:path";
import { packageRoot } from "../../src/io/package-root.ts";

/** What `variable` names, else the environment `folder` in the repository; undefined when there is neither. */
export function findPython(variable = "CARDEVAL_ORACLE_PYTHON", folder = ".venv-oracle"): string | undefined {
  const named = process.env[variable] ?? path.join(packageRoot(), folder, "bin", "python");
  return existsSync(named) ? named : undefined;
}
