/** How often an interval of 95 % holds the truth. */

import type { Interval } from "../../src/core/records.ts";
import { percent, shareOf } from "./table.ts";

export const SIZES = [100, 1_000] as const;

/** The goal: 93.5 to 96.5 %. */
const [LEAST, MOST] = [0.935, 0.965];

export const COVERAGE_HEAD = ["interval", "world", "n", "simulations", "holds the truth", "93.5–96.5 %"] as const;

export interface Coverage {
  readonly interval: string;
  readonly world: string;
  readonly n: number;
  readonly simulations: number;
  readonly truth: number;
  draw(simulation: number): Pick<Interval, "low" | "high"> | undefined;
}

export function coverageRow({ interval, world, n, simulations, truth, draw }: Coverage): string[] {
  const share = shareOf(simulations, (simulation) => {
    const found = draw(simulation);
    return found !== undefined && found.low <= truth && truth <= found.high;
  });
  const judged = share < LEAST ? "low" : share > MOST ? "high" : "yes";
  return [interval, world, n.toLocaleString("en"), simulations.toLocaleString("en"), percent(share), judged];
}
