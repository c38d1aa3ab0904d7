/** A section whose columns are statistics over subgroups: rows by columns as the card prints it, and the subgroups behind. */

import type { Score, SubgroupShare } from "../src/core/records.ts";
import { nameOfScorer } from "../src/core/scorer.ts";
import { printInterval, printValue, type CellView, type RowView, type SectionView, type Verdict } from "./card.ts";

/** One cell, line by line: the value, the count and the subgroup behind it, its interval, the card's value with the verdict as a sign. */
export function statisticCell(row: RowView, { score, published, verdict }: CellView): readonly string[] {
  const card = `card ${published.toFixed(row.decimals)}`;
  if (score === undefined) return ["–", card];
  const decisive = (score.subgroups ?? []).filter(({ isDecisive }) => isDecisive);
  return [
    printValue(row, score.value), decisive.map(countText).join(", "), decisive.map(({ name }) => name).join(", "),
    score.interval === undefined ? "no interval" : printInterval(row, score.interval), `${SIGNS[verdict] ?? ""}${card}`,
  ];
}

const SIGNS: Readonly<Partial<Record<Verdict, string>>> = { reproduced: "= ", differs: "≠ " };

export function countText({ count, of }: Pick<SubgroupShare, "count" | "of">): string {
  return `${count}/${of}`;
}

/** What the cells hold, who scored, and which subgroups are small: once for the whole table, and nothing for an empty one. */
export function statisticNotes({ title, rows, columns }: SectionView): string[] {
  const scores = rows.flatMap(({ cells }) => cells.flatMap(({ score }) => score ?? []));
  if (scores.length === 0) return [];
  const scorers = new Set(scores.flatMap(({ scorer }) => (scorer === undefined ? [] : [`${nameOfScorer(scorer)} (${scorer.calibration})`])));
  const reasons = new Set(rows.flatMap(({ cells }) => cells.filter(({ score }) => score !== undefined).flatMap((cell) => cell.reasons)));
  const few = groupingsOf(columns).flatMap((grouping) => {
    const all = subgroupsOf(rows[0], grouping) ?? [];
    const small = all.filter(({ isFew }) => isFew);
    if (small.length === 0) return [];
    return small.length === all.length ? [`all of ${grouping}`] : [`${grouping} ${small.map(({ name, of }) => `${name} (${of})`).join(", ")}`];
  });
  return [
    `Each cell: ${cellInWords(rows, scores)}; the subgroup's count of its captions; the subgroup; 95 % interval; the card's value (= reproduced, ≠ differs).`,
    ...(scorers.size === 0 ? [] : [`Scored by ${[...scorers].join(" and by ")}.`]),
    ...(few.length === 0 ? [] : [`Few captions, so that 0 of them still allows more than 1 %: ${few.join("; ")}.`]),
    ...(reasons.size === 0 ? [] : [`${title}: ${[...reasons].join("; ")}`]),
  ];
}

/** As it was measured, which need not be as the card did. */
function cellInWords([row]: readonly RowView[], scores: readonly Score[]): string {
  const said = new Set(scores.flatMap(({ inWords }) => inWords ?? []));
  return said.size === 0 ? (row?.metric ?? "value") : `${[...said].join(" or ")}${row?.scale === 100 ? ", in percent" : ""}`;
}

/** `perceived gender` of the columns `perceived gender, maximum` and `perceived gender, median`. */
export function groupingsOf(columns: readonly string[]): string[] {
  return [...new Set(columns.map((column) => column.replace(/, [^,]*$/, "")))];
}

/** The subgroups of a grouping as one row measured them; undefined where it was not. */
export function subgroupsOf(row: RowView | undefined, grouping: string): readonly SubgroupShare[] | undefined {
  return row?.cells.find(({ column, score }) => column.startsWith(`${grouping}, `) && score?.subgroups !== undefined)?.score?.subgroups;
}
