/** `--models FILE`: per card column the backend, the resolution and the checkpoint of each benchmark. */

import { readFile } from "node:fs/promises";
import { UsageError } from "../core/errors.ts";
import { suggestion } from "../core/nearest.ts";
import { parseChecked } from "./config-file.ts";

/** How one benchmark's model is addressed. `{benchmark}` and `{resolution}` are filled in. */
export interface Asked {
  readonly backend: string;
  readonly model?: string;
}

interface Column extends Asked {
  readonly resolution: number;
  readonly benchmarks?: Readonly<Record<string, Partial<Asked>>>;
}

const ASKED = { backend: { type: "string", minLength: 1 }, model: { type: "string", minLength: 1 } };

const SCHEMA = {
  type: "object", additionalProperties: false, required: ["columns"],
  properties: {
    columns: {
      type: "object", minProperties: 1,
      additionalProperties: {
        type: "object", additionalProperties: false, required: ["backend", "resolution"],
        properties: {
          ...ASKED,
          resolution: { type: "integer", minimum: 1 },
          benchmarks: { type: "object", additionalProperties: { type: "object", additionalProperties: false, properties: ASKED } },
        },
      },
    },
  },
};

export interface ModelsFile {
  readonly resolution: number;
  /** How the model of a benchmark is addressed. */
  asked(benchmark: string): Asked;
}

/** One column of a models file. @throws {UsageError} for a wrong file, an unknown column, or overrides of unknown benchmarks. */
export async function readModels(file: string, columnName: string, benchmarks: readonly string[]): Promise<ModelsFile> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    throw new UsageError(`${file} cannot be read`, { cause: error, hint: "--models takes a YAML or JSON file." });
  });
  const { columns } = (await parseChecked(file, text, SCHEMA)) as { columns: Readonly<Record<string, Column>> };
  const column = Object.hasOwn(columns, columnName) ? columns[columnName] : undefined;
  if (column === undefined) throw new UsageError(`${file} has no column "${columnName}"`, { hint: suggestion(columnName, Object.keys(columns)) });
  for (const name of Object.keys(column.benchmarks ?? {})) {
    if (!benchmarks.includes(name)) throw new UsageError(`${file}: columns.${columnName}.benchmarks: there is no benchmark "${name}"`, { hint: suggestion(name, benchmarks) });
  }
  return {
    resolution: column.resolution,
    asked(benchmark) {
      const own = column.benchmarks?.[benchmark] ?? {};
      const fill = (pattern: string): string => pattern.replaceAll("{benchmark}", benchmark).replaceAll("{resolution}", String(column.resolution));
      const model = own.model ?? column.model;
      return { backend: fill(own.backend ?? column.backend), ...(model === undefined ? {} : { model: fill(model) }) };
    },
  };
}
