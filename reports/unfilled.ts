/** Cells of a card that a run did not fill: which of them a reader misses, and why they are empty. */

import type { CardView, CellView, RowView, SectionView } from "./card.ts";

/** A row's cells that were measured, else those that these runs should have filled, else its first; of statistics all. */
export function cellsOf({ by }: Pick<SectionView, "by">, { cells }: RowView, columns: readonly string[]): readonly CellView[] {
  const measured = cells.filter(({ counts }) => counts !== undefined);
  if (by === "statistic") return cells;
  if (measured.length > 0) return measured;
  const own = cells.filter(({ column }) => columns.includes(column));
  return own.length > 0 ? own : cells.slice(0, 1);
}

/** Names of the rows that lack cells, by what the cells lack. */
export function rowsByReason(sections: CardView["sections"], columns: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, Set<string>>();
  for (const section of sections) for (const row of section.rows) for (const { verdict, reasons } of cellsOf(section, row, columns)) {
    if (verdict !== "not run") continue;
    for (const reason of reasons) names.set(reason, (names.get(reason) ?? new Set()).add(row.title));
  }
  return new Map([...names].map(([reason, titles]) => [reason, [...titles]]));
}
