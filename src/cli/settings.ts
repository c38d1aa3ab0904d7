/** What a command was told: flag over environment over configuration file over default, each value with its origin. */

import { UsageError } from "../core/errors.ts";
import { findConfig } from "./config-file.ts";
import { environmentName, optionNames, optionOf, type OptionName } from "./options.ts";

type Value = string | number | boolean | readonly string[];

export interface Settings {
  text(name: OptionName): string | undefined;
  list(name: OptionName): readonly string[];
  /** A whole number. @throws {UsageError} for anything else. */
  whole(name: OptionName): number | undefined;
  flag(name: OptionName): boolean;
  /** Every value that is set, and where it came from. */
  origins(): readonly { readonly name: OptionName; readonly value: Value; readonly origin: string }[];
}

/** Flags as yargs parsed them (absent ones undefined). @throws {UsageError} for values of the wrong kind. */
export async function resolveSettings(flags: Readonly<Record<string, unknown>>, environment = process.env, folder = process.cwd()): Promise<Settings> {
  const config = await findConfig(folder);
  const found = new Map<OptionName, { value: Value; origin: string }>();
  for (const name of optionNames) {
    const option = optionOf(name);
    const variable = environmentName(name);
    const candidates: [unknown, string][] = [[flags[name], `--${name}`]];
    if (option.momentary !== true) candidates.push([environment[variable], variable], [config?.values[name], config?.file ?? ""]);
    candidates.push([option.default, "default"]);
    const chosen = candidates.find(([value]) => value !== undefined && value !== "");
    if (chosen !== undefined) found.set(name, { value: convert(name, chosen[0], chosen[1]), origin: chosen[1] });
  }
  return {
    text: (name) => found.has(name) ? String(found.get(name)?.value) : undefined,
    list: (name) => (found.get(name)?.value as readonly string[] | undefined) ?? [],
    whole: (name) => found.get(name)?.value as number | undefined,
    flag: (name) => found.get(name)?.value === true,
    origins: () => [...found].map(([name, { value, origin }]) => ({ name, value, origin })),
  };
}

function convert(name: OptionName, value: unknown, origin: string): Value {
  switch (optionOf(name).kind) {
    case "text": return String(value);
    case "flag": return value === true || value === "1" || value === "true" || value === "yes";
    case "list": return (Array.isArray(value) ? value : [value]).flatMap((item) => String(item).split(",")).map((item) => item.trim()).filter((item) => item !== "");
    case "whole": {
      const number = Number(value);
      if (!Number.isSafeInteger(number) || number < 0) throw new UsageError(`${origin}: "${String(value)}" is not a whole number`);
      return number;
    }
  }
}
