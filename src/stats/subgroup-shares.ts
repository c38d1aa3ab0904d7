/** Maximum and median over subgroups of a share, and what one may say of them when subgroups are small. */

import type { Interval } from "../core/records.ts";
import type { Subgroup } from "../core/types.ts";
import { LEVEL } from "./interval.ts";
import { exactInterval } from "./proportions.ts";

/** How many samples of a subgroup have the property, of how many. */
export type Tally = Omit<Subgroup, "decides">;

/** The median of an even number of values is the mean of the middle two. */
export const OVER_SUBGROUPS = {
  maximum: (sorted: readonly number[]): number => sorted.at(-1) ?? Number.NaN,
  median: (sorted: readonly number[]): number => {
    const [low, high] = middle(sorted);
    return ((low ?? Number.NaN) + (high ?? Number.NaN)) / 2;
  },
} satisfies Record<string, (sorted: readonly number[]) => number>;

export type OverSubgroups = keyof typeof OVER_SUBGROUPS;

/** The middle value twice, or the middle two. */
function middle<Value>(sorted: readonly Value[]): [Value | undefined, Value | undefined] {
  return [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.ceil((sorted.length - 1) / 2)]];
}

/**
 * Exact interval of a maximum or median over subgroups.
 *
 * Every one of G subgroups has its Clopper–Pearson interval at 1 − (1 − level)/G, so all hold their truths at once with at least
 * `level`; maximum and median rise with every share, so they lie between those of the low and those of the high ends.
 * Subgroups without samples are left out; undefined when none is left.
 * Source: Clopper and Pearson 1934; Bonferroni's inequality.
 */
export function overSubgroupsInterval(tallies: readonly Tally[], statistic: OverSubgroups, level = LEVEL): Interval | undefined {
  const counted = tallies.filter(({ of }) => of > 0);
  if (counted.length === 0) return undefined;
  const each = 1 - (1 - level) / counted.length;
  const intervals = counted.flatMap(({ count, of }) => exactInterval(count, of, each) ?? []);
  const value = (end: "low" | "high"): number => OVER_SUBGROUPS[statistic](intervals.map((interval) => interval[end]).sort((a, b) => a - b));
  const method = counted.length === 1 ? "Clopper–Pearson" : `Clopper–Pearson of ${counted.length} subgroups, Bonferroni`;
  return { level, low: value("low"), high: value("high"), method };
}

/** Subgroups with samples, and which of them the maximum and the median are. Of equal shares the smaller subgroup stands higher: it says less. */
export function rankSubgroups(tallies: readonly Tally[]): { readonly subgroups: readonly Subgroup[]; readonly values: Readonly<Record<OverSubgroups, number>> } {
  const share = ({ count, of }: Tally): number => count / of;
  const counted = tallies.filter(({ of }) => of > 0);
  const ranked = [...counted].sort((a, b) => share(a) - share(b) || b.of - a.of);
  const decisive: Readonly<Record<OverSubgroups, readonly (Tally | undefined)[]>> = { maximum: [ranked.at(-1)], median: middle(ranked) };
  const shares = ranked.map(share);
  return {
    subgroups: counted.map((tally) => ({ ...tally, decides: (Object.keys(decisive) as OverSubgroups[]).filter((name) => decisive[name].includes(tally)) })),
    values: { maximum: OVER_SUBGROUPS.maximum(shares), median: OVER_SUBGROUPS.median(shares) },
  };
}
