/** Which code this is: version, and commit when it runs from a checkout. */

import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus, platform, release } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import type { Session } from "../core/records.ts";
import { packageRoot } from "../io/package-root.ts";

export function packageVersion(): string {
  return (JSON.parse(readFileSync(path.join(packageRoot(), "package.json"), "utf8")) as { version: string }).version;
}

/** One session of a run: when, with which code, on what machine. */
export async function describeSession(): Promise<Session> {
  const root = packageRoot();
  const git = async (...words: string[]): Promise<string | undefined> =>
    promisify(execFile)("git", ["-C", root, ...words], { timeout: 5_000 }).then(({ stdout }) => stdout.trim(), () => undefined);
  // A package inside somebody else's checkout has no commit of its own.
  const isOwnCheckout = (await git("rev-parse", "--show-toplevel")) === root;
  const commit = isOwnCheckout ? await git("rev-parse", "--short=12", "HEAD") : undefined;
  const dirty = commit === undefined ? undefined : (await git("status", "--porcelain", "--untracked-files=no")) !== "";
  return {
    startedAt: new Date().toISOString(),
    code: { version: packageVersion(), ...(commit === undefined ? {} : { commit }), ...(dirty === undefined ? {} : { dirty }) },
    platform: { node: process.version, os: `${platform()} ${release()}`, cpu: `${cpus()[0]?.model.trim() ?? "unknown"} × ${cpus().length}` },
  };
}
