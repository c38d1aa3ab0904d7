/** Words that are read without the parser mean what the parser says they mean. */

import { describe, expect, it } from "vitest";
import { commands, type Chosen } from "../../src/cli/commands.ts";
import { optionOf } from "../../src/cli/options.ts";
import { parse } from "../../src/cli/parse.ts";
import { readPlainWords } from "../../src/cli/plain-words.ts";
import { createRandom, type Random } from "../fixtures/random.ts";

/** The command and what it can see: names that are absent or were not given are the same to it. */
function seen(chosen: Chosen | undefined): unknown {
  if (chosen === undefined) return undefined;
  const { command, flags } = chosen;
  const names = [...command.options, ...Object.keys(command.own ?? {}), ...[...command.usage.matchAll(/[<[](\w+)/g)].map(([, name = ""]) => name)];
  return { command: command.usage, flags: Object.fromEntries(names.map((name) => [name, flags[name]]).filter(([, value]) => value !== undefined)) };
}

const VALUES = ["a", "x=1", "7", "007", "1e3", "0x10", "true", "false", "a,b", "a b", "é", "12345678901234567890", "./x", "a.b.c", "=", "null"];

/** Any command with some of its options, in any order among the names it takes, sometimes one name or one option too many. */
function plainLine(random: Random): string[] {
  const pick = <Item>(items: readonly Item[]): Item => items[random.below(items.length)] as Item;
  const command = pick(commands);
  const words: string[][] = [];
  const add = (name: string, isFlag: boolean): unknown => words.push(isFlag ? [`--${name}`] : random.below(2) === 0 ? [`--${name}`, pick(VALUES)] : [`--${name}=${pick(VALUES)}`]);
  for (const name of command.options) if (random.below(command.options.length) < 3) add(name, optionOf(name).kind === "flag");
  for (const [name, { type }] of Object.entries(command.own ?? {})) if (random.below(3) === 0) add(name, type === "boolean");
  const places = [...command.usage.matchAll(/[<[]\w+/g)].length + (random.below(8) === 0 ? 1 : 0) - (random.below(4) === 0 ? 1 : 0);
  for (let i = 0; i < places; i++) words.splice(random.below(words.length + 1), 0, [pick(VALUES)]);
  return [command.usage.split(" ")[0] as string, ...words.flat()];
}

describe("words without the parser", () => {
  it("give the flags that the parser gives, wherever they give any", async () => {
    const random = createRandom(5);
    let plain = 0;
    for (let i = 0; i < 400; i++) {
      const words = plainLine(random);
      const chosen = readPlainWords(words);
      if (chosen === undefined) continue;
      plain++;
      expect(seen(chosen), words.join(" ")).toEqual(seen(await parse(words, "cardeval").catch(() => undefined)));
    }
    expect(plain).toBeGreaterThan(200);
  });

  it("of a program that is one command have no name before them", async () => {
    const words = ["--suite", "captioning", "--limit=3", "--set", "a.b=c", "--quiet"];
    expect(seen(readPlainWords(words, "run"))).toEqual(seen(await parse(words, "run", "run")));
    expect(readPlainWords(["--suite", "captioning", "x"], "run")).toBeUndefined();
  });

  it.each([
    [], ["--json"], ["metrik", "a", "b"], ["metric", "a"], ["metric", "a", "b", "c"], ["metric", "a", "b", "--help"], ["metric", "a", "b", "-h"], ["metric", "a", "b", "--jsn"],
    ["metric", "a", "b", "--json=false"], ["metric", "a", "b", "--no-json"], ["metric", "a", "b", "--seed"], ["metric", "a", "b", "--seed", "--json"], ["metric", "a", "b", "--seed", ""],
    ["metric", "a", "b", "--seed="], ["metric", "a", "b", "--seed", "1", "--seed", "2"], ["metric", "a", "--", "b"], ["metric", "a", ""], ["metric", "--json", "--json", "a", "b"],
  ].map((words) => [words]))("are no others: %j", (words) => expect(readPlainWords(words)).toBeUndefined());
});
