/** Configuration files: found by walking up from the working folder, checked by a JSON schema, errors with the nearest key. */

import { readFile } from "node:fs/promises";
import path from "node:path";
import { UsageError, messageOf } from "../core/errors.ts";
import { suggestion } from "../core/nearest.ts";
import { optionNames, optionOf } from "./options.ts";

const NAMES = ["cardeval.config.yaml", "cardeval.config.yml", "cardeval.config.json"];

const VALUES = {
  text: { type: ["string", "number"] },
  list: { anyOf: [{ type: "string" }, { type: "array", items: { type: ["string", "number"] } }] },
  whole: { type: "integer", minimum: 0 },
  flag: { type: "boolean" },
};

/** The schema of a configuration file: one key an option. */
function schema(): object {
  const keys = optionNames.filter((name) => optionOf(name).momentary !== true);
  return { type: "object", additionalProperties: false, properties: Object.fromEntries(keys.map((name) => [name, VALUES[optionOf(name).kind]])) };
}

export interface ConfigFile {
  readonly file: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** The nearest configuration file above the working folder, or undefined. @throws {UsageError} when it is wrong. */
export async function findConfig(from: string): Promise<ConfigFile | undefined> {
  for (let folder = path.resolve(from); ; folder = path.dirname(folder)) {
    for (const name of NAMES) {
      const file = path.join(folder, name);
      const text = await readFile(file, "utf8").catch(() => undefined);
      if (text !== undefined) return { file, values: (await parseChecked(file, text, schema())) as Record<string, unknown> };
    }
    if (path.dirname(folder) === folder) return undefined;
  }
}

/** YAML or JSON checked against a schema. @throws {UsageError} with file, path and nearest valid key. */
export async function parseChecked(file: string, text: string, jsonSchema: object): Promise<unknown> {
  const value = await parseText(file, text);
  const { Ajv } = await import("ajv");
  const validate = new Ajv({ allErrors: true, verbose: true, allowUnionTypes: true }).compile(jsonSchema);
  if (validate(value)) return value;
  const errors = (validate.errors ?? []).filter((error) => error.keyword !== "anyOf");
  const lines = errors.slice(0, 5).map((error) => {
    const at = error.instancePath === "" ? "(top)" : error.instancePath.slice(1).replaceAll("/", ".");
    if (error.keyword !== "additionalProperties") return `${at}: ${error.message ?? "is wrong"}, found ${JSON.stringify(error.data)?.slice(0, 60)}`;
    const key = String((error.params as { additionalProperty: string }).additionalProperty);
    const known = Object.keys((error.parentSchema as { properties?: object } | undefined)?.properties ?? {});
    return `${at}: unknown key "${key}". ${suggestion(key, known)}`;
  });
  throw new UsageError(`${file} is not valid\n  ${lines.join("\n  ")}`);
}

async function parseText(file: string, text: string): Promise<unknown> {
  try {
    if (file.endsWith(".json")) return JSON.parse(text);
    const { parse } = await import("yaml");
    return parse(text) ?? {};
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}
