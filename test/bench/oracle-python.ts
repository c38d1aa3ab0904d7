/** The Python that has the references installed. */

import { existsSync } from "node:fs";
import path from "node:path";
import { packageRoot } from "../../src/io/package-root.ts";

/** Undefined when there is none. */
export function findPython(): string | undefined {
  const named = process.env["CARDEVAL_ORACLE_PYTHON"] ?? path.join(packageRoot(), ".venv-oracle", "bin", "python");
  return existsSync(named) ? named : undefined;
}
