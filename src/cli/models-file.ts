/**
 * `--models FILE`: per card column the backend, the resolution and the checkpoint of each benchmark.
 *
 * `{benchmark}`, `{resolution}`, `{column}` and `{checkpoint}` are filled in; the last is the benchmark's own name for its fine-tuned
 * checkpoint, from `checkpoints`, which all columns share.
 */

import { readFile } from "node:fs/promises";
import { UsageError } from "../core/errors.ts";
import { suggestion } from "../core/nearest.ts";
import { parseChecked } from "./config-file.ts";

/** How one benchmark's model is addressed. */
export interface Asked {
  readonly backend: string;
  readonly model?: string;
  readonly dialect?: string;
  /** The text that ends the model's reasoning: what comes before is cut, and counted. */
  readonly reasoning?: string;
  readonly pictures?: "original" | "finished";
}

interface Column extends Asked {
  readonly resolution: number;
  readonly benchmarks?: Readonly<Record<string, Partial<Asked>>>;
}

const WORD = { type: "string", minLength: 1 };

const ASKED = { backend: WORD, model: WORD, dialect: WORD, reasoning: WORD, pictures: { enum: ["original", "finished"] } };

const SCHEMA = {
  type: "object", additionalProperties: false, required: ["columns"],
  properties: {
    checkpoints: { type: "object", additionalProperties: WORD },
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
  const { columns, checkpoints = {} } = (await parseChecked(file, text, SCHEMA)) as Content;
  const column = Object.hasOwn(columns, columnName) ? columns[columnName] : undefined;
  if (column === undefined) throw new UsageError(`${file} has no column "${columnName}"`, { hint: suggestion(columnName, Object.keys(columns)) });
  for (const [place, names] of [[`columns.${columnName}.benchmarks`, column.benchmarks], ["checkpoints", checkpoints]] as const) {
    const wrong = Object.keys(names ?? {}).find((name) => !benchmarks.includes(name));
    if (wrong !== undefined) throw new UsageError(`${file}: ${place}: there is no benchmark "${wrong}"`, { hint: suggestion(wrong, benchmarks) });
  }
  const { resolution, benchmarks: overrides, ...shared } = column;
  return {
    resolution,
    asked(benchmark) {
      const { backend, model, ...rest } = { ...shared, ...overrides?.[benchmark] };
      const fill = (pattern: string): string => pattern.replaceAll(/\{(\w+)\}/g, (_, key: string) => {
        const value = { benchmark, resolution: String(resolution), column: columnName, checkpoint: checkpoints[benchmark] }[key];
        if (value !== undefined) return value;
        const hint = key === "checkpoint" ? `Name it under checkpoints: ${benchmark}.` : "Known: {benchmark}, {resolution}, {column}, {checkpoint}.";
        throw new UsageError(`${file}: columns.${columnName}: nothing is known to fill {${key}} for ${benchmark}`, { hint });
      });
      return { backend: fill(backend), ...(model === undefined ? {} : { model: fill(model) }), ...rest };
    },
  };
}

interface Content {
  readonly columns: Readonly<Record<string, Column>>;
  readonly checkpoints?: Readonly<Record<string, string>>;
}
