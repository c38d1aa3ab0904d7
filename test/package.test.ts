/** Rules of the package as tests: dependencies on a short list and explained, files that ship, bins that exist. */

import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";

const root = path.resolve(import.meta.dirname, "..");
const manifest = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as {
  dependencies: Record<string, string>; devDependencies: Record<string, string>; bin: Record<string, string>; files: string[]; exports: Record<string, string>;
};

describe("package.json", () => {
  it("has the fixed packages", () => {
    for (const name of ["yargs", "p-limit", "csv-stringify", "cli-table3", "ajv", "undici"]) expect(manifest.dependencies).toHaveProperty(name);
  });

  it("explains every dependency in docs/dependencies.md", () => {
    const page = readFileSync(path.join(root, "docs/dependencies.md"), "utf8");
    const missing = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.devDependencies)].filter((name) => !page.includes(`| \`${name}\``));
    expect(missing).toEqual([]);
  });

  it("ships what the program reads at run time", () => {
    for (const entry of manifest.files.filter((name) => name !== "dist")) expect(existsSync(path.join(root, entry)), entry).toBe(true);
  });

  it("points its bins and exports at files that the build makes", () => {
    for (const target of [...Object.values(manifest.bin), ...Object.values(manifest.exports)]) expect(existsSync(path.join(root, target)), target).toBe(true);
  });
});
