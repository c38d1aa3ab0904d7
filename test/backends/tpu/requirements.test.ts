/** The lists of packages that the runtime is installed from: exact versions, and the digest of every file that may be taken. */

import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";

const folder = path.resolve(import.meta.dirname, "../../../src/backends/tpu/requirements");

describe.each(readdirSync(folder))("%s", (name) => {
  const packages = readFileSync(path.join(folder, name), "utf8").replaceAll(/^#.*\n/gm, "").replaceAll(/ \\\n */g, " ").trim().split("\n");

  it("has a version and digests for every package, each once", () => {
    for (const line of packages) expect(line).toMatch(/^[\w.-]+==[\w.]+( --hash=sha256:[0-9a-f]{64})+$/);
    expect(new Set(packages.map((line) => line.split("==")[0]?.toLowerCase())).size).toBe(packages.length);
    expect(packages.map((line) => line.split(" ")[0])).toEqual(expect.arrayContaining(["jax==0.10.2", "jaxlib==0.10.2", "numpy==2.4.6", "tokenizers==0.23.3"]));
  });
});
