/** The files of one run that a viewer may read: none outside its folder, whatever names and links the folder holds. */

import { realpath } from "node:fs/promises";
import path from "node:path";
import { UsageError } from "../../core/errors.ts";
import type { RunRecord } from "../../core/records.ts";
import { places, readRunRecord } from "../../../runner/run-folder.ts";

const NAME = /^[a-z0-9][a-z0-9-]*$/;

/** The file when it exists and really lies in the folder. */
export async function fileInside(folder: string, file: string): Promise<string | undefined> {
  const [root, real] = await Promise.all([realpath(folder), realpath(file).catch(() => undefined)]);
  return real?.startsWith(`${root}${path.sep}`) === true ? file : undefined;
}

/** The run's record, its benchmarks' names and files checked. @throws {UsageError} when something leads out of the folder. */
export async function readConfinedRecord(folder: string): Promise<RunRecord> {
  const record = await readRunRecord(folder);
  for (const { name } of record.benchmarks) {
    if (!NAME.test(name)) throw new UsageError(`${folder} names a benchmark ${JSON.stringify(name)}`, { hint: "That is no benchmark's name: run.json was edited." });
    for (const file of [places.scores(folder, name), places.scored(folder, name), places.journal(folder, name)]) {
      const exists = await realpath(file).then(() => true, () => false);
      if (exists && (await fileInside(folder, file)) === undefined) throw new UsageError(`${file} leads out of the run's folder`, { hint: "The viewer shows nothing outside it: replace the link by the file." });
    }
  }
  return record;
}
