/** A section whose columns are statistics over subgroups: rows by columns as the card prints it, and the subgroups behind. */

import type { Score, SubgroupShare } from "../src/core/records.ts";
import { nameOfScorer } from "../src/core/scorer.ts";
import { printInterval, printValue, type CellView, type RowView, type SectionView } from "./card.ts";

/** One cell, line by line: the value, whose share it is, its interval, the card's value and the verdict. */
export function statisticCell(row: RowView, { score, published, verdict }: CellView): readonly string[] {
  const card = `card ${published.toFixed(row.decimals)}`;
  if (score === undefined) return ["–", "", "", card];
  return [
    printValue(row, score.value), decisiveText(score), score.interval === undefined ? "no interval" : printInterval(row, score.interval),
    verdict === "sampler" || verdict === "partial" ? card : `${card}, ${verdict}`,
  ];
}

/** `3/199 of 0-2`; of two neighbours of an even number `2/5162, 1/5792`. */
export function decisiveText({ subgroups = [] }: Score): string {
  const decisive = subgroups.filter(({ isDecisive }) => isDecisive);
  const [only] = decisive;
  if (only !== undefined && decisive.length === 1) return `${countText(only)} ${only.name}`;
  return decisive.map(countText).join(", ");
}

export function countText({ count, of }: Pick<SubgroupShare, "count" | "of">): string {
  return `${count}/${of}`;
}

/** What the cells hold, who scored, and which subgroups are small: once for the whole table. */
export function statisticNotes({ title, rows, columns }: SectionView): string[] {
  const scores = rows.flatMap(({ cells }) => cells.flatMap(({ score }) => score ?? []));
  const scorers = new Set(scores.flatMap(({ scorer }) => (scorer === undefined ? [] : [`${nameOfScorer(scorer)} (${scorer.calibration})`])));
  const reasons = new Set(rows.flatMap(({ cells }) => cells.filter(({ score }) => score !== undefined).flatMap((cell) => cell.reasons)));
  const few = groupingsOf(columns).flatMap((grouping) => {
    const all = subgroupsOf(rows[0], grouping) ?? [];
    const small = all.filter(({ isFew }) => isFew);
    if (small.length === 0) return [];
    return small.length === all.length ? [`all of ${grouping}`] : [`${grouping} ${small.map(({ name, of }) => `${name} (${of})`).join(", ")}`];
  });
  return [
    `Each cell: ${rows[0]?.metric ?? "value"}; the subgroup's count of its captions; 95 % interval; the card's value.`,
    ...(scorers.size === 0 ? [] : [`Scored by ${[...scorers].join(" and by ")}.`]),
    ...(few.length === 0 ? [] : [`Few captions, so that 0 of them still allows more than 1 %: ${few.join("; ")}.`]),
    ...(reasons.size === 0 ? [] : [`${title}: ${[...reasons].join("; ")}`]),
  ];
}

/** `perceived gender` of the columns `perceived gender, maximum` and `perceived gender, median`. */
export function groupingsOf(columns: readonly string[]): string[] {
  return [...new Set(columns.map((column) => column.replace(/, [^,]*$/, "")))];
}

/** The subgroups of a grouping as one row measured them; undefined where it was not. */
export function subgroupsOf(row: RowView | undefined, grouping: string): readonly SubgroupShare[] | undefined {
  return row?.cells.find(({ column, score }) => column.startsWith(`${grouping}, `) && score?.subgroups !== undefined)?.score?.subgroups;
}
